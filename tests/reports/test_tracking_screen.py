"""What is said of screenings and applications: with its citation, in both languages, accusing nobody."""

from pathlib import Path
from typing import Any

import pytest

from tequio.faults import Fault
from tequio.reports import tracking_screen, tracking_vet
from tequio.reports.sentences import say
from tequio.tracking.application import NotADate, Wanted
from tequio.tracking.citations import citations
from tequio.tracking.dates import span
from tequio.tracking.ledger import Ledger, ledger
from tequio.tracking.screen import TooManyPaths, UnknownUnit, screen
from tequio.tracking.vet import vet
from tequio.words import words

Row = dict[str, str]


def row(claim: str, page: str = "7", status: str = "accepted", **cells: str) -> Row:
    return {"claim": claim, "source": "F1", "page": page, "status": status, **cells}


def made(**more: str) -> Ledger:
    """A unit A below B, against which an allegation stands; C passed weapons on to A."""
    units = [
        row(f"U{name}", unit=name, name=f"Unit {name}", central="yes" if name == "C" else "no")
        for name in "ABC"
    ]
    below = {"child": "A", "parent": "B", "type": "child_of", "since": "..", "until": "2015", **more}
    thing = {"maker": "Ficta", "model": "FX-1", "quantity_min": "5", "quantity_max": "5", "date": "2010"}
    return ledger(
        {
            "sources": [{"source": "F1", "title": "A report", "publisher": "A paper", "published": "2015"}],
            "units": units,
            "relations": [row("R1", page="12", relation="N1", **below)],
            "allegations": [
                row("G1", page="99", allegation="A1", unit="B", date="2013", violation="an invented act")
            ],
            "receipts": [row("R9", page="31", receipt="R9", from_unit="C", to_unit="A", **thing)],
        }
    )


def said(known: Ledger, unit: str = "A", on: str = "2014", language: str = "en") -> str:
    found = screen(known, unit, on)
    cited = citations(known, [claim for hit in found.hits for claim in hit.claims])
    return "\n".join(tracking_screen.told([found], tracking_screen.unit_names(known), cited, words(language)))


def vetted(known: Ledger, language: str = "en", **more: Any) -> str:
    told = {"line": 2, "consignee": "C", "end_user": "A", "maker": "Ficta", "model": "FX-1", "quantity": 5}
    wanted = Wanted(**{**told, "date": "2014", "days": span("2014"), **more})
    found = vet(known, [wanted])
    cited = citations(known, tracking_vet.claims(found))
    names = tracking_screen.unit_names(known)
    return "\n".join(tracking_vet.told(found, names, cited, words(language), "tequio track match …"))


def test_told_names_each_step_with_source_and_page() -> None:
    text = said(made())
    assert "an invented act [A report, p. 99]" in text
    assert "Unit A (A) stood below Unit B (B) (from the outset; until 2015) [A report, p. 12]" in text


def test_told_of_a_contested_claim_says_so() -> None:
    known = made(status="conflict")
    assert "[A report, p. 12, contested]" in said(known)
    assert "may overlap in time; it is not certain" in said(known)


def test_told_without_a_hit_says_that_no_record_is_no_proof() -> None:
    text = said(made(), unit="C")
    assert "the records here show no allegation" in text
    assert "does not mean that there is none" in text


def test_told_in_spanish_has_nothing_english() -> None:
    text = said(made(), language="es") + vetted(made(), language="es")
    assert "dependía de" in text
    assert "consta" in text
    assert not {"the", "and", "was", "weapons"} & set(text.split())


@pytest.mark.parametrize(
    ("change", "asks"),
    [
        ({"end_user": ""}, "Rows 2: which units are to get the weapons?"),
        ({"end_user": "C"}, "Unit C (C) is a central body."),
        ({"end_user": "Police"}, "which unit is “Police”? Candidates: tequio track match …"),
        ({"end_user": "B"}, "Unit A (A) got weapons from there before and is not named."),
        ({"quantity": None}, "Rows 2: how many?"),
    ],
)
def test_told_of_an_application_asks_for_what_is_missing(change: dict[str, Any], asks: str) -> None:
    assert asks in vetted(made(), **change)


def test_told_of_an_application_cites_who_got_weapons_before() -> None:
    text = vetted(made())
    assert (
        "5 weapons, of which 5 of this maker and model; 100.0% of what it passed on [A report, p. 31]" in text
    )
    assert text.endswith("None.")


def test_citations_of_a_source_that_is_missing_have_its_id_for_a_title() -> None:
    known = ledger({"units": [row("U1", unit="U1", name="Unit")]})
    assert citations(known, ["U1", "nothing"])["U1"].title == "F1"


def test_citations_say_the_status_of_their_claim() -> None:
    known = ledger({"units": [row("U1", unit="U1", name="Unit", status="needs_work")]})
    assert citations(known, ["U1"])["U1"].status == "needs_work"


@pytest.mark.parametrize(
    "fault",
    [
        UnknownUnit("U000009"),
        TooManyPaths("U000009", 5_000_000),
        NotADate(Path("U000009.csv"), 1204, "date", "x"),
    ],
)
def test_faults_of_screening_are_said_in_both_languages(fault: Fault) -> None:
    english, spanish = say(fault, words("en")), say(fault, words("es"))
    assert "U000009" in english
    assert "U000009" in spanish
    assert english != spanish
    assert "1,204" not in english
