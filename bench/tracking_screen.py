"""Screening 100,000 units over 500,000 dated relations: how fast, and the same as by hand?

`python bench/tracking_screen.py`; with `--units` and `--dates` smaller. CPU seconds of one core. By hand:
every path up from the unit, and up from every accused unit, as long as its relations possibly held
on one day; each hit is judged by the code of tests/tracking, which knows nothing of the search.
"""

import argparse
import datetime
import gc
import json
import random
import resource
import statistics
import sys
import time
from collections.abc import Iterator

from measure import ROOT

sys.path.insert(0, str(ROOT / "tests" / "tracking"))

from screen_by_hand import Row, beginning, end, hit, span

from tequio.tracking.ledger import ledger
from tequio.tracking.screen import screen, to_json
from tequio.tracking.structure import structure

FANOUT = 8  # how many units a unit commands at a time


def main() -> None:
    options = _options()
    chance = random.Random(options.seed)
    rows = invented(options.units, chance)
    made = ledger(rows)
    start = time.process_time()
    known = structure(made)
    prepared = time.process_time() - start
    gc.freeze()  # the invented rows stay for the check by hand; a real run has them not
    # half of the units asked about are any, half stand high up, where most hits are
    asked = [(_any(chance, options.units, high=n % 2 == 0), day(chance)) for n in range(options.dates)]
    seconds, counts, answers = [], [], []
    for unit, on in asked:
        start = time.process_time()
        found = screen(known, unit, on)
        seconds.append(time.process_time() - start)
        counts.append(len(found.hits))
        answers.append(_sorted(to_json([found])[0]["hits"]))
    hand = ByHand(rows)
    unlike = sum(
        answer != _sorted(hand.screened(unit, on)) for (unit, on), answer in zip(asked, answers, strict=True)
    )
    high, some = (statistics.quantiles(seconds[half::2], n=100) for half in (0, 1))
    print(
        json.dumps(
            {
                "units": options.units,
                "relations": len(rows["relations"]),
                "allegations": len(rows["allegations"]),
                "prepared": round(prepared, 2),
                "screenings": len(asked),
                "hits": sum(counts),
                "most hits": max(counts),
                "any unit, median ms": round(1e3 * some[49], 3),
                "any unit, 99 % ms": round(1e3 * some[98], 1),
                "high up, median ms": round(1e3 * high[49], 3),
                "high up, 99 % ms": round(1e3 * high[98], 1),
                "slowest ms": round(1e3 * max(seconds), 1),
                "memory MB": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3),
                "unlike by hand": unlike,
            },
            indent=1,
        )
    )
    sys.exit(1 if unlike else 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--dates", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def invented(units: int, chance: random.Random) -> dict[str, list[Row]]:
    """A tree whose units change superiors several times, with groups, doubts and dates of every kind."""
    return {
        "units": [_row(claim=f"C{n}", unit=f"U{n}", name=f"Unit {n}") for n in range(units)],
        "relations": [_relation(n, units, chance) for n in range(5 * units)],
        "allegations": [
            _row(
                claim=f"A{n}",
                allegation=f"A{n}",
                unit=f"U{chance.randrange(units)}",
                date=date(chance, 1990, 2024),
                violation="invented",
                status="accepted" if chance.random() < 0.9 else "conflict",
            )
            for n in range(units // 100)
        ],
    }


def _relation(number: int, units: int, chance: random.Random) -> Row:
    child = chance.randrange(1, units)
    parent = child // FANOUT + (0 if chance.random() < 0.3 else chance.randrange(-20, 20))
    year = chance.randint(1990, 2020)
    until = date(chance, *[year + chance.choice([1, 2, 3, 5, 8])] * 2)
    return _row(
        claim=f"R{number}",
        relation=f"N{number}",
        child=f"U{child}",
        parent=f"U{max(0, min(child - 1, parent))}",
        type="member_of" if chance.random() < 0.1 else "child_of",
        since=".." if chance.random() < 0.1 else date(chance, year, year),
        until=".." if chance.random() < 0.1 else until,
        status="accepted" if chance.random() < 0.95 else "conflict",
    )


def _row(**cells: str) -> Row:
    return {"status": "accepted", "source": "F1", "page": "1", **cells}


def day(chance: random.Random, first: int = 1990, last: int = 2024) -> str:
    return datetime.date(
        chance.randint(first, last), chance.randint(1, 12), chance.randint(1, 28)
    ).isoformat()


def date(chance: random.Random, first: int, last: int) -> str:
    """A day, a month, a year, or about a year."""
    whole = day(chance, first, last)
    return chance.choice([whole, whole, whole[:7], whole[:4], f"{whole[:4]}~"])


def _any(chance: random.Random, units: int, high: bool) -> str:
    return f"U{int(units ** chance.random()) - 1 if high else chance.randrange(units)}"


class ByHand:
    """Screens row by row."""

    def __init__(self, rows: dict[str, list[Row]]) -> None:
        self.above: dict[str, list[Row]] = {}
        self.groups: dict[str, list[Row]] = {}
        for row in rows["relations"]:
            kind = self.above if row["type"] == "child_of" else self.groups
            kind.setdefault(row["child"], []).append(row)
        self.accused: dict[str, list[Row]] = {}
        for row in rows["allegations"]:
            self.accused.setdefault(row["unit"], []).append(row)
        self.below: dict[str, list[tuple[list[str], list[Row]]]] = {}
        for unit in self.accused:
            for path, edges in self.walks([unit], [], (0, 4_000_000)):
                self.below.setdefault(path[-1], []).append((path[::-1], edges[::-1]))

    def walks(self, path: list[str], edges: list[Row], days: tuple[int, int]) -> Iterator:
        for row in self.above.get(path[-1], ()):
            first = max(days[0], beginning(row["since"]).first)
            last = min(days[1], end(row["until"]).last)
            if row["parent"] not in path and first <= last:
                longer = [*path, row["parent"]], [*edges, row]
                yield longer
                yield from self.walks(*longer, (first, last))

    def screened(self, unit: str, on: str) -> list[dict]:
        asked = span(on)
        paths = [
            ([unit], [], "own"),
            *((path, edges, "superior") for path, edges in self.walks([unit], [], (0, 4_000_000))),
            *((path, edges, "subordinate") for path, edges in self.below.get(unit, ())),
            *(([unit, row["parent"]], [row], "member") for row in self.groups.get(unit, ())),
        ]
        return [
            found
            for path, edges, relation in paths
            for one in self.accused.get(path[-1], ())
            for found in hit(one, path, edges, relation, (asked.first, asked.last))
        ]


def _sorted(hits: list[dict]) -> list[str]:
    return sorted(json.dumps(hit) for hit in hits)


if __name__ == "__main__":
    main()
