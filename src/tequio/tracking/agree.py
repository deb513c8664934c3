"""Takes back what an edition would say more strongly than the whole ledger does."""

import datetime
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

import polars as pl

from tequio.tracking.dates import ALWAYS, written
from tequio.tracking.grouping import Groups, groups, renamed, small_cells
from tequio.tracking.ledger import Ledger
from tequio.tracking.levels import SMALLEST_CELL, rules
from tequio.tracking.masks import masked
from tequio.tracking.named import Breach, Named, named
from tequio.tracking.possessions import WHOSE, unit_facts
from tequio.tracking.reconcile import reconcile
from tequio.tracking.schema import CONTESTED, SURE, TABLES
from tequio.tracking.screen import Hit, screen
from tequio.tracking.smallest import Gap
from tequio.tracking.structure import structure

Tables = dict[str, pl.DataFrame]
Record = tuple[str, str]
CERTAIN = ("yes", "no")


def agreed(whole: Ledger, tables: Tables, day: datetime.date, *, states: bool) -> Tables:
    """The tables without what only withholding makes them say.

    Args:
        whole: the ledger from which they were made.
        tables: some of its rows; only states and dates may be emptied.
        day: the last day of the edition, until which its units are screened.
        states: whether states with fewer than `SMALLEST_CELL` possessions are emptied.

    Raises:
        ImpossibleDate, NotAQuantity: where the ledger was not checked.
    """
    verdicts, breaches = answers(named(whole))
    gaps = reconcile(whole)
    known, kept = unit_states(whole), None
    while True:
        before = tables
        if states:
            kept = kept_states(named(Ledger(tables)), known, kept)
            tables = _in_states(tables, kept)
        found = named(Ledger(tables))
        wrong = {
            record for record, verdict in answers(found)[0].items() if _differs(verdict, verdicts, record)
        }
        wrong |= {(one.record, one.unit) for one in found.breaches if _stronger(one, breaches)}
        tables = _without(tables, wrong)
        tables = _contested(tables, [one for one in reconcile(Ledger(tables)) if not _within(one, gaps)])
        tables = _without_claims(tables, _new_hits(whole, Ledger(tables), found, day))
        if all(tables[name].equals(before[name]) for name in TABLES):
            return tables


def in_groups(whole: Ledger, tables: Tables, day: datetime.date) -> tuple[Tables, Groups]:
    """The tables of a public edition, and the names under which its makers and models stand.

    Under these names no verdict is another and no gap is new, and no cell is small. Where that cannot
    be, a possession answered with no records is shown without maker and model, which gives the same
    answer; others are left out, and so are all of them where they are too few for any cell.

    Args:
        whole: the ledger from which they were made.
        tables: some of its rows, as `agreed` left them.
        day: the last day of the edition.

    Raises:
        ImpossibleDate, NotAQuantity: where the ledger was not checked.
    """
    while True:
        before, plain = tables, named(Ledger(tables))
        names = groups(plain, tables)
        # With tokens for serial numbers: the same number of two makers stays two where these are one group.
        shown = Ledger(renamed(masked(whole, tables, rules("public")), names))
        found = named(shown)
        verdicts = answers(plain)[0]
        wrong = {
            record for record, verdict in answers(found)[0].items() if verdict != verdicts[record]
        } or set().union(*small_cells(plain.table, names).values())
        gaps = reconcile(Ledger(tables))
        tables = _contested(tables, [one for one in reconcile(shown) if not _contains(gaps, one)])
        bare = _answered_bare(plain, tables) & wrong
        tables = _untold(tables, bare) if bare else _without(tables, wrong)
        if all(tables[name].equals(before[name]) for name in TABLES):
            return tables, names
        tables = agreed(whole, tables, day, states=True)


def _answered_bare(found: Named, tables: Tables) -> set[Record]:
    """Possessions that are answered with no records even if nobody knows what they are of.

    Nothing links them, and they list no serial number, which would have to stay that of one weapon.
    """
    loose = found.table.filter(~pl.col("linked"), verdict="no_records").filter(pl.col("model") != "")
    listed = {
        record
        for table in WHOSE
        for record in tables[table].filter(pl.col("serials") != "")[TABLES[table].id].to_list()
    }
    return {one for one in loose.select("record", "unit").iter_rows() if one[0] not in listed}


def _untold(tables: Tables, records: Iterable[Record]) -> Tables:
    """With these possessions' makers and models emptied."""
    left, gone = dict(tables), sorted({record for record, _ in records})
    for table in WHOSE:
        here = pl.col(TABLES[table].id).is_in(gone)
        left[table] = left[table].with_columns(
            pl.when(here).then(pl.lit("")).otherwise(column).alias(column) for column in ("maker", "model")
        )
    return left


def _contains(gaps: Sequence[Gap], one: Gap) -> bool:
    """Whether one of the gaps is this one but for the names of makers and models, and as large or larger."""
    events = set(one.big)
    return any(
        (one.check, one.at) == (other.check, other.at)
        and set(other.big) <= events
        and one.least <= other.least
        for other in gaps
    )


def answers(found: Named) -> tuple[dict[Record, str], dict[tuple[str, str, str], str]]:
    """Verdicts by record and unit, and the certainty of breaches by record, licence and state."""
    rows = found.table.select("record", "unit", "verdict").iter_rows()
    verdicts = {(record, unit): verdict for record, unit, verdict in rows}
    return verdicts, {(one.record, one.licence, one.state): one.certainty for one in found.breaches}


def screened(ledger: Ledger, found: Named, day: datetime.date) -> dict[str, str]:
    """For each unit with a possession, or an allegation against it, the dates it is screened for.

    They run from its earliest possession, or where there is none its earliest allegation, to a day.
    """
    begun: dict[str, int] = {}
    firsts, _ = ledger.spans("allegations", "date")
    for unit, first in zip(ledger.standing("allegations")["unit"].to_list(), firsts):
        if unit:
            begun[unit] = min(first, begun.get(unit, first))
    holders = set(found.table["unit"].to_list())
    begun = {unit: first for unit, first in begun.items() if unit not in holders}
    for unit, first in found.table.select("unit", "first").iter_rows():
        begun[unit] = min(first, begun.get(unit, first))
    last = day.toordinal()
    return {
        unit: f"{written(first) if first > ALWAYS else '..'}/{day.isoformat()}"
        for unit, first in sorted((unit, min(first, last)) for unit, first in begun.items())
    }


def unit_states(ledger: Ledger) -> dict[str, str]:
    """The state of each unit."""
    return dict(unit_facts(ledger).select("unit", "state").iter_rows())


def kept_states(found: Named, known: Mapping[str, str], allowed: set[str] | None) -> set[str]:
    """States of which at least `SMALLEST_CELL` possessions are on record.

    The others are grouped, and with them the next smallest until their group is no smaller either.
    Never more than `allowed`, those kept before.
    """
    counts = Counter(known.get(unit, "") for unit in found.table["unit"].to_list())
    placed = {state: count for state, count in counts.items() if state}
    pool = placed.keys() if allowed is None else allowed
    kept = {state for state, count in placed.items() if count >= SMALLEST_CELL and state in pool}
    for state in sorted(kept, key=lambda one: (placed[one], one)):
        group = sum(count for one, count in placed.items() if one not in kept)
        if 0 < group < SMALLEST_CELL:
            kept.discard(state)
    return kept


def _in_states(tables: Tables, kept: set[str]) -> Tables:
    here = pl.when(pl.col("state").is_in(sorted(kept))).then("state").otherwise(pl.lit(""))
    return tables | {name: tables[name].with_columns(state=here) for name in ("units", "recoveries")}


def _differs(verdict: str, verdicts: Mapping[Record, str], record: Record) -> bool:
    return record not in verdicts or (verdict in CERTAIN and verdict != verdicts[record])


def _stronger(one: Breach, breaches: Mapping[tuple[str, str, str], str]) -> bool:
    certainty = breaches.get((one.record, one.licence, one.state))
    return certainty is None or (one.certainty == "certain" and certainty != "certain")


def _without(tables: Tables, records: Iterable[Record]) -> Tables:
    """Without the possessions of these ids and units."""
    gone = sorted(records)
    if not gone:
        return tables
    left, pairs = dict(tables), pl.DataFrame(gone, schema=["record", "unit_of"], orient="row")
    for table in WHOSE:
        ids = left[table].join(pairs, left_on=TABLES[table].id, right_on="record", how="semi")
        left[table] = left[table].join(ids.select("claim"), on="claim", how="anti", maintain_order="left")
    return left


def _within(one: Gap, gaps: Sequence[Gap]) -> bool:
    """Whether the whole ledger has that gap, and says no more than it of how large it is."""
    return any(
        (one.check, one.subject, one.at) == (other.check, other.subject, other.at)
        and one.least <= other.least
        and (one.most is None or (other.most is not None and one.most >= other.most))
        for other in gaps
    )


def _contested(tables: Tables, gaps: Sequence[Gap]) -> Tables:
    """The accounts that are too much in these gaps become contested."""
    events = {event for gap in gaps for event in gap.big}
    if not events:
        return tables
    left = dict(tables)
    for name, kind in TABLES.items():
        if kind.event:
            hit = pl.col(kind.id).is_in(sorted(events)) & (pl.col("status") == SURE)
            status = pl.when(hit).then(pl.lit(CONTESTED[0])).otherwise("status")
            left[name] = left[name].with_columns(status=status)
    return left


def _new_hits(whole: Ledger, part: Ledger, found: Named, day: datetime.date) -> set[str]:
    """Claims of allegations whose hits the whole ledger does not have, or not as certain."""
    ours, theirs = structure(part), structure(whole)
    wrong: set[str] = set()
    for unit, on in screened(part, found, day).items():
        mine = screen(ours, unit, on).hits if ours.number(unit) is not None else ()
        if mine:
            known = dict(_hits(screen(theirs, unit, on).hits))
            wrong |= {
                hit.allegation.claim
                for key, hit in ((_key(hit), hit) for hit in mine)
                if key not in known or (hit.overlap == "certain" and known[key] != "certain")
            }
    return wrong


def _key(hit: Hit) -> tuple[str, ...]:
    return (hit.allegation.claim, *hit.path, *(edge.claim for edge in hit.edges))


def _hits(hits: Iterable[Hit]) -> Iterator[tuple[tuple[str, ...], str]]:
    for hit in hits:
        yield _key(hit), hit.overlap


def _without_claims(tables: Tables, claims: set[str]) -> Tables:
    if not claims:
        return tables
    return tables | {"allegations": tables["allegations"].filter(~pl.col("claim").is_in(sorted(claims)))}
