"""The program in docs/spec/invitations.md draws the same letters as the package."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tequio.selection.frames import open_frame
from tequio.selection.invitations import Plan, draw_letters, lay_ground
from tequio.selection.response_rates import read_rates

SPEC = (Path(__file__).parents[2] / "docs/spec/invitations.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def program() -> dict[str, Any]:
    found = re.search(r"```python\n(.*?)```", SPEC, re.DOTALL)
    assert found is not None
    names: dict[str, Any] = {"__name__": "program"}
    exec(found[1], names)
    return names


REGIONS, AGES = ("North", " north", "South", "Ñandú"), ("16-29", "30-44", "65+")
FRAME = "region,age,home\n" + "".join(
    f"{REGIONS[n * n % 7 % 4]},{AGES[n * n % 3]},{n // 3 or ''}\n" for n in range(150)
)
RATES = "age,rate\n16-29,0.02\n30-44,3 %\n65+,0.07\n"


@pytest.mark.parametrize("household", [(), ("home",)])
@pytest.mark.parametrize("rates", [False, True])
@pytest.mark.parametrize("letters", [1, 20, 51])
@pytest.mark.parametrize("stratify", [(), ("region",), ("age", "region")])
def test_program_in_the_specification_draws_the_same(tmp_path, program, household, rates, letters, stratify):
    path = tmp_path / "frame.csv"
    path.write_text(FRAME, encoding="utf-8")
    table = None
    if rates and "age" in stratify:
        (tmp_path / "rates.csv").write_text(RATES)
        table = read_rates(tmp_path / "rates.csv", stratify)
    with open_frame(path) as frame:
        plan = Plan(frame.sha256, "utf-8", letters, stratify, household=household, rates=table)
        invitation = draw_letters(lay_ground(frame, plan), plan, "balls 9319./2.5.8.10.12./")
    (tmp_path / "plan.json").write_bytes(plan.bytes())
    drawn = program["draw"](path, tmp_path / "plan.json", "balls 9319./2.5.8.10.12./")
    assert drawn == (invitation.rows + 1).tolist()


def test_vector_in_the_specification_holds(tmp_path, program):
    blocks: dict[str, str] = dict(
        re.findall(r"`(frame\.csv|plan\.json)`[^\n]*:\n\n```\n(.*?)```", SPEC, re.DOTALL)
    )
    for name, text in blocks.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    expected = json.loads(re.search(r"rows (\[[\d, ]+\])", SPEC)[1])
    with open_frame(tmp_path / "frame.csv") as frame:
        plan = Plan(frame.sha256, "utf-8", 5, ("region", "age"), household=("home",))
        drawn = draw_letters(lay_ground(frame, plan), plan, "dice d6 " + " ".join("123456" * 8 + "12"))
    assert plan.bytes().decode() == blocks["plan.json"]
    assert plan.root in SPEC
    assert (drawn.rows + 1).tolist() == expected
    assert program["draw"](tmp_path / "frame.csv", tmp_path / "plan.json", drawn.source) == expected
    assert f"letters {list(drawn.letters)}" in SPEC
