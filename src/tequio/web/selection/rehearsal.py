"""A rehearsal: a copy of an assembly with invented people, for the whole draw; nothing of it counts."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from django.db import transaction
from django.http import HttpRequest

from tequio.randomness import generator
from tequio.web.accounts.models import User
from tequio.web.assemblies.access import assembly_of
from tequio.web.assemblies.models import Assembly, Membership
from tequio.web.recruitment.models import Field, QuotaTable, Volunteer
from tequio.web.recruitment.pool.actions import close_pool, fix_quotas
from tequio.web.recruitment.pool.queries import fixed_quotas, latest_quotas
from tequio.web.selection.faults import NoFixedQuotas

BATCH = 2000


def mark(request: HttpRequest) -> dict[str, Any]:
    """For every template: whether the page is of a rehearsal, which then says so in large letters."""
    match = request.resolver_match
    slug = match.kwargs.get("slug") if match else None
    assembly = assembly_of(request, slug) if slug else None
    return {"rehearsal": True} if assembly and assembly.rehearsal else {}


@transaction.atomic
def rehearse(*, assembly: Assembly, people: int, by: User) -> Assembly:
    """A copy with the same team, fields and quotas, and with so many invented people, ready for a lottery.

    Raises:
        NoFixedQuotas: there are no quotas to rehearse with.
    """
    table = fixed_quotas(assembly) or latest_quotas(assembly)
    if table is None:
        raise NoFixedQuotas
    copy = Assembly.objects.create(
        slug=_slug(assembly),
        name=assembly.name,
        languages=assembly.languages,
        time_zone=assembly.time_zone,
        panel_size=assembly.panel_size,
        rehearsal=True,
    )
    team = assembly.team.values_list("user", "role")
    Membership.objects.bulk_create(Membership(assembly=copy, user_id=user, role=role) for user, role in team)
    Membership.objects.get_or_create(assembly=copy, user=by, role="organiser")
    fields = list(assembly.fields.all())
    for field in fields:
        field.pk, field.assembly = None, copy
    Field.objects.bulk_create(fields)
    Volunteer.objects.bulk_create(invented(copy, fields, table, people), batch_size=BATCH)
    quotas = QuotaTable.objects.create(assembly=copy, version=1, rows=table.rows, size=table.size, made_by=by)
    close_pool(assembly=copy, by=by)
    fix_quotas(table=quotas, by=by)
    return copy


def _slug(assembly: Assembly) -> str:
    """A name that says what it is, and that is free."""
    stem = f"{assembly.slug[:46].rstrip('-')}-rehearsal"
    number = Assembly.objects.filter(slug__startswith=stem).count() + 1
    while Assembly.objects.filter(slug=f"{stem}-{number}").exists():
        number += 1
    return f"{stem}-{number}"


def invented(assembly: Assembly, fields: list[Field], table: QuotaTable, people: int) -> Iterator[Volunteer]:
    """People who are clearly invented, whose features come about as often as the quotas ask."""
    columns = {field.name: _column(field, table, people) for field in fields}
    language = next(iter(assembly.languages), "en")
    for number in range(1, people + 1):
        yield Volunteer(
            assembly=assembly,
            number=number,
            state=Volunteer.State.CONFIRMED,
            language=language,
            channel="rehearsal",
            features={name: column[number - 1] for name, column in columns.items() if column[number - 1]},
            contact={
                "name": f"Invented Person {number} · Persona Inventada {number}",
                "email": f"invented-{number}@example.org",
            },
        )


def _column(field: Field, table: QuotaTable, people: int) -> list[str]:
    """A value for everybody."""
    rows = [row for row in table.rows if row["feature"] == field.name]
    weights = {str(row["value"]): row["min"] + row["max"] for row in rows}
    if field.kind == Field.Kind.FEATURE and not weights:
        weights = {str(value["value"]): 1 for value in field.values}
    if not weights:
        return ["yes" if field.kind == Field.Kind.ELIGIBILITY else ""] * people
    shares = np.array(list(weights.values()), dtype=float) + 1e-9
    ends = np.round(np.cumsum(shares / shares.sum()) * people).astype(int)
    column = np.repeat(list(weights), np.diff(ends, prepend=0))
    generator(f"{field.name} {people}", "invented people").shuffle(column)
    return [str(value) for value in column]
