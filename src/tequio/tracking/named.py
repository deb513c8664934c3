"""Was the holder of a weapon named on a licence? One verdict for every possession on record.

`yes`: a licence that could apply names the holder. `no`: all that could apply are on record and
none names it. `too_coarse`: one of them leaves it open. `no_records`: what would answer is not on
record. The last two are no answer, and never a "no". The rules stand in docs/spec/ledger.md.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import polars as pl

from tequio.tracking.applicable import Applicable, applicable, shipped
from tequio.tracking.ledger import Ledger
from tequio.tracking.naming import Naming, naming, superiors
from tequio.tracking.possessions import possessions, unit_facts
from tequio.tracking.schema import STATES_OF_THE_BRIEF

VERDICTS = ("yes", "no", "too_coarse", "no_records")
NAMES = ("named", "decision_on_name", "superior_named_and_linked")
"""Why a licence names a holder."""
LEAVES_OPEN = (
    "naming_contested",
    "naming_perhaps_later",
    "only_superior_named",
    "perhaps_superior_named",
    "name_unsure",
    "central_only",
    "central_body_listed",
    "name_not_decided",
)
"""Why a licence is too coarse for a holder."""
_REASONS = pl.Enum([*NAMES, *LEAVES_OPEN])
_COLUMNS = (
    *("table", "record", "unit", "state", "maker", "model", "verdict", "licences", "named_on", "missing"),
    *("linked", "first", "last", "reason_licences", "reasons", "why", "claims"),
)
_AT_ONCE = 100_000


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer for one possession.

    Args:
        table: `receipts`, `holdings` or `recoveries`.
        record: the event's id. unit: the holder. state: of the holder.
        verdict: one of `VERDICTS`.
        licences: that could apply. named_on: those that name the holder.
        missing: licences without end users on record, shipments without a licence.
        linked: whether an accepted lot or serial number leads to shipments.
        first, last: the days between which it was acquired.
        reasons: pairs of a licence and one of `NAMES` or `LEAVES_OPEN`.
        why: the first reason in a word; a hint.
        claims: the accounts of the possession.
    """

    table: str
    record: str
    unit: str
    state: str
    maker: str
    model: str
    verdict: str
    licences: tuple[str, ...]
    named_on: tuple[str, ...]
    missing: tuple[str, ...]
    linked: bool
    first: int
    last: int
    reasons: tuple[tuple[str, str], ...]
    why: str
    claims: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Breach:
    """A linked possession in a state that an accepted condition of a licence excludes.

    Args:
        certainty: `certain` if no other licence could apply, else `possible`.
        claims: the accounts of the possession, then those of the condition.
    """

    record: str
    unit: str
    licence: str
    state: str
    certainty: str
    claims: tuple[str, ...]


@dataclass(frozen=True)
class Named:
    """All verdicts, in the order of the possessions' claims, and the breaches beside them.

    Args:
        table: a row a verdict, with the columns of `Verdict`, but the licences and the words of
            `reasons` as two lists, `reason_licences` and `reasons`.
        breaches: in the same order.
    """

    table: pl.DataFrame
    breaches: tuple[Breach, ...]

    @cached_property
    def verdicts(self) -> tuple[Verdict, ...]:
        """The rows of the table as verdicts."""
        return tuple(_as_verdict(row) for row in self.table.iter_rows(named=True))


def named(ledger: Ledger) -> Named:
    """The verdicts and breaches of a ledger.

    Raises:
        ImpossibleDate, NotAQuantity: where the ledger was not checked.
    """
    found, whom = possessions(ledger), naming(ledger)
    of = shipped(ledger, whom.licences["licence"])
    holders = found.rows["unit"].unique(maintain_order=True)
    bodies = unit_facts(ledger).filter("central_perhaps")["unit"]
    # A central body that is named leaves it open who gets the weapons, whomever it commands.
    above = superiors(ledger, holders, set(whom.named["unit"]) - set(bodies))
    verdicts: list[pl.DataFrame] = []
    breaches: list[Breach] = []
    # Pairs of many rows at once fill the memory; an empty ledger still has a table.
    for start in range(0, max(len(found.rows), 1), _AT_ONCE):
        rows = found.rows.slice(start, _AT_ONCE)
        could = applicable(found, rows, of, whom.licences)
        reasons = _reasons(rows, could, whom, above)
        verdicts.append(_verdicts(rows, could, reasons, whom))
        breaches += _breaches(ledger, rows, could, whom)
    return Named(pl.concat(verdicts), tuple(breaches))


def to_json(found: Named) -> list[dict[str, Any]]:
    """The verdicts as plain values."""
    keys = ("record", "unit", "state", "maker", "model", "verdict", "licences", "named_on", "missing")
    return found.table.select(*keys, "linked", "why").to_dicts()


def breaches_to_json(found: Named) -> list[dict[str, Any]]:
    """The breaches as plain values."""
    keys = ("record", "unit", "licence", "state", "certainty")
    return [{key: getattr(one, key) for key in keys} for one in found.breaches]


def by_state(found: Named, states: Sequence[str] = STATES_OF_THE_BRIEF) -> dict[str, dict[str, int]]:
    """How many possessions of each state have each verdict; states without any have zeros."""
    counted = found.table.group_by("state", "verdict").len().iter_rows()
    counts = {(state, verdict): count for state, verdict, count in counted}
    return {state: {verdict: counts.get((state, verdict), 0) for verdict in VERDICTS} for state in states}


def _as_verdict(row: dict[str, Any]) -> Verdict:
    told: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in row.items()
    }
    reasons = tuple(zip(told.pop("reason_licences"), told.pop("reasons")))
    return Verdict(**told, reasons=reasons)


def _reasons(rows: pl.DataFrame, could: Applicable, whom: Naming, above: pl.DataFrame) -> pl.DataFrame:
    """Why licences name holders or are too coarse for them: `at`, `licence`, `reason`."""
    times = rows.select("at", "unit", "first", "last", state=pl.when("state_sure").then("state"))
    facts = whom.licences.select(
        "licence", "begins_last", "central_only", "central_listed", "undecided", licence_sure="sure"
    )
    pairs = could.pairs.join(times, on="at").join(facts, on="licence")
    answered = pairs.join(whom.excluded, on=["licence", "state"], how="semi").select("at", "licence")
    central = pairs.filter(pl.col("central_only") | pl.col("central_listed"))
    central = central.join(answered, on=["at", "licence"], how="anti")
    parts = [
        _direct(pairs, whom.named),
        _by_superiors(pairs, whom.named, above),
        _because(pairs.join(whom.unsure, on=["licence", "unit"], how="semi"), "name_unsure"),
        _because(central.filter("central_only"), "central_only"),
        _because(central.filter("central_listed"), "central_body_listed"),
        _because(pairs.filter("undecided"), "name_not_decided"),
    ]
    return pl.concat(parts).unique().sort("at", "reason", "licence")


def _because(pairs: pl.DataFrame, reason: str | pl.Expr) -> pl.DataFrame:
    word = pl.lit(reason) if isinstance(reason, str) else reason
    return pairs.select("at", "licence", reason=word.cast(_REASONS))


def _in_force() -> tuple[pl.Expr, pl.Expr]:
    """Whether a naming was certainly, and possibly, in force at the acquisition.

    Who is named from the start is named as long as the licence holds. Of a linked row the shipment
    itself shows that it held; else its first day counts.
    """
    begun = pl.col("linked") | (pl.col("begins_last") <= pl.col("first"))
    amended = pl.col("since_last") <= pl.col("first")
    certainly = begun & (pl.col("from_start") | amended)
    possibly = pl.col("from_start") | (pl.col("since_first") <= pl.col("last"))
    return certainly, possibly


def _direct(pairs: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """The holder itself is named."""
    certainly, possibly = _in_force()
    rows = pairs.join(names.rename({"sure": "name_sure"}), on=["licence", "unit"]).filter(possibly)
    accepted = pl.col("sure") & pl.col("name_sure") & pl.col("licence_sure")
    reason = (
        pl.when(~accepted)
        .then(pl.lit("naming_contested"))
        .when(~certainly)
        .then(pl.lit("naming_perhaps_later"))
        .when("decided")
        .then(pl.lit("decision_on_name"))
        .otherwise(pl.lit("named"))
    )
    return _because(rows, reason)


def _by_superiors(pairs: pl.DataFrame, names: pl.DataFrame, above: pl.DataFrame) -> pl.DataFrame:
    """A superior of the holder is named."""
    certainly, possibly = _in_force()
    names = names.rename({"sure": "name_sure", "unit": "superior"})
    rows = pairs.join(above.rename({"sure": "path_sure"}), on="unit")
    rows = rows.join(names, on=["licence", "superior"]).filter(
        possibly & (pl.col("possible_from") <= pl.col("last")) & (pl.col("possible_to") >= pl.col("first"))
    )
    held = (
        pl.col("path_sure")
        & (pl.col("certain_from") <= pl.col("first"))
        & (pl.col("last") <= pl.col("certain_to"))
    )
    accepted = pl.col("sure") & pl.col("name_sure") & pl.col("licence_sure")
    reason = (
        pl.when(~pl.col("linked"))
        .then(pl.lit("only_superior_named"))
        .when(~held)
        .then(pl.lit("perhaps_superior_named"))
        .when(~accepted)
        .then(pl.lit("naming_contested"))
        .when(~certainly)
        .then(pl.lit("naming_perhaps_later"))
        .otherwise(pl.lit("superior_named_and_linked"))
    )
    return _because(rows, reason)


def _verdicts(rows: pl.DataFrame, could: Applicable, reasons: pl.DataFrame, whom: Naming) -> pl.DataFrame:
    """The table of `Named`, for some rows."""
    facts = whom.licences.select("licence", "missing", "answers", licence_sure="sure")
    facts = could.pairs.join(facts, on="licence")
    silent = facts.filter("missing").select("at", what="licence")
    missing = pl.concat([silent, could.missing.rename({"shipment": "what"})])
    on_record = pl.col("answers") & pl.col("sure")
    # A licence that only contested claims tell of can prevent a "no", but need not answer for one.
    complete = facts.group_by("at").agg(
        complete=on_record.any() & (pl.col("answers") | ~pl.col("licence_sure")).all(),
        licences=pl.col("licence").sort(),
    )
    is_name = pl.col("reason").is_in(NAMES)
    said = reasons.group_by("at").agg(
        is_name.any().alias("names"),
        pl.col("licence").filter(is_name).unique().sort().alias("named_on"),
        reason_licences="licence",
        reasons=pl.col("reason").cast(pl.String),
    )
    open_ends = missing.group_by("at").agg(missing=pl.col("what").unique().sort())
    states = rows.select("at", state=pl.when("state_sure").then("state"))
    barred = could.pairs.join(states, on="at").join(whom.excluded, on=["licence", "state"], how="semi")
    marks = {"linked": could.linked, "silent": silent.select("at"), "barred": barred.select("at")}
    table = rows
    for more in (complete, said, open_ends):
        table = table.join(more, on="at", how="left", maintain_order="left")
    for name, which in marks.items():
        table = table.with_columns(pl.col("at").is_in(which["at"].unique().implode()).alias(name))
    lists = ("licences", "named_on", "missing", "reason_licences", "reasons")
    table = table.with_columns(
        pl.col(lists).fill_null([]), pl.col("names", "complete").fill_null(False)
    ).with_columns(verdict=_verdict())
    return table.with_columns(why=_why()).select(_COLUMNS)


def _verdict() -> pl.Expr:
    return (
        pl.when("names")
        .then(pl.lit("yes"))
        .when(pl.col("reasons").list.len() > 0)
        .then(pl.lit("too_coarse"))
        .when(pl.col("complete") & (pl.col("missing").list.len() == 0))
        .then(pl.lit("no"))
        .otherwise(pl.lit("no_records"))
    )


def _why() -> pl.Expr:
    """A hint in a word."""
    some_licence, some_missing = (pl.col(name).list.len() > 0 for name in ("licences", "missing"))
    return (
        pl.when(pl.col("reasons").list.len() > 0)
        .then(pl.col("reasons").list.first())
        .when(pl.col("verdict") == "no")
        .then(pl.when("barred").then(pl.lit("state_excluded")).otherwise(pl.lit("not_among_listed")))
        .when(pl.col("silent") | (some_licence & ~some_missing))
        .then(pl.lit("end_users_not_on_record"))
        .when(some_missing)
        .then(pl.lit("shipment_without_licence"))
        .otherwise(pl.lit("no_licence_on_record"))
    )


def _breaches(ledger: Ledger, rows: pl.DataFrame, could: Applicable, whom: Naming) -> Iterable[Breach]:
    """Of the holder's state, and of the state in which the thing was found."""
    one = could.pairs.group_by("at").len().filter(pl.col("len") == 1).select("at")
    one = one.join(could.missing, on="at", how="anti").with_columns(alone=pl.lit(value=True))
    linked = could.pairs.filter(pl.col("linked") & pl.col("sure"))
    things = linked.join(rows.rename({"sure": "row_sure"}), on="at")
    found_there = (pl.col("found") == pl.col("state")) & pl.col("found_sure")
    here = things.with_columns(where="state", where_sure=pl.col("state_sure") | found_there)
    found = things.with_columns(where="found", where_sure="found_sure").filter(
        pl.col("found") != pl.col("state")
    )
    both = pl.concat([here, found]).join(
        whom.excluded, left_on=["licence", "where"], right_on=["licence", "state"], how="semi"
    )
    table = both.join(one, on="at", how="left").sort("at", "licence", "where")
    certain = pl.col("alone").fill_null(False) & pl.col("row_sure") & pl.col("where_sure")
    table = table.with_columns(
        certainty=pl.when(certain).then(pl.lit("certain")).otherwise(pl.lit("possible"))
    )
    conditions = ledger.standing("conditions").filter("sure")
    of_licence = dict(conditions.group_by("licence").agg("claim").iter_rows())
    columns = ("record", "unit", "licence", "where", "certainty", "claims")
    for record, unit, licence, state, certainty, claims in table.select(columns).iter_rows():
        yield Breach(record, unit, licence, state, certainty, (*claims, *of_licence[licence]))
