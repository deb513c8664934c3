"""All files of a site: the same pages in every language, what they say as JSON, the ledger, hashes."""

import datetime
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from typing import Any

from tequio.files import canonical
from tequio.reports.pages import page
from tequio.reports.tracking_site.archive import sums, zipped
from tequio.reports.tracking_site.facts import Facts, file_name
from tequio.reports.tracking_site.findings import finding
from tequio.reports.tracking_site.said import Said
from tequio.reports.tracking_site.tables import (
    BALANCED,
    KINDS,
    STAGES,
    balances,
    coarse_tables,
    described_event,
    edges,
    flow_cell,
    flows,
    missing_documents,
    time_line,
    total_groups,
    undecided_names,
)
from tequio.reports.tracking_site_sentences import TITLE_SENTENCES
from tequio.tracking.decisions import doubtful
from tequio.tracking.ledger import Ledger
from tequio.tracking.levels import Level
from tequio.tracking.named import VERDICTS
from tequio.tracking.redact import edition
from tequio.tracking.schema import TABLES
from tequio.words import words

LANGUAGES = ("en", "es")
VERIFIER = "tracking_verifier.py"
Page = tuple[str, str, dict[str, Any]]


def site(
    ledger: Ledger, level: Level, made_on: datetime.date, title: Mapping[str, str] | None = None
) -> Mapping[str, bytes]:
    """The files of a site by path; docs/spec/site.md says what each of them holds.

    Args:
        ledger: the whole ledger, checked.
        level: what may be shown.
        made_on: the day of the edition.
        title: for each of `LANGUAGES` the site's title; a general one if none is given.

    Raises:
        ImpossibleDate, NotAQuantity: where the ledger was not checked.
    """
    facts = Facts(edition(ledger, level, made_on))
    holders = [one.unit for one in facts.named.verdicts if one.verdict == "no"]
    # Names as they are written tell who may be whom; of an edition that hides them only the units are told.
    perhaps = doubtful(ledger, sorted(set(holders)))
    titles = {one: (title or {}).get(one) or words(one)(TITLE_SENTENCES[0]) for one in LANGUAGES}
    archive = zipped(facts.ledger, titles["en"])
    made = {
        "index.html": page("tracking/choose.html.j2", words("en"), title=titles).encode(),
        "ledger.zip": archive,
        "site.json": canonical(facts.json(titles, hashlib.sha256(archive).hexdigest())) + b"\n",
    }
    verifier = files("tequio.record") / VERIFIER
    if verifier.is_file():
        made[VERIFIER] = verifier.read_bytes()
    for language in LANGUAGES:
        told = words(language)
        said = Said(facts, told)
        for path, template, given in _pages(said, titles[language], perhaps, verifier=VERIFIER in made):
            root = "../" * path.count("/")
            context = said.context(root, path) | given
            made[f"{language}/{path}"] = page(f"tracking/{template}.html.j2", told, **context).encode()
    return {**made, "SHA256SUMS": sums(made)}


def _pages(said: Said, title: str, perhaps: Mapping[str, Sequence[str]], *, verifier: bool) -> Iterator[Page]:
    """Every page of a language: its path, its template and what the template is given."""
    facts = said.facts
    dates = {"words_date": said.words.date}
    replies = [row for rows in facts.replies.values() for row in rows]
    open_ones = [one for one in facts.named.verdicts if one.verdict == "no" and one.unit in perhaps]
    given = {"title": title, "verdicts": VERDICTS, "open_ones": len(open_ones), **dates}
    yield "index.html", "index", given
    yield "about.html", "about", {"verifier": verifier, "replies": replies, **dates}
    yield from _tables(said)
    for state in (*facts.states, *facts.unshown):
        found = facts.verdicts_of(state)
        yield (
            f"states/{file_name(state or 'other')}.html",
            "state",
            {"state": state, "found": found, "verdicts": VERDICTS},
        )
    breached: dict[str, list[object]] = {}
    for breach in facts.named.breaches:
        breached.setdefault(breach.record, []).append(breach)
    for verdict in facts.named.verdicts:
        given = {
            "found": finding(facts, verdict),
            "breaches_of": lambda record: breached.get(record, []),
            "replies": facts.replies.get(verdict.unit, []),
            "perhaps": [one for one in perhaps.get(verdict.unit, ()) if verdict.verdict == "no"],
        }
        yield f"findings/{file_name(verdict.record)}.html", "finding", given
    for number, gap in enumerate(facts.gaps, 1):
        given = {"one": gap, "number_of": number, "described": lambda event: described_event(said, event)}
        yield f"gaps/{number}.html", "gap", given
    yield from _units(said, dates)
    yield from _sources(facts)


def _tables(said: Said) -> Iterator[Page]:
    facts = said.facts
    yield "breaches.html", "breaches", {}
    yield "gaps.html", "gaps", {}
    cells = {
        "flows": flows(facts),
        "stages": STAGES,
        "cell": lambda flow, stage: flow_cell(said, flow, stage),
        "balances": balances(said),
        "balanced": BALANCED,
    }
    yield "flows.html", "flows", cells
    yield "coarse.html", "coarse", {"groups": coarse_tables(said), "kinds": KINDS}
    yield "totals.html", "totals", {"groups": total_groups(facts)}
    unknown = {"missing": missing_documents(facts), "undecided": undecided_names(facts)}
    yield "unknown.html", "unknown", unknown


def _units(said: Said, dates: Mapping[str, Any]) -> Iterator[Page]:
    facts = said.facts
    possessions: dict[str, list[object]] = {}
    for verdict in facts.named.verdicts:
        possessions.setdefault(verdict.unit, []).append(verdict)
    for unit, rows in facts.units.items():
        line, low, high = time_line(facts, unit)
        given = {
            **dates,
            "unit": unit,
            "rows": rows,
            "claims": [row["claim"] for row in rows],
            "possessions": possessions.get(unit, []),
            "edges": edges(said, unit),
            "screening": facts.screenings.get(unit),
            "replies": facts.replies.get(unit, []),
            **{"line": line, "low": low, "high": high},
        }
        yield f"units/{file_name(unit)}.html", "unit", given


def _sources(facts: Facts) -> Iterator[Page]:
    rows: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for name in TABLES:
        if name != "sources":
            for row in facts.ledger.tables[name].iter_rows(named=True):
                rows.setdefault(row["source"], []).append((name, row))
    for source, row in facts.sources.items():
        given = {"source": row, "rows": rows.get(source, [])}
        yield f"sources/{file_name(source)}.html", "source", given
