"""What the pages of a site are about: an edition's answers, and its claims with their citations."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import quote

from tequio.tracking.agree import screened
from tequio.tracking.coarse import coarse
from tequio.tracking.coarse import to_json as coarse_json
from tequio.tracking.contested import contested, contested_by_state
from tequio.tracking.ledger import Ledger
from tequio.tracking.named import Named, Verdict, breaches_to_json, by_state, named
from tequio.tracking.named import to_json as named_json
from tequio.tracking.naming import Edge, edges_up
from tequio.tracking.possessions import possessions
from tequio.tracking.reconcile import reconcile
from tequio.tracking.reconcile import to_json as gaps_json
from tequio.tracking.redact import Edition
from tequio.tracking.schema import STATES_OF_THE_BRIEF, SURE, TABLES
from tequio.tracking.screen import Screening, screen
from tequio.tracking.screen import to_json as screen_json
from tequio.tracking.smallest import Gap
from tequio.tracking.structure import structure
from tequio.tracking.totals import never_add

Row = dict[str, Any]
FORMAT = "tequio-site/1"


@dataclass(frozen=True)
class Citation:
    """Where a claim stands: its source's title and the place in it; `contested` if it is not accepted."""

    claim: str
    source: str
    title: str
    page: str
    contested: bool


def file_name(name: str) -> str:
    """An id as the name of a file, whatever signs it has."""
    return quote(name, safe="").replace("%", "=")


class Facts:
    """An edition and what is computed from it, each once.

    Args:
        edition: the ledger at a level.
    """

    def __init__(self, edition: Edition) -> None:
        self.edition = edition
        self.ledger: Ledger = edition.ledger
        self._events: dict[str, dict[str, Row]] = {}
        self._indexed: dict[tuple[str, str], dict[str, list[Row]]] = {}

    @cached_property
    def named(self) -> Named:
        """The verdicts and breaches."""
        return named(self.ledger)

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """The gaps."""
        return reconcile(self.ledger)

    @cached_property
    def screenings(self) -> dict[str, Screening]:
        """For each unit with a possession or an allegation its screening, until the last day."""
        known = structure(self.ledger)
        return {
            unit: screen(known, unit, on)
            for unit, on in screened(self.ledger, self.named, self.edition.last_day).items()
            if known.number(unit) is not None
        }

    @cached_property
    def states(self) -> tuple[str, ...]:
        """The five states of the brief, then others with a possession; the empty text for none or grouped.

        Where some are grouped, a state of which none is shown apart is not among them: it may have some,
        and a zero would deny that (see `unshown`).
        """
        found = set(self.named.table["state"].to_list())
        return (
            *(one for one in STATES_OF_THE_BRIEF if one not in self.unshown),
            *sorted(found - set(STATES_OF_THE_BRIEF), key=lambda one: (not one, one)),
        )

    @cached_property
    def unshown(self) -> tuple[str, ...]:
        """States of the brief of which the public cannot see whether possessions stand under other states."""
        found = set(self.named.table["state"].to_list())
        if self.edition.level != "public" or "" not in found:
            return ()
        return tuple(one for one in STATES_OF_THE_BRIEF if one not in found)

    @property
    def grouped_places(self) -> bool:
        """Whether the public sees possessions without their state."""
        return self.edition.level == "public" and "" in self.named.table["state"].to_list()

    @cached_property
    def by_state(self) -> dict[str, dict[str, int]]:
        """How many possessions of each state have each verdict."""
        return by_state(self.named, self.states)

    @cached_property
    def contested(self) -> frozenset[tuple[str, str]]:
        """The possessions that only contested claims tell of, by table and record."""
        return contested(self.ledger)

    @cached_property
    def contested_by_state(self) -> dict[tuple[str, str], int]:
        """How many possessions of each state and verdict only contested claims tell of."""
        return contested_by_state(self.named, self.contested)

    @cached_property
    def replies(self) -> dict[str, list[Row]]:
        """What each unit was asked and answered."""
        return self.rows_by("replies", "unit")

    @cached_property
    def lots(self) -> dict[tuple[str, str], set[str]]:
        """The lots to which each possession belongs, by table and record."""
        found = possessions(self.ledger)
        rows = found.lots.join(found.rows.select("at", "table", "record"), on="at")
        lots: dict[tuple[str, str], set[str]] = {}
        for table, record, lot in rows.select("table", "record", "lot").iter_rows():
            lots.setdefault((table, record), set()).add(lot)
        return lots

    @cached_property
    def above(self) -> dict[str, list[Edge]]:
        """The relations to superiors, by unit."""
        return dict(edges_up(self.ledger))

    @cached_property
    def claims(self) -> dict[str, tuple[str, Row]]:
        """Every claim of the edition, with its table."""
        return {
            row["claim"]: (name, row)
            for name in TABLES
            if name != "sources"
            for row in self.ledger.tables[name].iter_rows(named=True)
        }

    @cached_property
    def sources(self) -> dict[str, Row]:
        """Every source by its id."""
        return {row["source"]: row for row in self.ledger.tables["sources"].iter_rows(named=True)}

    @cached_property
    def units(self) -> dict[str, list[Row]]:
        """The standing rows of each unit, and of units that are screened though no row of them stands."""
        return {**{unit: [] for unit in self.screenings}, **self.rows_by("units", "unit")}

    @cached_property
    def of_events(self) -> dict[str, tuple[str, ...]]:
        """The claims of each event and total, by its id."""
        found: dict[str, tuple[str, ...]] = {}
        for name, kind in TABLES.items():
            if kind.event:
                for event, claims in self.ledger.events(name).select(kind.id, "claims").iter_rows():
                    found[event] = (*found.get(event, ()), *claims)
        return found

    def rows_by(self, table: str, column: str) -> dict[str, list[Row]]:
        """The standing rows of a table by what a column says."""
        key = (table, column)
        if key not in self._indexed:
            rows: dict[str, list[Row]] = {}
            for row in self.ledger.standing(table).iter_rows(named=True):
                rows.setdefault(row[column], []).append(row)
            self._indexed[key] = rows
        return self._indexed[key]

    def event(self, table: str, record: str) -> Row:
        """An event as its accounts together tell it."""
        if table not in self._events:
            rows = self.ledger.events(table).iter_rows(named=True)
            self._events[table] = {row[TABLES[table].id]: row for row in rows}
        return self._events[table][record]

    def cited(self, claims: Iterable[str]) -> list[Citation]:
        """The citations of claims, each claim once."""
        found = []
        for claim in dict.fromkeys(claims):
            _, row = self.claims[claim]
            title = self.sources.get(row["source"], {}).get("title", "")
            found.append(
                Citation(claim, row["source"], title or row["source"], row["page"], row["status"] != SURE)
            )
        return found

    def json(self, title: dict[str, str], digest: str) -> dict[str, Any]:
        """What `site.json` holds: all that the pages say, in the shapes of the questions' own files."""
        return {
            "format": FORMAT,
            "level": self.edition.level,
            "made_on": self.edition.made_on.isoformat(),
            "title": title,
            "ledger": {"file": "ledger.zip", "sha256": digest},
            "named": named_json(self.named),
            "breaches": breaches_to_json(self.named),
            "reconcile": gaps_json(self.gaps),
            "never_add": never_add(self.ledger),
            "coarse": coarse_json(coarse(self.ledger)),
            "screen": screen_json(list(self.screenings.values())),
            "by_state": self.by_state,
        }

    def verdicts_of(self, state: str) -> Sequence[Verdict]:
        """The verdicts of one state."""
        return [one for one in self.named.verdicts if one.state == state]
