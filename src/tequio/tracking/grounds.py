"""On which claims a verdict stands, step by step, so that each step can be looked up.

The steps say what records were read, in the order of the rules: the possession, the receipts that
date it, the shipments that link it, and of each licence what was read of whom it names.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import polars as pl

from tequio.tracking.ledger import Ledger
from tequio.tracking.named import Verdict
from tequio.tracking.naming import Edge, edges_up, excluded_states, paths_up
from tequio.tracking.possessions import KEY, WHOSE, listed_serials, possessions, told

STEPS = (
    "possession",
    "acquisition",
    "serial",
    "shipment",
    "licence",
    "item",
    "end_user",
    "decision",
    "relation",
    "condition",
    "without_licence",
)


@dataclass(frozen=True)
class Step:
    """One thing that was read.

    Args:
        kind: one of `STEPS`. licence: to which licence it belongs; empty if to none.
        about: the event, unit, name as written, relation or state.
        claims: where it stands.
    """

    kind: str
    licence: str
    about: str
    claims: tuple[str, ...]


def grounds(ledger: Ledger, verdicts: Iterable[Verdict]) -> list[tuple[Step, ...]]:
    """The steps of each verdict.

    Args:
        ledger: that the verdicts come from.
        verdicts: some of them.

    Raises:
        ImpossibleDate, NotAQuantity: where the ledger was not checked.
    """
    reader = _Reader(ledger)
    return [tuple(dict.fromkeys(reader.steps(one))) for one in verdicts]


class _Reader:
    """The tables of a ledger by what a verdict asks for."""

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        found = possessions(ledger)
        names = found.rows.select("at", "table", "record")
        lots = names.join(found.lots, on="at").group_by("table", "record").agg(pl.col("lot").unique().sort())
        self.lots = {(table, record): told_of for table, record, told_of in lots.iter_rows()}
        of_lot = told(ledger, "shipments", "lot").group_by("lot", maintain_order=True).agg("record")
        self.shipments = dict(of_lot.iter_rows())
        receipts = ledger.events("receipts").select("receipt", "to_unit")
        by_lot = told(ledger, "receipts", "lot").join(receipts, left_on="record", right_on="receipt")
        received = by_lot.group_by("lot", "to_unit", maintain_order=True).agg("record")
        self.received = {(lot, unit): records for lot, unit, records in received.iter_rows()}
        self.claims = {
            table: dict(ledger.events(table).select(name, "claims").iter_rows())
            for table, name in (("shipments", "shipment"), ("receipts", "receipt"))
        }
        self.numbers, self.listing = self._numbers({record for _, record in self.lots})
        self.licences = self._by("licences", "licence")
        self.items = self._by("items", "licence", "item", "maker", "model")
        self.end_users = self._by("end_users", "licence", "unit", "name_as_written")
        self.conditions = self._by("conditions", "licence", "state", "rule")
        self.decisions = self._by("decisions", "name_as_written", "unit", "decision")
        self.edges = edges_up(ledger)
        self.relations = self._by("relations", "relation")
        self.excluded = set(excluded_states(ledger).iter_rows())

    def _by(self, table: str, key: str, *columns: str) -> dict[str, list[tuple[str, ...]]]:
        """The standing rows by a column: the claim, then the other columns."""
        found: dict[str, list[tuple[str, ...]]] = {}
        for one, *row in self.ledger.standing(table).select(key, "claim", *columns).iter_rows():
            found.setdefault(one, []).append(tuple(row))
        return found

    def _numbers(
        self, records: set[str]
    ) -> tuple[dict[tuple[str, str], list[tuple[str, ...]]], dict[tuple[str, ...], list[tuple[str, str]]]]:
        """The numbers that possessions list, and the shipments and receipts that list a number."""
        numbers: dict[tuple[str, str], list[tuple[str, ...]]] = {}
        listing: dict[tuple[str, ...], list[tuple[str, str]]] = {}
        for table in ("shipments", *WHOSE):
            for record, *key, _ in (
                listed_serials(self.ledger, table).select("record", *KEY, "sure").iter_rows()
            ):
                if record in records:
                    numbers.setdefault((table, record), []).append(tuple(key))
                if table in self.claims:
                    listing.setdefault(tuple(key), []).append((table, record))
        return numbers, listing

    def steps(self, verdict: Verdict) -> Iterator[Step]:
        yield Step("possession", "", verdict.record, verdict.claims)
        lots = self.lots.get((verdict.table, verdict.record), [])
        receipts = [record for lot in lots for record in self.received.get((lot, verdict.unit), ())]
        for record in dict.fromkeys(receipts):
            if record != verdict.record or verdict.table != "receipts":
                yield Step("acquisition", "", record, tuple(self.claims["receipts"][record]))
        for number in self.numbers.get((verdict.table, verdict.record), ()):
            for table, record in self.listing.get(number, ()):
                if (table, record) != (verdict.table, verdict.record):
                    yield Step("serial", "", record, tuple(self.claims[table][record]))
        for record in dict.fromkeys(record for lot in lots for record in self.shipments.get(lot, ())):
            if record not in verdict.missing:
                yield Step("shipment", "", record, tuple(self.claims["shipments"][record]))
        for licence in verdict.licences:
            yield from self._of_licence(verdict, licence)
        for record in verdict.missing:
            if record in self.claims["shipments"] and record not in verdict.licences:
                yield Step("without_licence", "", record, tuple(self.claims["shipments"][record]))

    def _of_licence(self, verdict: Verdict, licence: str) -> Iterator[Step]:
        """What was read of one licence; of its list every row, since a "no" needs them all."""
        rows = self.licences.get(licence, ())
        yield Step("licence", licence, licence, tuple(claim for (claim,) in rows))
        for claim, item, maker, model in self.items.get(licence, ()) if not verdict.linked else ():
            if maker in ("", verdict.maker) and model in ("", verdict.model):
                yield Step("item", licence, item, (claim,))
        named = set()
        for claim, unit, name in self.end_users.get(licence, ()):
            yield Step("end_user", licence, unit or name, (claim,))
            named.add(unit)
            for decided, whose, decision in self.decisions.get(name, ()) if name else ():
                named |= {whose} if decision == "same" else set()
                if whose == verdict.unit or decision == "same":
                    yield Step("decision", licence, name, (decided,))
        for path in paths_up(self.edges, verdict.unit):
            if path[-1].parent in named:
                yield from self._of_path(licence, path)
        for claim, state, rule in self.conditions.get(licence, ()):
            if (licence, verdict.state) in self.excluded and (rule == "only_state" or state == verdict.state):
                yield Step("condition", licence, state, (claim,))

    def _of_path(self, licence: str, path: tuple[Edge, ...]) -> Iterator[Step]:
        for edge in path:
            claims = tuple(claim for (claim,) in self.relations[edge.relation])
            yield Step("relation", licence, edge.relation, claims)
