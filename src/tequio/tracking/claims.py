"""New claims for a ledger: their ids, the units that they name, the cells that they rest on."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tequio.files import folded
from tequio.tracking.ledger import Ledger
from tequio.tracking.places import told_by_name
from tequio.tracking.schema import TABLES

CLAIM = "C"


class NewIds:
    """Ids that go on after the largest of a ledger: `C000812`, `R000044`.

    Args:
        ledger: as it stands.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._last: dict[str, int] = {}

    def claim(self) -> str:
        """The id of the next claim."""
        if CLAIM not in self._last:
            tables = [
                rows["claim"].to_list() for name, rows in self._ledger.tables.items() if name != "sources"
            ]
            self._last[CLAIM] = _largest(CLAIM, (each for rows in tables for each in rows))
        return self._next(CLAIM)

    def of(self, table: str) -> str:
        """The id of the next thing or event of a table."""
        kind = TABLES[table]
        if kind.letter not in self._last:
            self._last[kind.letter] = _largest(kind.letter, self._ledger.tables[table][kind.id].to_list())
        return self._next(kind.letter)

    def _next(self, letter: str) -> str:
        self._last[letter] += 1
        return f"{letter}{self._last[letter]:06}"


def _largest(letter: str, ids: Iterable[str]) -> int:
    pattern = re.compile(rf"{letter}(\d{{1,15}})")
    return max((int(found[1]) for each in ids if (found := pattern.fullmatch(each))), default=0)


@dataclass
class Gathered:
    """Claims on their way into a ledger.

    Args:
        source: the id of their source.
        status: of every one of them.
        ids: where new ids come from.
        claims: by table, each a mapping of columns to texts.
        cells: for each claim the cells that it rests on: (claim, row, letters of the column, heading,
            text as written).
    """

    source: str
    status: str
    ids: NewIds
    claims: dict[str, list[dict[str, str]]] = field(default_factory=lambda: defaultdict(list))
    cells: list[tuple[str, int, str, str, str]] = field(default_factory=list)

    def add(self, table: str, row: Mapping[str, str], page: str) -> str:
        """Adds a claim, with a new id for what it tells of and the common status unless it has its own.

        Returns the claim's id.
        """
        claim, id_ = self.ids.claim(), TABLES[table].id
        told = dict(row)
        if not told.get(id_):
            told[id_] = self.ids.of(table)
        cited = {
            "claim": claim,
            "source": self.source,
            "page": page,
            "status": told.get("status") or self.status,
        }
        self.claims[table].append({**told, **cited})
        return claim


class Units:
    """The units of a ledger by id and by name, and those that an import adds.

    Args:
        ledger: as it stands.
        gathered: where new units go.
    """

    def __init__(self, ledger: Ledger, gathered: Gathered) -> None:
        self._gathered = gathered
        rows = ledger.standing("units")
        self.ids = set(rows["unit"].to_list())
        self._named: dict[str, list[str]] = defaultdict(list)
        for unit, name in rows.select("unit", "name").unique(maintain_order=True).iter_rows():
            if unit not in self._named[folded(name)]:
                self._named[folded(name)].append(unit)
        self._new: dict[str, str] = {}
        self.known: set[str] = set()

    @property
    def added(self) -> int:
        """How many units this import adds."""
        return len(self._new)

    def named(self, text: str, page: str, cell: tuple[int, str, str, str]) -> str:
        """The id of a unit: as it stands if it is one, of the only unit with that name, or of a new one.

        A name that two units of the ledger have makes a third: which of them is meant is a decision
        for matching, not for an import.

        Args:
            text: the name, or the id.
            page: where a new unit is cited.
            cell: what it rests on: row, letters of the column, heading, text as written.
        """
        if text in self.ids:
            return text
        key = folded(text)
        if key in self._new:
            return self._new[key]
        same = self._named.get(key, [])
        if len(same) == 1:
            self.known.add(same[0])
            return same[0]
        row = {"unit": self._gathered.ids.of("units"), "name": text, **told_by_name(text)}
        claim = self._gathered.add("units", row, page)
        self._gathered.cells.append((claim, *cell))
        self._new[key] = row["unit"]
        return row["unit"]
