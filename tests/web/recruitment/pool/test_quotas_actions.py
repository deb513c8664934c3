"""Targets, quotas, fixing and departing from them."""

import json
from collections.abc import Callable
from fractions import Fraction
from hashlib import sha256
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from tequio.web.assemblies.models import Assembly
from tequio.web.records.models import Act, Attachment
from tequio.web.recruitment.models import QuotaTable, Volunteer
from tequio.web.recruitment.pool.actions import (
    close_pool,
    depart_from_quotas,
    fix_quotas,
    publish_targets,
    save_quotas,
)
from tequio.web.recruitment.pool.faults import (
    PoolIsClosed,
    PoolIsOpen,
    QuotasAreFixed,
    QuotasChanged,
    QuotasNotFixed,
    QuotasUnfit,
    TargetsApart,
)
from tequio.web.recruitment.pool.queries import fixed_quotas, quotas_csv
from tequio.web.recruitment.pool.targets import Target

Pool = Callable[[int], list[Volunteer]]
SHARES = {
    ("Gender", "female"): "0.51",
    ("Gender", "male"): "0.49",
    ("Age", "16-29"): "0.3",
    ("Age", "30-59"): "0.5",
    ("Age", "60+"): "0.2",
}
TARGETS = [Target(*cell, Fraction(share)) for cell, share in SHARES.items()]


def rows(least: int = 0, most: int = 6) -> list[dict[str, Any]]:
    """Quotas for each value of the features."""
    return [
        {"feature": feature, "value": value, "target": None, "min": least, "max": most}
        for feature, value in SHARES
    ]


def saved(assembly: Assembly, **given: Any) -> QuotaTable:
    """A version of the quotas."""
    return save_quotas(
        **({"assembly": assembly, "rows": rows(), "size": 6, "based_on": 0, "by": None} | given)
    )


def payload(kind: str) -> dict[str, Any]:
    """Of the one act of this kind."""
    held: dict[str, Any] = json.loads(bytes(Act.objects.get(kind=kind).body))["payload"]
    return held


def test_targets_become_quotas_around_their_share(assembly: Assembly) -> None:
    table = publish_targets(
        assembly=assembly, targets=TARGETS, sources={"en": "Census"}, room=0, flex=1, by=None
    )
    assert [
        (row["value"], row["min"], row["max"], row["min_flex"], row["max_flex"]) for row in table.rows
    ] == [
        ("female", 3, 4, 2, 5),
        ("male", 2, 3, 1, 4),
        ("16-29", 1, 2, 0, 3),
        ("30-59", 3, 3, 2, 4),
        ("60+", 1, 2, 0, 3),
    ]


def test_targets_are_published_with_their_source(assembly: Assembly) -> None:
    publish_targets(
        assembly=assembly,
        targets=TARGETS,
        sources={"en": "Census", "es": "Censo"},
        room=0,
        flex=None,
        by=None,
    )
    told = payload("targets.published")
    file = Attachment.objects.get(sha256=told["targets"])
    assert bytes(file.content).decode().splitlines()[1] == "Gender,female,0.510000"
    for language, text in {"en": "Census", "es": "Censo"}.items():
        source = Attachment.objects.get(sha256=told["source"][language])
        assert sha256(bytes(source.salt) + text.encode()).hexdigest() == told["source"][language]


def test_targets_that_do_not_add_up_are_refused(assembly: Assembly) -> None:
    wrong = [Target("Gender", "female", Fraction(1, 2)), Target("Gender", "male", Fraction(2, 5))]
    with pytest.raises(TargetsApart) as fault:
        publish_targets(assembly=assembly, targets=wrong, sources={"en": "x"}, room=0, flex=None, by=None)
    assert (fault.value.feature, fault.value.total) == ("Gender", 0.9)


def test_targets_after_the_pool_is_closed_are_refused(pool: Pool, assembly: Assembly) -> None:
    pool(6)
    close_pool(assembly=assembly, by=None)
    with pytest.raises(PoolIsClosed):
        publish_targets(assembly=assembly, targets=TARGETS, sources={"en": "x"}, room=0, flex=None, by=None)


def test_quotas_saved_from_an_old_page_are_refused(assembly: Assembly) -> None:
    saved(assembly)
    saved(assembly, based_on=1)
    with pytest.raises(QuotasChanged):
        saved(assembly, based_on=1)
    assert assembly.quota_tables.count() == 2


def test_quotas_of_what_nobody_is_asked_are_refused(assembly: Assembly) -> None:
    strange = [*rows()[1:], {"feature": "Gender", "value": "femal", "target": None, "min": 0, "max": 6}]
    with pytest.raises(QuotasUnfit) as fault:
        saved(assembly, rows=strange)
    assert fault.value.missing == (("Gender", "female"),)
    assert fault.value.unknown == (("Gender", "femal"),)


def test_quotas_are_fixed_with_the_hash_of_their_file(pool: Pool, assembly: Assembly) -> None:
    pool(6)
    close_pool(assembly=assembly, by=None)
    table = fix_quotas(table=saved(assembly), by=None)
    digest = sha256(quotas_csv(table)).hexdigest()
    assert payload("quotas.fixed") == {"quotas": digest, "size": 6}
    assert bytes(Attachment.objects.get(sha256=digest).content) == quotas_csv(table)
    assert (table.sha256, fixed_quotas(assembly)) == (digest, table)


def test_quotas_are_not_fixed_before_the_pool_is_closed(pool: Pool, assembly: Assembly) -> None:
    pool(6)
    with pytest.raises(PoolIsOpen):
        fix_quotas(table=saved(assembly), by=None)


def test_quotas_fixed_twice_are_fixed_once(pool: Pool, assembly: Assembly) -> None:
    pool(6)
    close_pool(assembly=assembly, by=None)
    table = saved(assembly)
    fix_quotas(table=table, by=None)
    fix_quotas(table=table, by=None)
    assert Act.objects.filter(kind="quotas.fixed").count() == 1


def test_quotas_of_an_old_version_are_not_fixed(pool: Pool, assembly: Assembly) -> None:
    pool(6)
    close_pool(assembly=assembly, by=None)
    old = saved(assembly)
    saved(assembly, based_on=1)
    with pytest.raises(QuotasChanged):
        fix_quotas(table=old, by=None)


def test_fixed_quotas_are_not_saved_over(pool: Pool, assembly: Assembly) -> None:
    pool(6)
    close_pool(assembly=assembly, by=None)
    fix_quotas(table=saved(assembly), by=None)
    with pytest.raises(QuotasAreFixed):
        saved(assembly, based_on=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        QuotaTable.objects.update(rows=rows(1, 2))


def test_departure_from_quotas_says_why(pool: Pool, assembly: Assembly) -> None:
    pool(6)
    close_pool(assembly=assembly, by=None)
    fix_quotas(table=saved(assembly), by=None)
    table = depart_from_quotas(
        assembly=assembly, rows=rows(1), size=6, reasons={"en": "Too few came"}, based_on=1, by=None
    )
    told = payload("quota.departed")
    reason = Attachment.objects.get(sha256=told["reason"]["en"])
    assert bytes(reason.content) == b"Too few came"
    assert told["quotas"] == table.sha256
    assert fixed_quotas(assembly) == table
    with pytest.raises(QuotasChanged):
        depart_from_quotas(assembly=assembly, rows=rows(), size=6, reasons={"en": "x"}, based_on=1, by=None)


def test_departure_needs_fixed_quotas(assembly: Assembly) -> None:
    saved(assembly)
    with pytest.raises(QuotasNotFixed):
        depart_from_quotas(assembly=assembly, rows=rows(), size=6, reasons={"en": "x"}, based_on=1, by=None)
