"""Whom licences name: units, through decisions on names as written, and which leave it open.

`sure` is what accepted claims alone carry. A contested claim may make a licence one that perhaps
names somebody; it never makes it name anybody.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from tequio.tracking.dates import ALWAYS, FOR_EVER
from tequio.tracking.ledger import Ledger
from tequio.tracking.possessions import unit_facts


@dataclass(frozen=True)
class Naming:
    """What the ledger says of its licences.

    Args:
        licences: `licence`, `sure` (an accepted row says that it exists), `begins_first`,
            `begins_last` (hull of its first days, Int32), `missing` (its end users are not on record),
            `answers` (accepted rows have its end users, so that it may be said whom it does not
            name), `central_only`, `central_listed`, `undecided` (a name on it was never decided on).
        named: `licence`, `unit`, `sure`, `from_start`, `since_first`, `since_last`, `decided` (by a
            decision on a name as written).
        unsure: `licence`, `unit`: a name on it was decided `unsure` for that unit.
        excluded: `licence`, `state`: states that its accepted conditions exclude.
    """

    licences: pl.DataFrame
    named: pl.DataFrame
    unsure: pl.DataFrame
    excluded: pl.DataFrame


def naming(ledger: Ledger) -> Naming:
    """Whom the licences of a ledger name.

    Raises:
        ImpossibleDate: where the ledger was not checked.
    """
    rows = _end_users(ledger)
    named = _named(ledger, rows)
    return Naming(
        _licences(ledger, rows, named), named, _decided(ledger, rows, ("unsure",)), excluded_states(ledger)
    )


def _end_users(ledger: Ledger) -> pl.DataFrame:
    first, last = ledger.spans("end_users", "since")
    return ledger.standing("end_users").select(
        "licence",
        "unit",
        "sure",
        name="name_as_written",
        from_start=pl.col("since") == "",
        since_first=pl.Series(first, dtype=pl.Int32),
        since_last=pl.Series(last, dtype=pl.Int32),
    )


def _decisions(ledger: Ledger) -> pl.DataFrame:
    """Decisions about a name and a unit; one without a unit decides for nobody."""
    first, last = ledger.spans("decisions", "decided_on")
    rows = ledger.standing("decisions").select(
        "decision",
        unit="unit",
        name="name_as_written",
        decision_sure="sure",
        on_first=pl.Series(first, dtype=pl.Int32),
        on_last=pl.Series(last, dtype=pl.Int32),
    )
    return rows.filter((pl.col("unit") != "") & (pl.col("name") != ""))


def _decided(ledger: Ledger, rows: pl.DataFrame, decisions: tuple[str, ...]) -> pl.DataFrame:
    """The licences and units whose names were so decided."""
    told = _decisions(ledger).filter(pl.col("decision").is_in(decisions))
    found = rows.drop("unit").join(told, on="name", how="inner")
    return found.select("licence", "unit").unique(maintain_order=True)


def _named(ledger: Ledger, rows: pl.DataFrame) -> pl.DataFrame:
    columns = ("licence", "unit", "sure", "from_start", "since_first", "since_last", "decided")
    same = _same(ledger)
    by_decision = rows.drop("unit").join(same, on="name", how="inner", maintain_order="left")
    by_decision = by_decision.with_columns(
        sure=pl.col("sure") & pl.col("decision_sure"), decided=pl.lit(value=True)
    )
    by_unit = rows.filter(pl.col("unit") != "").with_columns(decided=pl.lit(value=False))
    return pl.concat([by_unit.select(columns), by_decision.select(columns)]).unique(maintain_order=True)


def _same(ledger: Ledger) -> pl.DataFrame:
    """Decisions `same`; one that is contradicted by a decision that was not certainly earlier is not sure."""
    told = _decisions(ledger)
    others = told.filter(pl.col("decision_sure") & (pl.col("decision") != "same"))
    others = others.group_by("name", "unit").agg(other_last=pl.col("on_last").max())
    same = told.filter(pl.col("decision") == "same")
    same = same.join(others, on=["name", "unit"], how="left", maintain_order="left")
    stands = pl.col("other_last").is_null() | (pl.col("other_last") < pl.col("on_first"))
    return same.select("unit", "name", decision_sure=pl.col("decision_sure") & stands)


def _licences(ledger: Ledger, rows: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """The facts of each licence, those without a row of their own included."""
    kind, sure = pl.col("end_users"), pl.col("sure")
    listed = kind == "listed"
    told = (
        _begun(ledger)
        .group_by("licence", maintain_order=True)
        .agg(
            pl.col("begins_first").min(),
            pl.col("begins_last").max(),
            sure.any(),
            listed=listed.any(),
            central_only=(kind == "central_only").any(),
            not_on_record=(~kind.is_in(["listed", "central_only"])).any(),
            told=(sure & kind.is_in(["listed", "central_only"])).any(),
        )
    )
    elsewhere = [ledger.standing(name)["licence"] for name in ("items", "shipments", "end_users")]
    every = pl.concat([told["licence"], *elsewhere]).unique(maintain_order=True)
    of_names = _names(ledger, rows)
    unit = unit_facts(ledger).filter(pl.col("central_perhaps"))
    central = named.join(unit, on="unit", how="semi").select("licence", central_listed=pl.lit(value=True))
    facts = every.filter(every != "").to_frame("licence")
    for more in (told, of_names, central.unique()):
        facts = facts.join(more, on="licence", how="left", maintain_order="left")
    flags = facts.select(pl.selectors.boolean()).columns
    no_row = pl.col("not_on_record").is_null()
    facts = facts.with_columns(no_row=no_row).with_columns(
        pl.col(flags).fill_null(False),
        pl.col("begins_first").fill_null(ALWAYS),
        pl.col("begins_last").fill_null(FOR_EVER),
    )
    return facts.select(
        "licence",
        "sure",
        "begins_first",
        "begins_last",
        "central_only",
        "central_listed",
        "undecided",
        # A list of which no row is on record says nothing of whom it names.
        missing=pl.col("no_row") | pl.col("not_on_record") | (pl.col("listed") & ~pl.col("has_names")),
        answers=pl.col("told") & (~pl.col("listed") | pl.col("has_sure_names")),
    )


def _begun(ledger: Ledger) -> pl.DataFrame:
    """The rows of licences with the days on which they may have begun: `valid_from`, else `issued`."""
    given = pl.col("valid_from") != ""
    days = {}
    for column in ("valid_from", "issued"):
        days[f"{column}_0"], days[f"{column}_1"] = ledger.spans("licences", column)
    rows = ledger.standing("licences").with_columns(
        pl.Series(name, found, dtype=pl.Int32) for name, found in days.items()
    )
    return rows.with_columns(
        begins_first=pl.when(given).then("valid_from_0").otherwise("issued_0"),
        begins_last=pl.when(given).then("valid_from_1").otherwise("issued_1"),
    )


def _names(ledger: Ledger, rows: pl.DataFrame) -> pl.DataFrame:
    """Of each licence with end users on record: `undecided`, `has_names`, `has_sure_names`."""
    decided = _decisions(ledger).filter("decision_sure")["name"].unique()
    open_name = (pl.col("unit") == "") & ~pl.col("name").is_in(decided.implode())
    return rows.group_by("licence").agg(
        undecided=open_name.any(), has_names=pl.lit(value=True), has_sure_names=pl.col("sure").any()
    )


def excluded_states(ledger: Ledger) -> pl.DataFrame:
    """`licence`, `state`: what accepted conditions exclude.

    `only_state` excludes every state but those that any condition of the licence, a contested one
    included, still leaves open.
    """
    rows = ledger.standing("conditions")
    known = pl.concat([ledger.standing(name)["state"] for name in ("units", "recoveries")]).unique()
    states = known.filter(known != "").to_frame("state")
    only = rows.filter(pl.col("rule") == "only_state").select("licence", "state", "sure")
    bound = only.filter("sure").select("licence").unique().join(states, how="cross")
    beyond = bound.join(only, on=["licence", "state"], how="anti")
    named = rows.filter((pl.col("rule") == "exclude_state") & pl.col("sure")).select("licence", "state")
    return pl.concat([named, beyond]).unique(maintain_order=True)


@dataclass(frozen=True)
class Edge:
    """One relation `child_of` upwards, with the windows in which it certainly and possibly held."""

    relation: str
    parent: str
    sure: bool
    since: tuple[int, int]
    until: tuple[int, int]


def edges_up(ledger: Ledger) -> Mapping[str, list[Edge]]:
    """The relations `child_of` by child; accounts of one relation have the hull of their dates."""
    days = {}
    for column in ("since", "until"):
        days[f"{column}_0"], days[f"{column}_1"] = ledger.spans("relations", column)
    rows = ledger.standing("relations").with_columns(
        pl.Series(name, found, dtype=pl.Int32) for name, found in days.items()
    )
    rows = rows.filter(pl.col("type") == "child_of")
    hulls = rows.group_by("relation", "child", "parent", maintain_order=True).agg(
        pl.col("sure").any(), pl.col("since_0", "until_0").min(), pl.col("since_1", "until_1").max()
    )
    found: dict[str, list[Edge]] = {}
    for relation, child, parent, sure, s0, u0, s1, u1 in hulls.iter_rows():
        found.setdefault(child, []).append(Edge(relation, parent, sure, (s0, s1), (u0, u1)))
    return found


def paths_up(edges: Mapping[str, list[Edge]], unit: str) -> Iterator[tuple[Edge, ...]]:
    """The paths from a unit to its superiors on which all edges may have held on one day; no unit twice."""
    waiting: list[tuple[tuple[Edge, ...], int, int]] = [((), ALWAYS, FOR_EVER)]
    while waiting:
        path, first, last = waiting.pop()
        passed = {unit, *(edge.parent for edge in path)}
        for edge in edges.get(path[-1].parent if path else unit, ()):
            since, until = max(first, edge.since[0]), min(last, edge.until[1])
            if since <= until and edge.parent not in passed:
                longer = (*path, edge)
                yield longer
                waiting.append((longer, since, until))


def superiors(ledger: Ledger, units: Iterable[str], wanted: set[str]) -> pl.DataFrame:
    """The superiors of units among those wanted, a row a path.

    Returns:
        `unit`, `superior`, `sure` (all its relations are accepted), `certain_from`, `certain_to`,
        `possible_from`, `possible_to`: days between which all relations of the path held (Int32).
    """
    edges = edges_up(ledger)
    found = set()
    for unit in units if wanted else ():
        for path in paths_up(edges, unit) if unit in edges else ():
            if path[-1].parent in wanted:
                found.add((unit, path[-1].parent, *_windows(path)))
    days = ("certain_from", "certain_to", "possible_from", "possible_to")
    schema = {"unit": pl.String, "superior": pl.String, "sure": pl.Boolean, **dict.fromkeys(days, pl.Int32)}
    return pl.DataFrame(sorted(found), schema=schema, orient="row")


def _windows(path: tuple[Edge, ...]) -> tuple[bool, int, int, int, int]:
    return (
        all(edge.sure for edge in path),
        max(edge.since[1] for edge in path),
        min(edge.until[0] for edge in path),
        max(edge.since[0] for edge in path),
        min(edge.until[1] for edge in path),
    )
