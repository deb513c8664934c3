"""What the page of quotas shows beside each number: the pool, what clashes, and what it costs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import connection
from django.forms import BoundField

from tequio.faults import Fault
from tequio.quotas import QuotaAbovePool, Quotas, check_size
from tequio.reports.costs_sentences import bound as bound_sentence
from tequio.reports.costs_sentences import change as change_sentence
from tequio.selection.clash import Bound
from tequio.selection.relaxations import Change
from tequio.web.assemblies.models import Assembly
from tequio.web.language import current
from tequio.web.recruitment.models import Field, QuotaTable, Volunteer
from tequio.web.recruitment.pool.costs import NAME, POOL, QUOTAS
from tequio.web.recruitment.pool.listing import label_of
from tequio.web.recruitment.pool.quota_forms import QuotaForm
from tequio.web.recruitment.pool.quota_rows import Row, canonical_csv, quota_of, quotas_of, row_of
from tequio.web.recruitment.pool.sentences import said
from tequio.web.runs.models import Run

Counts = Mapping[tuple[str, str], int]


@dataclass(frozen=True)
class Cell:
    """One quota as the page shows it."""

    label: str
    target: float | None
    people: int | None
    row: Row
    boxes: list[BoundField]
    clash: bool
    faults: list[str]
    cost: str


@dataclass
class Group:
    """The quotas of one feature."""

    label: str
    faults: list[str]
    cells: list[Cell] = field(default_factory=list)


def empty_rows(fields: Sequence[Field], size: int) -> list[Row]:
    """Quotas that ask for nothing."""
    return [
        {
            "feature": one.name,
            "value": value["value"],
            "target": None,
            "min": 0,
            "max": size,
            "min_flex": None,
            "max_flex": None,
        }
        for one in fields
        for value in one.values
    ]


def pool_counts(assembly: Assembly) -> Counts:
    """How many people of the pool gave each answer; for the desk only, never published."""
    each = "jsonb_each_text(v.features)" if connection.vendor == "postgresql" else "json_each(v.features)"
    # What is put into the statement is one of the two calls above.
    statement = f"""SELECT f.key, f.value, COUNT(*) FROM recruitment_volunteer v, {each} f
        WHERE v.assembly_id = %s AND v.state = %s AND f.key IN (
            SELECT name FROM recruitment_field WHERE assembly_id = %s AND kind = %s)
        GROUP BY f.key, f.value"""  # noqa: S608
    confirmed, feature = str(Volunteer.State.CONFIRMED), str(Field.Kind.FEATURE)
    given: list[int | str] = [assembly.pk, confirmed, assembly.pk, feature]
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return {(str(name), str(value)): int(count) for name, value, count in cursor.fetchall()}


def checked(assembly: Assembly, rows: Sequence[Row]) -> tuple[Run | None, dict[str, Any]]:
    """The last check that was asked for, and its result if it was of these very quotas."""
    run = Run.objects.filter(assembly=assembly, kind=NAME).order_by("-asked_at").first()
    if run is None or run.state != Run.State.DONE:
        return run, {}
    same = run.result.get("quotas") == sha256(canonical_csv(rows)).hexdigest()
    return run, dict(run.result) if same else {}


def groups(
    form: QuotaForm, fields: Sequence[Field], counts: Counts | None, result: Mapping[str, Any], size: int
) -> list[Group]:
    """The table, feature by feature; without `counts` nothing of the pool is shown."""
    rows = form.kept
    quotas = quotas_of(rows)
    labels = _labels(fields)
    clash = {(one["feature"], one["value"]) for one in (result.get("clash") or {}).get("bounds", [])}
    costs = {(one["feature"], one["value"]): one for one in result.get("costs", [])}
    made: dict[str, Group] = {}
    for place, row in enumerate(rows):
        name, key = row["feature"], (row["feature"], row["value"])
        if name not in made:
            made[name] = Group(labels.get((name, "")) or name, _sums(quotas, name, size))
        people = None if counts is None else counts.get(key, 0)
        cost = costs.get(key)
        made[name].cells.append(
            Cell(
                label=labels.get(key) or row["value"],
                target=row.get("target"),
                people=people,
                row=row_of(quota_of(row), row.get("target")),
                boxes=form.boxes(place),
                clash=key in clash,
                faults=_too_few(row, people),
                cost=_cost(cost, result["lowest"]) if cost else "",
            )
        )
    return list(made.values())


def _labels(fields: Sequence[Field]) -> dict[tuple[str, str], str]:
    """What features (with an empty value) and values are called for people."""
    labels: dict[tuple[str, str], str] = {(one.name, ""): label_of(one.labels, one.name) for one in fields}
    for one in fields:
        for value in one.values:
            labels[one.name, value["value"]] = label_of(value.get("labels", {}), value["value"])
    return labels


def _sums(quotas: Quotas, feature: str, size: int) -> list[str]:
    """Whether the quotas of a feature can add up to the panel."""
    try:
        check_size(Quotas(quotas.of(feature)), size, Path(QUOTAS))
    except Fault as fault:
        return said(fault)
    return []


def _too_few(row: Row, people: int | None) -> list[str]:
    """Whether the pool has enough for this quota alone."""
    if people is None or row["min"] <= people:
        return []
    return said(QuotaAbovePool(Path(POOL), Path(QUOTAS), quota_of(row), people))


def _cost(cost: Mapping[str, Any], lowest: float) -> str:
    words = current()
    told = {"now": words.percent(lowest, 2), "then": words.percent(cost["lowest"], 2)}
    if cost["side"] == "max":
        return words("One more would raise the lowest chance from {now} to {then}.", **told)
    return words("One fewer would raise the lowest chance from {now} to {then}.", **told)


def clash_sentences(result: Mapping[str, Any], size: int) -> list[str]:
    """What cannot be met together."""
    found, words = result.get("clash"), current()
    if not found:
        return []
    bounds = "; ".join(bound_sentence(Bound(**one), words) for one in found["bounds"])
    told = {"size": words.number(size), "bounds": bounds}
    if not found["bounds"]:
        return [
            words(
                "No panel of {size} exists, whatever the quotas: the volunteers or households are too few. "
                "Please find more volunteers or make the panel smaller.",
                size=words.number(size),
            )
        ]
    if found["households"]:
        return [
            words(
                "No panel of {size} with at most one member a household meets all of this: {bounds}.", **told
            )
        ]
    return [words("No panel of {size} meets all of this: {bounds}.", **told)]


def choices(result: Mapping[str, Any]) -> list[str]:
    """The least changes that make a panel possible, each said in one line."""
    words = current()
    return [
        "; ".join(change_sentence(Change(**one), words) for one in choice["changes"])
        for choice in result.get("choices", [])
    ]


def changed(rows: Sequence[Row], choice: Mapping[str, Any]) -> list[Row]:
    """The rows after one of these changes; flexes give way with them."""
    new = {(one["feature"], one["value"], one["side"]): one["new"] for one in choice["changes"]}
    made = []
    for row in rows:
        least = new.get((row["feature"], row["value"], "min"), row["min"])
        most = new.get((row["feature"], row["value"], "max"), row["max"])
        down, up = row.get("min_flex"), row.get("max_flex")
        flexes = {
            "min_flex": None if down is None else min(down, least),
            "max_flex": None if up is None else max(up, most),
        }
        made.append(row | {"min": least, "max": most} | flexes)
    return made


def table_of(tables: Sequence[QuotaTable]) -> tuple[QuotaTable | None, QuotaTable | None]:
    """The newest version, and the newest that is fixed."""
    fixed = [table for table in tables if table.fixed_at]
    return (tables[-1] if tables else None), (fixed[-1] if fixed else None)
