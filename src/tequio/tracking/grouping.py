"""Makers and models of a public edition, grouped until no cell is small and no verdict is changed.

A cell are the possessions of one state and one thing. What has a small cell is put under one of a few
names, such as `other models 2`. A possession that no lot links to a shipment is judged by the licences
of its maker and model, so models may stand together only where that leaves each verdict as it is:
those with such possessions stand in one group for each verdict, and are joined by models that add no
licence of a kind that would change it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from tequio.tracking.ledger import Ledger
from tequio.tracking.levels import SMALLEST_CELL, rules
from tequio.tracking.named import Named
from tequio.tracking.possessions import unit_facts
from tequio.tracking.schema import TABLES

Tables = Mapping[str, pl.DataFrame]
Names = Mapping[str, str]
OTHER_MAKERS, OTHER_MODELS = "other makers", "other models"
OTHER_COUNTRY = "XX"
"""A code that ISO 3166 leaves to users: the country of a thing that is not shown."""
COMPLETE, MISSING, OPEN = 0, 1, 2
"""What licences do to a verdict, at worst: they answer; one is not on record; one leaves it open."""
KEEPS_ALL = (COMPLETE, MISSING, OPEN)
KEEPS = {"no": COMPLETE, "no_records": MISSING, "too_coarse": OPEN, "yes": OPEN}
"""The worst kind of licence that may be added without changing a verdict."""
_KINDS = {"listed": COMPLETE, "not_on_record": MISSING, "central_only": OPEN}
Cell = tuple[str, str, str]
Record = tuple[str, str]
Counts = dict[str, Counter[str]]
"""For each thing how many possessions each state has."""


@dataclass(frozen=True)
class Groups:
    """For each maker and each model that is not shown the name under which it stands."""

    makers: Names
    models: Names


def things_of(tables: Tables, column: str) -> set[str]:
    """All makers, or all models, of a ledger."""
    told = [rows[column] for rows in tables.values() if column in rows.columns]
    return set(pl.concat(told).to_list()) - {""}


def groups(found: Named, tables: Tables) -> Groups:
    """The names under which makers and models stand that have, or would leave, a small cell.

    Args:
        found: the possessions of the edition, with states and things by their own names.
        tables: its rows.
    """
    hidden: set[str] = set()
    models = _grouped_models(found, tables)
    while True:
        makers = _grouped_makers(_counts(found, "maker"), tables, hidden)
        small = small_cells(found.table, Groups(makers, models))
        again = {maker for _, maker, model in small if model and maker} - set(makers.values())
        if not again:
            return Groups(makers, models)
        hidden |= again


def small_cells(rows: pl.DataFrame, names: Groups) -> dict[Cell, set[Record]]:
    """The cells below `SMALLEST_CELL`, each with its possessions, as pairs of record and unit.

    A cell are the possessions of one state and one maker, or one model, or both. Empty where there is
    none: a thing that is not known, and one side of a cell of the other alone.

    Args:
        rows: `state`, `maker`, `model`, `record` and `unit` of possessions.
        names: under which things stand.
    """
    cells: dict[Cell, set[Record]] = defaultdict(set)
    columns = ("state", "maker", "model", "record", "unit")
    for state, made, called, record, unit in rows.select(columns).iter_rows():
        maker, model = names.makers.get(made, made), names.models.get(called, called)
        for cell in {(state, maker, ""), (state, "", model), (state, maker, model)}:
            cells[cell].add((record, unit))
    return {
        cell: records for cell, records in cells.items() if any(cell[1:]) and len(records) < SMALLEST_CELL
    }


def _counts(found: Named, column: str) -> Counts:
    counts: Counts = defaultdict(Counter)
    for thing, state in found.table.select(column, "state").iter_rows():
        if thing:
            counts[thing][state] += 1
    return counts


def _is_large(states: Counter[str]) -> bool:
    return all(count >= SMALLEST_CELL for count in states.values())


def _grouped_makers(counts: Counts, tables: Tables, hidden: set[str]) -> Names:
    """Makers with a small cell, and with them the next smallest until their group has none."""
    known = things_of(tables, "maker")
    group = _Group(
        OPEN, (known - counts.keys()) | {maker for maker in counts if not _is_large(counts[maker])}
    )
    group.things |= hidden & known
    _fill(group, counts, sorted(counts.keys() - group.things, key=lambda one: (counts[one].total(), one)))
    return dict.fromkeys(sorted(group.things), _free(OTHER_MAKERS, known))


@dataclass
class _Group:
    """Things that stand together, and the worst kind of licence that they may have."""

    keeps: int
    things: set[str]

    def small(self, counts: Counts) -> set[str]:
        """The states of which the group has a small cell."""
        states: Counter[str] = Counter()
        for thing in self.things:
            states += counts.get(thing, Counter())
        return {state for state, count in states.items() if count < SMALLEST_CELL}


def _fill(group: _Group, counts: Counts, more: list[str]) -> None:
    """Takes things out of `more`, the first ones first, until the group has no small cell."""
    while states := group.small(counts):
        thing = next((one for one in more if counts[one].keys() & states), None)
        if thing is None:
            return
        more.remove(thing)
        group.things.add(thing)


def _grouped_models(found: Named, tables: Tables) -> Names:
    counts, known = _counts(found, "model"), things_of(tables, "model")
    kinds, named_on = _kinds(tables), _units_named(tables)
    small = {model for model in counts if not _is_large(counts[model])}
    loose = found.table.filter(~pl.col("linked") & (pl.col("model") != ""))
    keeps: dict[str, int] = {}
    holders: dict[int, set[str]] = defaultdict(set)
    for model, verdict in loose.select("model", "verdict").iter_rows():
        keeps[model] = min(KEEPS[verdict], keeps.get(model, OPEN))
    for model, unit in loose.select("model", "unit").iter_rows():
        holders[keeps[model]].add(unit)
    others = _Group(OPEN, {model for model in small if model not in keeps} | (known - counts.keys()))
    bound = [
        _Group(keep, found_in)
        for keep in KEEPS_ALL
        if (found_in := {one for one in small if keeps.get(one) == keep})
    ]
    shown = sorted(counts.keys() - small, key=lambda one: (counts[one].total(), one))
    free = sorted(others.things & counts.keys(), key=lambda one: (-kinds[one], counts[one].total(), one))
    for group in bound:  # the strictest first, as fewest models suit it
        taken = set().union(*(other.things for other in bound))
        suits = [
            one
            for one in (*free, *shown)
            if one not in taken
            and keeps.get(one, group.keeps) == group.keeps
            and kinds[one] <= group.keeps
            and not named_on[one] & holders[group.keeps]
        ]
        _fill(group, counts, suits)
        others.things -= group.things
    taken = set().union(*(group.things for group in bound), keeps)
    _fill(others, counts, [one for one in shown if one not in taken])
    if others.small(counts) and bound:  # nothing else is left in that state
        bound[-1].things |= others.things & counts.keys()
        others.things -= bound[-1].things
    told = [group for group in (*bound, others) if group.things]
    names = _numbered(OTHER_MODELS, len(told), known)
    return {thing: name for group, name in zip(told, names) for thing in sorted(group.things)}


def _kinds(tables: Tables) -> dict[str, int]:
    """For each model what its licences do to a verdict, at worst."""
    central = set(unit_facts(Ledger(tables)).filter("central_perhaps")["unit"].to_list())
    decided = set(tables["decisions"]["name_as_written"].to_list())
    kinds: dict[str, int] = defaultdict(lambda: MISSING)
    for licence, says in tables["licences"].select("licence", "end_users").iter_rows():
        kinds[licence] = max(_KINDS[says], kinds.get(licence, COMPLETE))
    listed: set[str] = set()
    for licence, unit, name in tables["end_users"].select("licence", "unit", "name_as_written").iter_rows():
        listed.add(licence)
        if unit in central or (not unit and name not in decided):
            kinds[licence] = OPEN
    for licence in kinds.keys() - listed:
        kinds[licence] = max(MISSING, kinds[licence])
    models: dict[str, int] = defaultdict(int)
    for model, licence in _licences_of(tables):
        models[model] = max(models[model], kinds[licence])
    return models


def _units_named(tables: Tables) -> dict[str, set[str]]:
    """For each model the units that its licences name."""
    units: dict[str, set[str]] = defaultdict(set)
    meant = defaultdict[str, set[str]](set)
    for name, unit in tables["decisions"].select("name_as_written", "unit").iter_rows():
        meant[name].add(unit)
    for licence, unit, name in tables["end_users"].select("licence", "unit", "name_as_written").iter_rows():
        units[licence] |= {unit, *meant[name]} - {""} if name else {unit} - {""}
    found: dict[str, set[str]] = defaultdict(set)
    for model, licence in _licences_of(tables):
        found[model] |= units[licence]
    return found


def _licences_of(tables: Tables) -> Iterator[tuple[str, str]]:
    for name in ("items", "shipments"):
        yield from tables[name].select("model", "licence").iter_rows()


def _free(name: str, taken: Iterable[str]) -> str:
    return next(iter(_numbered(name, 1, taken)))


def _numbered(name: str, count: int, taken: Iterable[str]) -> list[str]:
    """So many names that are not `taken`: without a number if there is but one."""
    used, numbers = set(taken), iter(range(1, count + len(set(taken)) + 2))
    if count == 1 and name not in used:
        return [name]
    return [told for number in numbers if (told := f"{name} {number}") not in used][:count]


def renamed(tables: Tables, names: Groups) -> dict[str, pl.DataFrame]:
    """The tables with makers and models as they stand in the edition.

    Columns whose rule at the public level is `thing`: type, calibre and country tell a model. Where it,
    or its maker, is not shown, type and calibre are emptied, and the country is `OTHER_COUNTRY`: by an
    empty one no weapon could be followed by its number.
    """
    level = rules("public")
    hidden = pl.col("model").is_in(sorted(names.models)) | pl.col("maker").is_in(sorted(names.makers))
    left = dict(tables)
    for name, rows in tables.items():
        things = [column for column, rule in level[name].items() if rule == "thing"]
        told = [column for column in things if column in ("type", "calibre", "country")]
        # Of all accounts of an event: one may tell the country, and another the model.
        events = rows.filter(hidden)[TABLES[name].id] if told else pl.Series([], dtype=pl.String)
        whose = pl.col(TABLES[name].id).is_in(events.unique().implode())
        shown = rows.with_columns(
            pl.when(whose & (pl.col(column) != ""))
            .then(pl.lit(OTHER_COUNTRY if column == "country" else ""))
            .otherwise(column)
            .alias(column)
            for column in told
        )
        left[name] = shown.with_columns(
            pl.col(column).replace(dict(known))
            for column, known in (("maker", names.makers), ("model", names.models))
            if column in things
        )
    return left
