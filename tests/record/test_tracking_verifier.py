"""The verifier of tracking sites proves true sites and names what is wrong with tampered ones."""

import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import tracked_site as made
from hypothesis import given
from hypothesis import strategies as st

from tequio.record import tracking_verifier as verifier
from tequio.tracking import dates


def in_order(found):
    return sorted(found, key=lambda one: json.dumps(one, sort_keys=True))


def failures(folder: Path) -> set[str]:
    return {name for name, _ in verifier.check(folder).failures}


# What is true


def test_true_site_is_proved_in_both_languages(tmp_path, capsys):
    made.write(tmp_path)
    for language, word in (("en", "PROVED"), ("es", "DEMOSTRADO")):
        assert verifier.main([str(tmp_path), "--lang", language]) == 0
        assert word in capsys.readouterr().out


def test_limits_of_what_is_shown_are_said_first(tmp_path, capsys):
    made.write(tmp_path)
    verifier.main([str(tmp_path)])
    assert "cannot show that the sources say" in capsys.readouterr().out.splitlines()[0]


def test_copy_beside_the_site_runs_alone(tmp_path):
    made.write(tmp_path / "site")
    ran = subprocess.run(
        [sys.executable, "-I", str(tmp_path / "site/tracking_verifier.py"), str(tmp_path / "site")],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert (ran.returncode, ran.stderr) == (0, "")


@pytest.fixture(scope="module")
def planted(shared):
    folder = shared / "data/tracking/ledger_small"
    if not folder.is_dir():
        pytest.skip(f"no shared ledger at {folder}")
    files = {name: folder / f"{name}.csv" for name in verifier.COLUMNS}
    tables = {
        name: verifier.table(name, path.read_bytes() if path.is_file() else b"")
        for name, path in files.items()
    }
    return verifier.Ledger(tables), json.loads((folder / "truth.json").read_text("utf-8"))


def test_planted_verdicts_and_breaches_come_out_exactly(planted):
    ledger, truth = planted
    verdicts, breaches, _ = verifier.named(ledger, verifier.Units(ledger))
    expected = [{key: one[key] for key in one if key != "why"} for one in truth["named"]]
    assert in_order(verdicts) == in_order(expected)
    assert in_order(breaches) == in_order(truth["breaches"])
    assert (len(verdicts), len(breaches)) == (346, 15)


def test_planted_gaps_come_out_exactly_with_their_smallest_sets(planted):
    ledger, truth = planted
    found = list(verifier.gaps(ledger))
    keys = ("check", "subject", "gap", "big", "small")
    said = {tuple(map(str, (one[key] for key in keys))): one for one in truth["reconcile"]}
    assert {tuple(map(str, (one[key] for key in keys))) for one in found} == set(said)
    assert len(found) == len(said) == 14
    for one in found:
        planted_one = said[tuple(map(str, (one[key] for key in keys)))]
        assert verifier.is_smallest(planted_one["smallest"], one)
        assert one["at"] == (verifier.span(planted_one["at"]) if planted_one["at"] else None)


def test_planted_screenings_come_out_exactly(planted):
    ledger, truth = planted
    screening = verifier.Screening(ledger, verifier.Units(ledger))

    assert len(truth["screen"]) == 16
    for one in truth["screen"]:
        found = list(screening.hits(one["unit"], verifier.span(one["on"])))
        assert in_order(found) == in_order(one["hits"])


def test_planted_totals_and_coarseness_come_out_exactly(planted):
    ledger, truth = planted
    assert verifier.never_add(ledger) == truth["never_add"]
    assert verifier.coarse(ledger) == truth["coarse"]


YEAR = st.sampled_from(["2014", "0001", "0002", "9997", "9998", "201X", "20XX", "2XXX", "1999"])
MONTH = st.sampled_from(["", "-01", "-02", "-12", "-13", "-00", "-XX"])
DAY = st.sampled_from(["", "-01", "-28", "-29", "-31", "-XX", "-00"])
ONE = st.builds(lambda *parts: "".join(parts), YEAR, MONTH, DAY, st.sampled_from(["", "~", "?", "%", "~~"]))
TEXTS = st.one_of(
    ONE,
    st.builds("{}/{}".format, ONE | st.sampled_from(["", ".."]), ONE | st.sampled_from(["", ".."])),
    st.text("0123456789X-~/. ", max_size=12),
)


def as_days(read: Callable[[str], Any], text: str, refused: type[Exception]) -> tuple[int, int] | None:
    try:
        days = read(text)
    except refused:
        return None
    return days if isinstance(days, tuple) else (days.first, days.last)


@given(TEXTS)
def test_dates_are_read_as_the_library_reads_them(text):
    mine = as_days(verifier.span, text, verifier.Unusable)
    assert mine == as_days(dates.span, text, dates.ImpossibleDate)


# What was tampered with. Each forger repairs what the zip and SHA256SUMS say of themselves.


def in_page(file: str, old: str, new: str) -> Callable[[Path], None]:
    def tamper(folder: Path) -> None:
        path = folder / file
        text = path.read_text("utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), "utf-8")

    return tamper


def in_json(change: Callable[[dict[str, Any]], Any]) -> Callable[[Path], None]:
    def tamper(folder: Path) -> None:
        path = folder / "site.json"
        site = json.loads(path.read_text("utf-8"))
        change(site)
        path.write_text(json.dumps(site), "utf-8")

    return tamper


def everywhere(change: Callable[[dict[str, Any]], Any]) -> Callable[[Path], None]:
    """Site and pages agree with each other, and not with the ledger."""

    def tamper(folder: Path) -> None:
        site = json.loads(json.dumps(made.SITE))
        change(site)
        for path in folder.rglob("*.html"):
            path.unlink()
        made.write(folder, site=site)

    return tamper


def in_ledger(change: Callable[[dict[str, made.Rows]], Any]) -> Callable[[Path], None]:
    def tamper(folder: Path) -> None:
        tables = made.ledger()
        change(tables)
        made.write(folder, tables)

    return tamper


def removed(file: str) -> Callable[[Path], None]:
    return lambda folder: (folder / file).unlink()


def added(file: str, text: str) -> Callable[[Path], None]:
    return lambda folder: (folder / file).write_text(text, "utf-8") and None


def say_no_records(site: dict[str, Any]) -> None:
    site["named"][1]["verdict"] = "no_records"
    site["by_state"]["30"] = {"no_records": 1}


INVENTED = {**made.SITE["reconcile"][0], "check": "surplus"}
VERDICT_PAGE = made.element("strong", "verdict", "No", record="R9", verdict="no")
TAMPERED = {
    "verdict word on a page": (in_page("en/findings/R3.html", ">No<", ">Yes<"), {"word_wrong"}),
    "verdict word in Spanish only": (in_page("es/findings/R2.html", ">Sí<", ">No<"), {"word_wrong"}),
    "verdict marker on a page": (
        in_page("es/findings/R3.html", 'data-verdict="no"', 'data-verdict="no_records"'),
        {"marker_wrong", "marker_missing", "word_wrong"},
    ),
    "verdict marker and word on a page": (
        in_page("en/findings/R3.html", 'data-verdict="no">No', 'data-verdict="yes">Yes'),
        {"marker_wrong", "marker_missing"},
    ),
    "verdict removed from a page": (
        in_page("en/findings/R3.html", 'class="verdict"', ""),
        {"marker_missing"},
    ),
    "verdict in site.json": (
        in_json(lambda site: site["named"][1].update(verdict="yes")),
        {"hidden", "invented", "marker_missing", "marker_wrong"},
    ),
    "no becomes no records everywhere": (everywhere(say_no_records), {"hidden", "invented"}),
    "licence that could apply left out": (
        everywhere(lambda site: site["named"][1].update(licences=[])),
        {"hidden", "invented"},
    ),
    "finding left out everywhere": (everywhere(lambda site: site["named"].pop()), {"hidden"}),
    "date of a claim in the zip": (
        in_ledger(lambda tables: tables["receipts"][2].update(date="2013-01-01")),
        {"screened_on"},
    ),
    "quantity of a claim in the zip": (
        in_ledger(lambda tables: tables["holdings"][0].update(quantity_min="6", quantity_max="6")),
        {"invented"},
    ),
    "licence removed from the zip": (
        in_ledger(lambda tables: (tables["licences"].clear(), tables["end_users"].clear())),
        {"hidden", "invented"},
    ),
    "zip that site.json does not name": (
        lambda folder: (folder / "ledger.zip").write_bytes(made.pack(made.ledger()) + b"\n") and None,
        {"other_ledger"},
    ),
    "claim withdrawn in the zip": (
        in_ledger(lambda tables: tables["end_users"][0].update(status="withdrawn")),
        {"hidden", "invented"},
    ),
    "gap hidden everywhere": (everywhere(lambda site: site["reconcile"].clear()), {"hidden"}),
    "gap hidden on a page": (
        in_page("es/gaps/1.html", 'class="gap"', 'class="note"'),
        {"marker_missing"},
    ),
    "gap made smaller on a page": (
        in_page("es/gaps/1.html", 'data-least="1"', 'data-least="0"'),
        {"marker_missing", "marker_wrong"},
    ),
    "gap invented everywhere": (everywhere(lambda site: site["reconcile"].append(INVENTED)), {"invented"}),
    "smallest set that is not smallest": (
        in_json(lambda site: site["reconcile"][0].update(smallest=["H1", "R2", "R3"])),
        {"smallest"},
    ),
    "breach hidden everywhere": (everywhere(lambda site: site["breaches"].clear()), {"hidden"}),
    "breach hidden on a page": (in_page("en/breaches.html", 'class="breach"', ""), {"marker_missing"}),
    "hit hidden everywhere": (everywhere(lambda site: site["screen"][0]["hits"].clear()), {"hidden"}),
    "hit hidden on a page": (in_page("en/units/U2.html", 'class="hit"', ""), {"marker_missing"}),
    "hit made certain of another unit": (
        in_page("en/units/U3.html", "<body>", "<body>" + made.element("li", "hit", "…", unit="U3")),
        {"marker_wrong"},
    ),
    "unit never screened": (everywhere(lambda site: site["screen"].pop()), {"hidden"}),
    "count in the table of states": (in_page("en/index.html", ">2<", ">3<"), {"word_wrong"}),
    "count in site.json and pages": (
        everywhere(lambda site: site["by_state"]["12"].update(yes=3)),
        {"hidden", "invented"},
    ),
    "totals that may be added after all": (
        everywhere(lambda site: site["never_add"].clear()),
        {"hidden"},
    ),
    "coarse licence": (
        everywhere(lambda site: site["coarse"]["2011"].update(central_only=1)),
        {"hidden", "invented"},
    ),
    "page missing": (removed("es/findings/R3.html"), {"page_missing"}),
    "extra finding": (added("en/findings/R9.html", VERDICT_PAGE), {"page_extra", "marker_wrong"}),
    "verdict at the door": (added("index.html", VERDICT_PAGE), {"marker_wrong"}),
    "claim missing on the page of its source": (
        in_page("en/sources/F1.html", 'id="C201"', ""),
        {"anchor_missing"},
    ),
    "script that could change the words": (
        in_page("en/index.html", "<body>", "<body><script>1</script>"),
        {"page_script"},
    ),
    "true verdict hidden beside a visible lie": (
        in_page(
            "en/findings/R3.html",
            '<strong class="verdict"',
            '<strong>Yes</strong><strong hidden class="verdict"',
        ),
        {"page_script"},
    ),
    "verdict covered by a style sheet": (
        in_page("en/findings/R3.html", "<body>", "<style>.verdict{font-size:0}</style><body>"),
        {"page_script"},
    ),
    "verdict covered by a style of its own": (
        in_page(
            "en/findings/R3.html", '<strong class="verdict"', '<strong style="display:none" class="verdict"'
        ),
        {"page_script"},
    ),
    "verdict in the title, where nobody sees it": (
        in_page("en/findings/R3.html", "<body>", '<body><title><i class="x">No</i></title>'),
        {"page_script"},
    ),
    "verdict in the link that only a keyboard shows": (
        in_page(
            "en/findings/R3.html",
            '<strong class="verdict"',
            '<a class="skip" href="#x"><strong class="verdict"',
        ),
        {"page_script"},
    ),
    "verdict within a comment that browsers read otherwise": (
        in_page("en/findings/R3.html", "<body>", "<body><!--><p>x</p>-->"),
        {"page_script"},
    ),
    "attribute given twice, of which browsers take the first": (
        in_page("en/findings/R3.html", 'class="verdict"', 'class="quiet" class="verdict"'),
        {"page_script"},
    ),
    "accused unit never screened": (
        everywhere(lambda site: site.update(screen=[one for one in site["screen"] if one["unit"] != "U4"])),
        {"hidden"},
    ),
}


@pytest.mark.parametrize("name", sorted(TAMPERED))
def test_tampered_site_fails_and_says_why(name, tmp_path):
    tamper, expected = TAMPERED[name]
    made.write(tmp_path)
    tamper(tmp_path)
    made.add_up(tmp_path)
    assert expected <= failures(tmp_path)
    assert verifier.verify(tmp_path) == 1


@pytest.mark.parametrize(
    ("tamper", "expected"),
    [
        (in_page("SHA256SUMS", "a", "b"), {"sums_changed"}),
        (in_page("SHA256SUMS", "  en/about.html", " en/about.html"), {"sums_line", "sums_extra"}),
        (removed("en/about.html"), {"sums_missing", "page_missing"}),
        (added("notes.txt", "…"), {"sums_extra"}),
        (in_page("es/about.html", "…", "?"), {"sums_changed"}),
    ],
    ids=["hash", "line", "missing", "extra", "changed"],
)
def test_sums_that_do_not_fit_the_files_fail(tamper, expected, tmp_path):
    made.write(tmp_path)
    tamper(tmp_path)
    assert expected <= failures(tmp_path)


# What is hostile: a sentence and exit code 2, never a traceback


def zipped(*files: tuple[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as made_zip:
        for name, data in files:
            made_zip.writestr(name, data)
    return packed.getvalue()


HOSTILE = {
    "no json": ("site.json", b"{"),
    "deep json": ("site.json", b"[" * 200_000),
    "huge number": ("site.json", b'{"format": ' + b"9" * 100_000 + b"}"),
    "not a number": ("site.json", b"NaN"),
    "key twice": ("site.json", b'{"format": 1, "format": 2}'),
    "another format": ("site.json", b'{"format": "tequio-site/2"}'),
    "a list": ("site.json", b"[]"),
    "no zip": ("ledger.zip", b"PK"),
    "a folder in the zip": ("ledger.zip", zipped(("../units.csv", b""))),
    "an unknown table": ("ledger.zip", zipped(("people.csv", b"name\n"))),
    "an unknown column": ("ledger.zip", zipped(("units.csv", b"claim,unit,colour\n"))),
    "a row too long": ("ledger.zip", zipped(("units.csv", b"claim,unit\nC1,U1,x\n"))),
    "an impossible date": (
        "ledger.zip",
        zipped(("receipts.csv", b"claim,receipt,date,status\nC,R,2014-02-30,accepted\n")),
    ),
    "an impossible quantity": (
        "ledger.zip",
        zipped(("receipts.csv", b"claim,receipt,quantity_min,status\nC,R,-1,accepted\n")),
    ),
    "sums that are no text": ("SHA256SUMS", b"\xff\xfe\n"),
}


@pytest.mark.parametrize("name", sorted(HOSTILE))
def test_what_cannot_be_read_is_a_sentence(name, tmp_path, capsys):
    file, data = HOSTILE[name]
    made.write(tmp_path)
    (tmp_path / file).write_bytes(data)
    assert verifier.verify(tmp_path, "es") == 2
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_folder_without_a_site_is_a_sentence(tmp_path, capsys):
    assert verifier.main([str(tmp_path)]) == 2
    assert "site.json" in capsys.readouterr().out


def test_zip_that_swells_is_not_inflated(tmp_path, monkeypatch):
    monkeypatch.setattr(verifier, "LEDGER_BYTES", 1000)
    with pytest.raises(verifier.Unusable, match="too_big"):
        verifier.unpack(zipped(("units.csv", b"0" * 1001)))


def test_relations_with_too_many_paths_are_given_up(monkeypatch):
    """Twelve layers of diamonds have 4,096 paths; the limit is lower here."""
    monkeypatch.setattr(verifier, "PATHS_AT_MOST", 1000)
    relations = [
        {
            "relation": f"N{n}{a}{b}",
            "child": f"U{n}{a}",
            "parent": f"U{n + 1}{b}",
            "type": "child_of",
            "since": "..",
            "until": "..",
        }
        for n in range(12)
        for a in "ab"
        for b in "ab"
    ]
    rows = {name: [] for name in verifier.COLUMNS}
    rows["relations"] = [
        {"claim": f"C{n}", "status": "accepted", "supersedes": "", "source": "F1", **one}
        for n, one in enumerate(relations)
    ]
    ledger = verifier.Ledger(rows)
    with pytest.raises(verifier.Unusable, match="paths"):
        list(verifier.Screening(ledger, verifier.Units(ledger)).hits("U0a", verifier.ANY))


def test_sentences_have_the_same_fields_in_both_languages():
    fields = {
        name: [sorted(re.findall(r"{(\w+)}", text)) for text in both]
        for name, both in verifier.SENTENCES.items()
    }
    assert {name for name, (english, spanish) in fields.items() if english != spanish} == set()
