"""The verifier of tracking sites, written apart from the library, reaches the same verdicts."""

from hypothesis import HealthCheck, given, settings
from invented_licences import Rows, licence_ledgers

from tequio.record import tracking_verifier as verifier
from tequio.tracking.ledger import ledger
from tequio.tracking.named import breaches_to_json, named, to_json


def by_record(found: list[dict]) -> list[dict]:
    return sorted(found, key=lambda one: (one["record"], one["unit"], str(one.get("licence"))))


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(licence_ledgers())
def test_verdicts_of_ledgers_full_of_doubt_are_those_of_the_library(rows: Rows) -> None:
    for number, item in enumerate(rows["items"]):
        item["item"] = f"I{number}"
    tables = {
        name: [{column: row.get(column, "") for column in columns.split()} for row in rows.get(name, ())]
        for name, columns in verifier.COLUMNS.items()
    }
    read = verifier.Ledger(tables)
    verdicts, breaches, _ = verifier.named(read, verifier.Units(read))
    found = named(ledger(rows))
    expected = [{key: one[key] for key in one if key != "why"} for one in to_json(found)]
    assert by_record(verdicts) == by_record(expected)
    assert by_record(breaches) == by_record(breaches_to_json(found))
