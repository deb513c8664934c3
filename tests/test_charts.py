import hashlib
import os
import subprocess
import sys
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.charts import WIDTH, Alternative, Axis, Span, chance_chart, quota_chart

SPACE = "{http://www.w3.org/2000/svg}"
MEMBERS = Axis("Members of a panel", lambda value: f"{value:g}")
CHANCES = (Axis("Volunteers", lambda value: f"{value:g}"), Axis("Chance", lambda share: f"{share:.0%}"))
SAID = Alternative("age", "Age: quota & panels", "18–29: quota 9 to 12 <b>")
SPANS = (Span("18–29", 9, 12, 9, 10.2, 12, 8.1), Span("it's \\ <60", 14, 14, 14, 14, 14, 20))
SCRIPT = """
from tequio.charts import *
spans = [Span("a", 1, 3, 1, 2.5, 3, 2.2), Span("b", 0, 9, 4, 5, 6, 5.1)]
print(quota_chart(spans, Axis("Members", str), Alternative("a", "A", "B")))
axes = (Axis("Volunteers", str), Axis("Chance", str))
print(chance_chart([(0.1, 30), (1 / 3, 6), (1.0, 5)], 0.4, axes, Alternative("b", "A", "B")))
"""


@pytest.fixture(scope="module")
def drawn() -> ElementTree.Element:
    return ElementTree.fromstring(quota_chart(SPANS, MEMBERS, SAID))


def texts(chart: ElementTree.Element) -> list[str | None]:
    return [part.text for part in chart.iter(f"{SPACE}text")]


def test_chart_names_itself_by_title_and_description(drawn):
    ids = drawn.attrib["aria-labelledby"].split()
    parts = {part.attrib.get("id"): part.text for part in drawn}
    assert drawn.attrib["role"] == "img"
    assert [parts[name] for name in ids] == [SAID.title, SAID.text]


def test_chart_has_no_role_inside(drawn):
    assert [part.tag for part in drawn.iter() if "role" in part.attrib] == [drawn.tag]


def test_chart_asks_for_nothing():
    svg = quota_chart(SPANS, MEMBERS, SAID)
    assert "href" not in svg
    assert "url(" not in svg
    assert svg.count("http") == 1  # the name of the SVG namespace


def test_quota_chart_says_each_value(drawn):
    assert {"18–29", "it's \\ <60", MEMBERS.title} <= set(texts(drawn))


def test_quota_chart_of_one_empty_quota_is_drawn():
    svg = quota_chart([Span("nobody", 0, 0, 0, 0.0, 0, 0.0)], MEMBERS, SAID)
    assert ElementTree.fromstring(svg).attrib["role"] == "img"


def test_quota_chart_cuts_a_label_that_does_not_fit():
    label = "a value with a name that is far too long for a telephone"
    svg = quota_chart([Span(label, 0, 2, 1, 1, 1, 1)], MEMBERS, SAID)
    assert "a value with a name that is far too lon…" in texts(ElementTree.fromstring(svg))


def test_chance_chart_writes_its_axes_in_the_given_way():
    svg = chance_chart([(0.1, 80), (1.0, 20)], 0.3, CHANCES, SAID)
    assert {"0%", "100%", "Chance", "Volunteers"} <= set(texts(ElementTree.fromstring(svg)))


@settings(max_examples=8, deadline=None, derandomize=True)
@given(levels=st.lists(st.tuples(st.floats(1e-6, 1), st.integers(1, 10**6)), min_size=1, max_size=40))
def test_chance_chart_of_any_levels_is_well_formed(levels):
    chart = ElementTree.fromstring(chance_chart(sorted(levels), 0.02, CHANCES, SAID))
    assert chart.attrib["viewBox"].split()[2] == str(WIDTH)
    assert "NaN" not in ElementTree.tostring(chart, "unicode")


def test_chart_has_the_same_bytes_in_every_process():
    digests = set()
    for seed in ("0", "1"):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        run = subprocess.run([sys.executable, "-c", SCRIPT], env=environment, capture_output=True, check=True)
        digests.add(hashlib.sha256(run.stdout).hexdigest())
    assert len(digests) == 1
