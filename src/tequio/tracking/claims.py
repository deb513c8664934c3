"""New claims for a ledger: their ids, the units that they name, the cells that they rest on."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from tequio.files import folded
from tequio.tracking.ledger import Ledger
from tequio.tracking.places import every_town_has, told_by_name
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


@dataclass(frozen=True)
class Place:
    """Where a unit is, as far as a row of a sheet says.

    Args:
        state: INEGI's code, or empty.
        town: INEGI's code of the municipality; or `?` and a text that leads to no code, which still
            tells this place from others; or empty.
    """

    state: str = ""
    town: str = ""

    @property
    def municipality(self) -> str:
        """The code of the municipality, empty where only a text is known."""
        return "" if self.town.startswith("?") else self.town


NOWHERE = Place()


class Units:
    """The units of a ledger by id, name and place, and those that an import adds.

    Args:
        ledger: as it stands.
        gathered: where new units go.
    """

    def __init__(self, ledger: Ledger, gathered: Gathered) -> None:
        self._gathered = gathered
        rows = ledger.standing("units")
        self.ids = set(rows["unit"].to_list())
        self._named: dict[str, dict[str, Place]] = defaultdict(dict)
        places: dict[str, Place] = {}
        for unit, state, town in rows.select("unit", "state", "municipality").iter_rows():
            known = places.get(unit, NOWHERE)
            places[unit] = Place(known.state or state or town[:2], known.town or town)
        for unit, name in rows.select("unit", "name").iter_rows():
            place = places[unit]
            state = place.state or told_by_name(name).get("state", "")
            self._named[folded(name)].setdefault(unit, Place(state, place.town))
        self._new: dict[tuple[str, Place], str] = {}
        self.known: set[str] = set()
        self.elsewhere: set[str] = set()

    @property
    def added(self) -> int:
        """How many units this import adds."""
        return len(self._new)

    def named(self, text: str, page: str, cell: tuple[int, str, str, str], place: Place = NOWHERE) -> str:
        """The id of a unit: as it stands if it is one, of the one with that name and place, or of a new one.

        A name that the ledger has elsewhere, or of which one side does not tell the state, makes a new
        unit (`elsewhere`): whether it is the same is a decision for matching, not for an import. So does
        a name that every town has, if the row does not tell where.

        Args:
            text: the name, or the id.
            page: where a new unit is cited.
            cell: what it rests on: row, letters of the column, heading, text as written.
            place: as the row says; what it leaves open is taken from the name, if that tells it.
        """
        if text in self.ids:
            return text
        told = told_by_name(text)
        if told.get("central") == "yes":
            place = NOWHERE  # a column beside it tells where the others are
        place = Place(place.state or place.municipality[:2] or told.get("state", ""), place.town)
        key = folded(text), place
        if key in self._new:
            return self._new[key]
        same = "" if place == NOWHERE and every_town_has(text) else self._met(*key)
        if same:
            self.known.add(same)
            return same
        where = {"state": place.state, "municipality": place.municipality}
        row = {"unit": self._gathered.ids.of("units"), "name": text, **told, **where}
        claim = self._gathered.add("units", row, page)
        self._gathered.cells.append((claim, *cell))
        self._new[key] = row["unit"]
        if self._named.get(key[0]):
            self.elsewhere.add(row["unit"])
        return row["unit"]

    def _met(self, name: str, place: Place) -> str:
        """The unit of the ledger with that name in that place; empty if there is none, or doubt.

        A municipality that only the ledger tells is no doubt where the state has one unit of that name;
        one that only the sheet tells is.
        """
        alike = self._named.get(name, {})
        here = [unit for unit, other in alike.items() if other.state == place.state]
        if not place.state:
            here = here if len(alike) == 1 else []
        exact = [unit for unit in here if alike[unit].town == place.town]
        found = here if not place.town else exact
        return found[0] if len(found) == 1 else ""
