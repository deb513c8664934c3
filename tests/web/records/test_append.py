"""Acts come into the record in order, and stay."""

import json

import pytest
from django.db import DatabaseError, connection, transaction

from tequio.record.acts import PayloadUnfit
from tequio.web.records.actions import append
from tequio.web.records.models import Act, Head
from tequio.web.records.queries import key_in_force

pytestmark = pytest.mark.django_db


def test_acts_are_numbered_one_after_the_other() -> None:
    acts = [append("stage.opened", {"stage": "pool"}, "example-water") for _ in range(3)]
    assert [act.sequence for act in acts] == [1, 2, 3]
    assert json.loads(bytes(acts[2].body))["sequence"] == 3


def test_first_act_opens_the_log_and_names_its_key() -> None:
    append("stage.opened", {"stage": "pool"}, "example-water")
    first = json.loads(bytes(Act.objects.get(sequence=0).body))
    assert (first["kind"], first["assembly"]) == ("log.opened", None)
    assert first["payload"]["key"] == key_in_force()


def test_act_with_a_free_text_is_refused() -> None:
    with pytest.raises(PayloadUnfit) as fault:
        append("stage.opened", {"stage": "Señora Example came late"}, "example-water")
    assert (fault.value.kind, fault.value.key) == ("stage.opened", "stage")


def test_act_is_gone_with_the_transaction_that_failed() -> None:
    with transaction.atomic():
        append("stage.opened", {"stage": "pool"}, "example-water")
        transaction.set_rollback(True)
    assert Act.objects.count() == 0
    assert append("stage.opened", {"stage": "pool"}, "example-water").sequence == 1


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE records_act SET kind = 'stage.closed'",
        "DELETE FROM records_act",
        "UPDATE records_head SET size = 0",
        "DELETE FROM records_head",
    ],
)
def test_database_refuses_to_rewrite(statement: str) -> None:
    append("stage.opened", {"stage": "pool"}, "example-water")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert (Act.objects.count(), Head.objects.get().size) == (2, 2)
