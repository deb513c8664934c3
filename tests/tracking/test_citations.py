"""Where a claim stands."""

from tequio.tracking.citations import citations
from tequio.tracking.ledger import ledger

SOURCE = {
    "source": "F1",
    "title": "Respuesta",
    "publisher": "Oficina",
    "published": "2016",
    "provenance": "foi",
}
UNIT = {"unit": "U1", "status": "accepted", "page": "7"}


def test_citations_name_source_page_and_row() -> None:
    read = ledger({"sources": [SOURCE], "units": [{**UNIT, "claim": "C1", "source": "F1"}]})
    one = citations(read, ["C1"])["C1"]
    assert (one.title, one.publisher, one.published, one.provenance) == (
        "Respuesta",
        "Oficina",
        "2016",
        "foi",
    )
    assert (one.table, one.line, one.page, one.status) == ("units", 2, "7", "accepted")


def test_citations_of_a_source_that_the_ledger_lacks_have_no_title() -> None:
    one = citations(ledger({"units": [{**UNIT, "claim": "C1", "source": "F9"}]}), ["C1"])["C1"]
    assert (one.source, one.title) == ("F9", "")


def test_citations_of_unknown_claims_are_left_out() -> None:
    assert citations(ledger({}), ["C1"]) == {}
