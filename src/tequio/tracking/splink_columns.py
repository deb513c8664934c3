"""Names and units as columns that Splink compares: our own reading of names, as whole numbers.

A word is its position in the register's vocabulary. A unit is the words of its kind and of its place,
its state and its numbers; a name is, for each of its words, the units' words that it may stand for.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import polars as pl

from tequio.tracking.blocking_keys import Keys
from tequio.tracking.names import NOUNS, Token, read
from tequio.tracking.register import Register
from tequio.tracking.repair import repaired
from tequio.tracking.resemblance import Costs, readings
from tequio.tracking.search import LOST, LOST_WORD, Search
from tequio.tracking.splink_settings import TOWN_SHARE

MARGIN = 1.0  # readings that cost so much more than the cheapest are none
MOST = 8  # readings of a word, at most
VALUES = 16  # readings of all numbers of a name, at most
WORDS_AT_ONCE = 2_000  # bounds the table of edit distances
LISTS = pl.List(pl.Int32)
SCHEMA: dict[str, pl.DataType | type[pl.DataType]] = {
    "unique_id": pl.Int64,
    "first": pl.Int32,
    "last": pl.Int32,
    "keys": pl.List(pl.Int64),
    # of a unit
    "owner": pl.Int64,
    "words": LISTS,
    "kind": LISTS,
    "place": LISTS,
    "state": pl.Int32,
    "number": pl.String,
    "pairs": pl.List(pl.String),
    "town": pl.Int32,
    # of a name
    "told": pl.List(LISTS),
    "damaged": pl.List(LISTS),
    "may": LISTS,
    "best": LISTS,
    "states": LISTS,
    "numbers": pl.List(pl.String),
    "counts": pl.List(pl.String),
}

OF_NAME = (
    "unique_id",
    "first",
    "last",
    "keys",
    "told",
    "damaged",
    "may",
    "best",
    "states",
    "number",
    "numbers",
    "counts",
)


class Readings:
    """The readings of words in a register, each found once.

    Args:
        register: of units.
    """

    def __init__(self, register: Register) -> None:
        self.vocabulary = register.vocabulary
        self.known = frozenset(register.vocabulary.words)
        self.costs: dict[tuple[str, bool], Costs] = {}

    def read(self, names: Sequence[str]) -> list[tuple[Token, ...]]:
        """The tokens of names; the costs of their words are in `costs` afterwards."""
        tokens = [repaired(read(name), self.known) for name in names]
        strange: dict[tuple[str, bool], Token] = {}
        for each in tokens:
            for token in each:
                key = (token.state or token.text, token.dotted)
                if not token.numbers and key not in self.costs:
                    strange.setdefault(key, token)
        wanted = [strange[key] for key in sorted(strange)]
        for start in range(0, len(wanted), WORDS_AT_ONCE):
            self.costs.update(readings(wanted[start : start + WORDS_AT_ONCE], self.vocabulary))
        return tokens


def unit_frame(register: Register, keys: Keys, days: tuple[Sequence[int], Sequence[int]]) -> pl.DataFrame:
    """The units of a register, by their position in it.

    Args:
        register: of units.
        keys: of the register.
        days: the first and the last on which each unit possibly existed.
    """
    index, at = register.index, register.vocabulary.positions
    kinds = [sorted({at[word] for word in kind}) for kind in register.kinds]
    places = [sorted({at[word] for word in place} - keys.states) for place in register.places]
    states = [next(iter(sorted({at[w] for w in place} & keys.states)), None) for place in register.places]
    towns = {words: number for number, words in enumerate(sorted(set(map(tuple, places))))}
    town = [towns[tuple(words)] for words in places]
    numbers = [_number([value for value, _ in each]) for each in register.counted]
    pairs = [_pairs(each) for each in register.counted]
    of_place = pl.DataFrame(
        {"place": places, "state": states, "town": town},
        schema={name: SCHEMA[name] for name in ("place", "state", "town")},
    )
    of_kind = pl.DataFrame({"kind": kinds}, schema={"kind": LISTS})
    of_number = pl.DataFrame(
        {"number": numbers, "pairs": pairs}, schema={"number": pl.String, "pairs": SCHEMA["pairs"]}
    )
    frame = pl.concat(
        [
            pl.DataFrame(
                {
                    "unique_id": np.arange(len(register.units)),
                    "owner": index.owner,
                    "first": days[0],
                    "last": days[1],
                }
            ),
            of_kind[index.kind],
            of_place[index.place],
            of_number[index.number],
        ],
        how="horizontal",
    )
    unit, key = keys.unit_keys
    asked = pl.DataFrame({"unique_id": unit, "keys": key}).group_by("unique_id").agg(pl.col("keys").sort())
    frame = frame.with_columns(
        pl.concat_list("kind", "place", pl.concat_list("state").list.drop_nulls()).alias("words"),
    ).join(asked, on="unique_id", how="left", maintain_order="left")
    return _shaped(frame.with_columns(pl.col("keys").fill_null([])))


def town_frame(units: pl.DataFrame) -> pl.DataFrame:
    """How frequent each place is, about u of the level at which it is found, the median place neutral.

    Args:
        units: as `unit_frame` makes them.

    Returns:
        town, and tf_town: Splink divides u by it.
    """
    counts = units.group_by("town").len("units").sort("town")
    share = TOWN_SHARE * pl.col("units") / pl.col("units").median()
    return counts.select("town", share.cast(pl.Float64).alias("tf_town"))


def name_frame(searches: Iterable[Search], keys: Keys, days: Sequence[tuple[int, int]]) -> pl.DataFrame:
    """Names, numbered from 0.

    Args:
        searches: of each name.
        keys: of the register.
        days: the first and the last for which the date of each name may stand.
    """
    columns: dict[str, list[object]] = {name: [] for name in OF_NAME}
    for number, (search, span) in enumerate(zip(searches, days, strict=True)):
        row = {"unique_id": number, "first": span[0], "last": span[1], **_row(search, keys)}
        for name, column in columns.items():
            column.append(row[name])
    return _shaped(pl.DataFrame(columns, schema={name: SCHEMA[name] for name in OF_NAME}))


def _row(search: Search, keys: Keys) -> dict[str, object]:
    """The columns of one name."""
    told, damaged, best = [], [], set()
    words: list[dict[int, float]] = []
    for (at, cost), lost in zip(search.readings, search.lost.tolist(), strict=True):
        near = _nearest(at.tolist(), cost.tolist())
        near |= {keys.twins[word]: each for word, each in near.items() if word in keys.twins}
        words.append(near)
        if near:
            least = min(near.values())
            best |= {word for word, each in near.items() if each == least}
        if lost >= LOST_WORD:
            told.append(sorted(near))
        elif lost >= LOST[3]:
            damaged.append(sorted(near))
    may = sorted({word for near in words for word in near})
    numbers = sorted(search.values)[:VALUES]
    return {
        "keys": keys.of_name(words, numbers),
        "told": told,
        "damaged": damaged,
        "may": may,
        "best": sorted(best),
        "states": [word for word in may if word in keys.states],
        "number": _number([values[0][0] for values, _ in search.numbers]),
        "numbers": [_number(values) for values in numbers],
        "counts": sorted(
            {
                f"{value}:{noun}"
                for values, nouns in search.numbers
                for value, _ in values
                for noun in (nouns or NOUNS)
            }
        )
        if len(search.numbers) > 1
        else [],
    }


def _nearest(at: Sequence[int], costs: Sequence[float]) -> dict[int, float]:
    """The cheapest readings of a word."""
    if not at:
        return {}
    limit = min(costs) + MARGIN
    near = sorted((cost, word) for word, cost in zip(at, costs, strict=True) if cost <= limit)
    return {word: cost for cost, word in near[:MOST]}


def _number(values: Sequence[int]) -> str:
    return ",".join(map(str, sorted(values)))


def _pairs(counted: Sequence[tuple[int, str]]) -> list[str]:
    """What each of several numbers counts; a single one counts what the kind says."""
    return sorted({f"{value}:{noun}" for value, noun in counted if noun}) if len(counted) > 1 else []


def _shaped(frame: pl.DataFrame) -> pl.DataFrame:
    """All columns, in order; those that the rows do not have are empty."""
    missing = [pl.lit(None, dtype).alias(name) for name, dtype in SCHEMA.items() if name not in frame.columns]
    return frame.with_columns(missing).select(pl.col(name).cast(dtype) for name, dtype in SCHEMA.items())
