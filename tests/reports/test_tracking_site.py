"""The published site: what it holds, that its links lead somewhere, and that it shows nothing withheld."""

import datetime
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Mapping
from html.parser import HTMLParser
from importlib.resources import as_file, files
from pathlib import PurePosixPath
from posixpath import normpath

import pytest

from tequio.reports.tracking_site import site
from tequio.reports.tracking_site.facts import file_name
from tequio.tracking.ledger import Ledger, ledger, read_ledger
from tequio.tracking.levels import LEVELS, Level, rules
from tequio.tracking.schema import TABLES

DAY = datetime.date(2026, 11, 24)
SHOWN_MODEL = "Sol 5"  # five or more possessions in each state
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


def test_json_has_an_interval_of_screening_for_each_unit_with_a_possession(public: Site) -> None:
    told = json.loads(public["site.json"])
    assert {one["unit"] for one in told["screen"]} == {one["unit"] for one in told["named"]}
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


def with_canaries(level: Level) -> Ledger:
    """The example, with a canary in every cell that the level withholds, and of leaked and late claims."""
    free = {"keep", "late", "lag", "state"}
    tables = {}
    for name, kind in TABLES.items():
        rows = example().tables[name].drop("line").to_dicts()
        for row in rows:
            for column, rule in rules(level)[name].items():
                shown = rule in free or column in kind.words or column == "maker"
                if shown or (rule == "thing" and row.get("model") == SHOWN_MODEL):
                    continue
                parts = row[column].split("|") if rule == "serials" else [row[column] or column]
                row[column] = "|".join(part and f"CANARY {part}" for part in parts)
        tables[name] = rows
    for row in tables["sources"]:
        if row["provenance"] == "leaked":
            row |= {"title": "CANARY title", "publisher": "CANARY publisher"}
    if level == "public":
        late = {"claim": "CANARY", "loss": "CANARYLOSS", "unit": "U000002", "manner": "lost", "date": "2025"}
        tables["losses"].append({**late, "source": "F000001", "page": "1", "status": "accepted"})
    return ledger(tables)


@pytest.mark.parametrize("level", ["partner", "public"])
def test_canary_in_a_withheld_cell_is_in_no_byte_of_the_site(level: Level) -> None:
    made = site(with_canaries(level), level, DAY)
    archive = zipfile.ZipFile(io.BytesIO(made["ledger.zip"]))
    inside = {name: archive.read(name) for name in archive.namelist()}
    assert [path for path, data in {**made, **inside}.items() if b"CANARY" in data] == []
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
