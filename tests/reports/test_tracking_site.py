"""The published site: what it holds, that its links lead somewhere, and that it shows nothing withheld."""

import datetime
import hashlib
import html
import io
import json
import re
import zipfile
from collections.abc import Mapping
from html.parser import HTMLParser
from importlib.resources import as_file, files
from pathlib import Path, PurePosixPath
from posixpath import normpath

import pytest

import private_columns as private
from tequio.record import tracking_verifier
from tequio.reports.tracking_site import site
from tequio.reports.tracking_site.facts import file_name
from tequio.tracking.ledger import Ledger, ledger, read_ledger
from tequio.tracking.levels import LEVELS, Level
from tequio.tracking.schema import TABLES

DAY = datetime.date(2026, 11, 24)
WORDS = {
    "en": {"yes": "Yes", "no": "No", "too_coarse": "Too coarse", "no_records": "No records"},
    "es": {"yes": "Sí", "no": "No", "too_coarse": "Demasiado general", "no_records": "Sin registros"},
}
Site = Mapping[str, bytes]


class Page(HTMLParser):
    """Tags with their attributes and the text within them, and the page's ids."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []
        self.texts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
        self.texts.append("")

    def handle_data(self, data):
        if self.texts:
            self.texts[-1] += data

    def marked(self, word: str) -> list[tuple[dict[str, str], str]]:
        """The elements of a class, with the text they begin with."""
        pairs = zip(self.tags, self.texts)
        return [(attrs, text.strip()) for (_, attrs), text in pairs if attrs.get("class") == word]


def example() -> Ledger:
    with as_file(files("tequio.examples") / "ledger") as folder:
        return read_ledger(folder)


@pytest.fixture(scope="module")
def public() -> Site:
    return site(example(), "public", DAY)


@pytest.fixture(scope="module")
def pages(public: Site) -> dict[str, Page]:
    return {path: Page(data.decode()) for path, data in public.items() if path.endswith(".html")}


def test_site_has_the_same_pages_in_both_languages(public: Site) -> None:
    english = {path[3:] for path in public if path.startswith("en/")}
    assert english == {path[3:] for path in public if path.startswith("es/")}
    named = {"index", "breaches", "flows", "coarse", "totals", "unknown", "about"}
    assert {f"{name}.html" for name in named} <= english


def test_every_internal_link_leads_somewhere(public: Site, pages: dict[str, Page]) -> None:
    ids = {path: {attrs.get("id") for _, attrs in page.tags} for path, page in pages.items()}
    lost = []
    for path, page in pages.items():
        for tag, attrs in page.tags:
            if tag == "a" and ":" not in attrs["href"]:
                target, _, anchor = attrs["href"].partition("#")
                there = normpath(str(PurePosixPath(path).parent / target)) if target else path
                if there not in public or (anchor and anchor not in ids[there]):
                    lost.append((path, attrs["href"]))
    assert lost == []


def test_every_page_has_its_language_and_a_title_and_no_script(pages: dict[str, Page]) -> None:
    for path, page in pages.items():
        tags = [tag for tag, _ in page.tags]
        assert "script" not in tags
        assert not [attrs for _, attrs in page.tags if any(name.startswith("on") for name in attrs)]
        language = path[:2] if "/" in path else "en"
        assert dict(page.tags)["html"]["lang"] == language
        assert page.texts[tags.index("title")].strip()


def test_every_page_refers_to_nothing_outside(public: Site) -> None:
    outside = re.compile(rb'(?:src|href)="(?:https?:)?//')
    assert [path for path, data in public.items() if path.endswith(".html") and outside.search(data)] == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_pages_say_the_verdicts_of_the_json_in_words(
    public: Site, pages: dict[str, Page], language: str
) -> None:
    told = {one["record"]: one["verdict"] for one in json.loads(public["site.json"])["named"]}
    found = {}
    for path, page in pages.items():
        for attrs, text in page.marked("verdict") if path.startswith(language) else ():
            found[attrs["data-record"]] = attrs["data-verdict"]
            assert text == WORDS[language][attrs["data-verdict"]]
    assert found == told
    assert {f"{language}/findings/{file_name(record)}.html" for record in told} <= public.keys()
    assert set(told.values()) == set(WORDS["en"])


def test_front_page_counts_what_the_json_counts(public: Site, pages: dict[str, Page]) -> None:
    counts = json.loads(public["site.json"])["by_state"]
    cells = pages["es/index.html"].marked("count")
    found = {(attrs["data-state"], attrs["data-verdict"]): int(text) for attrs, text in cells}
    assert found == {(state, verdict): n for state, row in counts.items() for verdict, n in row.items()}


def test_pages_mark_gaps_breaches_and_hits(public: Site, pages: dict[str, Page]) -> None:
    told = json.loads(public["site.json"])
    for number, gap in enumerate(told["reconcile"], 1):
        ((attrs, _),) = pages[f"en/gaps/{number}.html"].marked("gap")
        least, most = (str(end) for end in gap["gap"])
        assert (attrs["data-check"], attrs["data-subject"]) == (gap["check"], gap["subject"])
        assert (attrs["data-least"], attrs["data-most"]) == (least, most)
    breaches = [attrs["data-record"] for attrs, _ in pages["es/breaches.html"].marked("breach")]
    assert breaches == [one["record"] for one in told["breaches"]] != []
    hits = [
        attrs
        for path, page in pages.items()
        if path.startswith("en/units")
        for attrs, _ in page.marked("hit")
    ]
    assert {(one["data-unit"], one["data-path"], one["data-overlap"]) for one in hits} == {
        (one["unit"], " ".join(hit["path"]), hit["overlap"]) for one in told["screen"] for hit in one["hits"]
    }
    assert hits


def test_json_has_a_screening_for_each_unit_with_a_possession_or_an_allegation(public: Site) -> None:
    told = json.loads(public["site.json"])
    accused = {one["path"][-1] for entry in told["screen"] for one in entry["hits"]}
    assert {one["unit"] for one in told["screen"]} == {one["unit"] for one in told["named"]} | accused
    assert all(one["on"].endswith("/2024-11-24") for one in told["screen"])


def test_hashes_are_those_of_every_other_file(public: Site) -> None:
    lines = dict(reversed(line.split("  ")) for line in public["SHA256SUMS"].decode().splitlines())
    assert lines == {
        path: hashlib.sha256(data).hexdigest() for path, data in public.items() if path != "SHA256SUMS"
    }
    assert list(lines) == sorted(lines)
    assert json.loads(public["site.json"])["ledger"]["sha256"] == lines["ledger.zip"]


def test_zip_holds_every_table_without_folders_or_times(public: Site) -> None:
    archive = zipfile.ZipFile(io.BytesIO(public["ledger.zip"]))
    assert set(archive.namelist()) == {"datapackage.json", *(f"{name}.csv" for name in TABLES)}
    assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_same_ledger_and_day_give_the_same_bytes(public: Site) -> None:
    assert site(example(), "public", DAY) == public


@pytest.mark.parametrize("level", ["partner", "public"])
def test_canary_in_a_withheld_cell_is_in_no_byte_of_the_site(level: Level) -> None:
    """The places are written out by hand; tests of them alone show that keeping any one is seen."""
    made = site(private.with_canaries(level), level, DAY)
    archive = zipfile.ZipFile(io.BytesIO(made["ledger.zip"]))
    inside = {name: archive.read(name) for name in archive.namelist()}
    assert [path for path, data in {**made, **inside}.items() if set(private.shown(data))] == []
    assert json.loads(made["site.json"])["named"]


def test_a_lower_level_answers_no_more_than_a_higher_one(public: Site) -> None:
    answers = {}
    for level in LEVELS:
        told = json.loads((public if level == "public" else site(example(), level, DAY))["site.json"])
        answers[level] = {(one["record"], one["verdict"]) for one in told["named"]}
    assert answers["public"] <= answers["partner"] <= answers["private"]


def test_page_escapes_what_a_source_says() -> None:
    whole = example()
    tables = {name: rows.drop("line").to_dicts() for name, rows in whole.tables.items()}
    tables["sources"][0]["title"] = "<script>alert(1)</script>"
    made = site(ledger(tables), "private", DAY)
    assert not [path for path, data in made.items() if path.endswith(".html") and b"<script" in data]


def rows_of(whole: Ledger) -> dict[str, list[dict[str, str]]]:
    return {name: rows.drop("line").to_dicts() for name, rows in whole.tables.items()}


def text_of(data: bytes) -> str:
    """What people read of a page, without tags, in one line."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", data.decode().split("</style>")[1])).split())


@pytest.fixture(scope="module")
def contested() -> Site:
    """The example, in which one possession is told of by a contested claim alone."""
    tables = rows_of(example())
    for row in tables["holdings"]:
        row["status"] = "needs_work" if row["holding"] == "H000002" else row["status"]
    return site(ledger(tables), "private", DAY)


def test_contested_possession_is_counted_and_marked_apart(contested: Site) -> None:
    assert "1 of them is contested" in text_of(contested["en/index.html"])
    assert "1 de ellas es discutida" in text_of(contested["es/index.html"])
    page = contested["en/findings/H000002.html"]
    assert "<h1>Finding H000002 – contested record</h1>" in page.decode()
    assert "contested record" not in text_of(contested["en/findings/H000001.html"])
    counts = json.loads(contested["site.json"])["by_state"]
    assert sum(sum(row.values()) for row in counts.values()) == len(
        json.loads(contested["site.json"])["named"]
    )


def test_finding_says_whether_its_unit_was_asked_and_what_it_answered() -> None:
    tables = rows_of(example())
    units = [row["to_unit"] for row in tables["receipts"] if row["to_unit"] != "U000001"]
    asked = {"claim": "CY1", "reply": "Y9", "asked_on": "2026-09-01", "source": "F000001", "page": "8"}
    tables["replies"] = [{**asked, "status": "accepted", "unit": units[0], "answer": "We hold ten."}]
    tables["replies"][0]["answered_on"] = "2026-09-20"
    made = site(ledger(tables), "public", DAY)
    of = {one["record"]: one["unit"] for one in json.loads(made["site.json"])["named"]}
    for record, unit in of.items():
        told = text_of(made[f"en/findings/{record}.html"])
        answered = "Asked on 2026-09-01. Answered on 2026-09-20: “We hold ten.”" in told
        assert answered == (unit == units[0])
        assert answered != ("Not asked: no record was found that this unit was asked." in told)
    assert units[0] in of.values()


@pytest.mark.parametrize("level", ["private", "public"])
def test_time_line_says_which_way_weapons_went_and_where_it_stands(level: Level) -> None:
    whole = example()
    made = site(whole, level, DAY)
    row = next(row for row in rows_of(whole)["receipts"] if row["from_unit"] and row["date"])
    line = made[f"en/units/{file_name(row['from_unit'])}.html"].decode().split("Time line")[-1]
    (told,) = [part for part in line.split("<tr>") if f">{row['receipt']}<" in part]
    assert told.startswith('<th scope="row">passed on to ')
    assert f"units/{row['to_unit']}.html" in told
    assert f"sources/{row['source']}.html#{row['claim']}" in told
    back = made[f"en/units/{file_name(row['to_unit'])}.html"].decode().split("Time line")[-1]
    assert '<th scope="row">received from ' in back


def test_flows_tell_what_is_unexplained() -> None:
    pages = site(example(), "private", DAY)
    assert "What the records leave unexplained" in text_of(pages["en/flows.html"])
    assert "Lo que los registros dejan sin explicar" in text_of(pages["es/flows.html"])


def test_wide_tables_can_be_reached_and_are_named(pages: dict[str, Page]) -> None:
    found = [attrs for page in pages.values() for _, attrs in page.tags if attrs.get("class") == "scroll"]
    assert found
    assert all(attrs["tabindex"] == "0" and attrs["role"] == "region" for attrs in found)
    assert all(attrs["aria-label"].strip() for attrs in found)


def test_page_of_a_state_tells_each_holder(public: Site) -> None:
    told = json.loads(public["site.json"])["named"]
    page = public["en/states/12.html"].decode()
    assert all(f"units/{one['unit']}.html" in page for one in told if one["state"] == "12")


def test_pages_speak_one_language(public: Site) -> None:
    source = next(path for path in public if path.startswith("es/sources/"))
    spanish = "".join(text_of(public[path]) for path in public if path.startswith(source[:10]))
    for word in ("quantity_min", "from_unit", "policia_municipal", "end_users", "other models", "accepted"):
        assert word not in spanish
    assert "otros modelos" in spanish
    assert "cantidad, al menos" in spanish


ODD = {"U000002": "U 2/á=b", "H000001": "H%1 ñ?", "F000001": "F=1/ü #", "L000001": "L 1", "C000040": "C 40%é"}


@pytest.mark.parametrize("level", LEVELS)
def test_site_with_unusual_ids_is_proved(level: Level, tmp_path: Path) -> None:
    tables = {
        name: [{column: ODD.get(cell, cell) for column, cell in row.items()} for row in rows]
        for name, rows in rows_of(example()).items()
    }
    for path, data in site(ledger(tables), level, DAY).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
    assert tracking_verifier.check(tmp_path).failures == []
    name = "unit-0001" if level == "public" else "U=202=2F=C3=A1=3Db"
    assert (tmp_path / "en" / "units" / f"{name}.html").is_file()


def test_state_whose_possessions_are_grouped_is_not_shown_as_a_zero() -> None:
    holdings = [
        {**row, "holding": f"H{n}", "unit": f"U{state}", "date": "2014"}
        for n, (state, row) in enumerate(
            [("12", {})] * 8 + [("30", {})] * 6 + [("20", {})] * 2 + [("32", {})]
        )
    ]
    units = [{"unit": f"U{state}", "name": "a", "state": state} for state in ("12", "30", "20", "32")]
    tables = {"units": units, "holdings": holdings}
    made = {
        name: [
            {"claim": f"C{name}{n}", "source": "F1", "page": "1", "status": "accepted", **row}
            for n, row in enumerate(some)
        ]
        for name, some in tables.items()
    }
    made["sources"] = [{"source": "F1", "title": "a", "provenance": "public", "published": "2015"}]
    pages = site(ledger(made), "public", DAY)
    veracruz = pages["en/states/30.html"].decode()
    assert "No possession is on record here" not in veracruz
    assert "is not shown apart" in veracruz
    row = pages["en/index.html"].decode().split("states/30.html")[1].split("</tr>")[0]
    assert "not shown apart" in row
    assert ">0<" not in row
