"""A reconciliation in words: what cannot be true together, with source and page, and no accusation."""

import pytest

from tequio.reports.tracking_reconcile import EVENTS, reconciliation
from tequio.reports.tracking_reconcile_sentences import GAP_SENTENCES
from tequio.reports.tracking_unexplained import unexplained_lines
from tequio.tracking.flows import by_lot
from tequio.tracking.ledger import Ledger, ledger
from tequio.tracking.reconcile import CHECKS, reconcile
from tequio.tracking.totals import never_add
from tequio.words import words

NAMES = [name for names in CHECKS for name in names.split(", ")]
SOURCE = {"source": "F1", "title": "Registro de armas", "provenance": "foi"}


def total(name: str, most: str, **more: str) -> dict[str, str]:
    frame = {"what": "lost", "scope": "all", "since": "2010", "until": "2012", "account": name}
    cited = {"claim": f"C{name}", "source": "F1", "page": "7", "status": "accepted"}
    return {"total": name, **frame, **cited, "quantity_min": "5", "quantity_max": most, **more}


def lines(claims: Ledger, language: str = "en") -> list[str]:
    return list(reconciliation(claims, reconcile(claims), never_add(claims), words(language)))


def test_every_check_has_its_sentence_and_its_tables() -> None:
    assert list(GAP_SENTENCES) == NAMES
    assert list(EVENTS) == NAMES


def test_reconciliation_cites_each_claim_of_the_smallest_set() -> None:
    rows = [total("X1", "5"), total("X2", "9", quantity_min="8", page="")]
    told = lines(ledger({"sources": [SOURCE], "totals": rows}))
    assert told[0] == "1 place where the records cannot all be right:"
    assert told[2] == "lost; all; 2010/2012: two accounts of the same thing and time differ by 3 to 4."
    assert told[4:6] == [
        "  X1 (CX1): 5; lost; all; X1; 2010; 2012. Source: Registro de armas, p. 7",
        "  X2 (CX2): 8–9; lost; all; X2; 2010; 2012. Source: Registro de armas",
    ]
    assert told[-3].startswith("Totals of different scope")


def test_reconciliation_of_an_unbounded_gap_says_at_least() -> None:
    rows = [total("X1", "5"), total("X2", "", quantity_min="8")]
    assert any("differ by at least 3." in line for line in lines(ledger({"totals": rows})))


def test_reconciliation_that_finds_nothing_claims_no_proof() -> None:
    told = lines(ledger({}))
    assert told[0] == "The records hold nothing that cannot be true together."
    assert told[-1].endswith("A record that is missing is no evidence.")


@pytest.mark.parametrize("check", NAMES)
def test_gap_sentences_in_spanish_say_what_the_english_ones_fill(check: str) -> None:
    said = words("es")(GAP_SENTENCES[check], subject="T1", at="2012", gap="3")
    assert said != GAP_SENTENCES[check].format(subject="T1", at="2012", gap="3")
    assert "T1" in said


def test_lots_are_told_with_what_is_unexplained_between_two_ends() -> None:
    thing = {"lot": "T1", "model": "FX-1", "source": "F1", "status": "accepted"}
    came = {**thing, "claim": "C1", "receipt": "R1", "to_unit": "U1", "date": "2012"}
    held = {**thing, "claim": "C2", "holding": "H1", "unit": "U1", "date": "2013"}
    settled = {**came, "claim": "C3", "receipt": "R2", "lot": "T2"}
    kept = {**held, "claim": "C4", "holding": "H2", "lot": "T2"}
    some = {"quantity_min": "10", "quantity_max": "12"}
    ten = {"quantity_min": "10", "quantity_max": "10"}
    told = by_lot(
        ledger(
            {
                "receipts": [{**came, **some}, {**settled, **ten}],
                "holdings": [{**held, **ten}, {**kept, **ten}],
            }
        )
    )
    assert list(unexplained_lines(told, words("en")))[1:] == [
        "  T1: unexplained 0 to 2; arrived 10 to 12",
        "  1 lot leaves nothing unexplained.",
    ]
    assert (
        list(unexplained_lines(told, words("es")))[1]
        == "  T1: sin explicar entre 0 y 2; llegado entre 10 y 12"
    )
    assert list(unexplained_lines([], words("en"))) == []
