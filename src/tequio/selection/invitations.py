"""The first lottery: whom to invite."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import polars as pl
import rfc8785
from numpy.typing import NDArray

from tequio.faults import Fault
from tequio.selection.apportionment import Shares, open_weight, round_shares, share_letters
from tequio.selection.frame_ids import check_ids, numbers_of
from tequio.selection.frames import Frame, table_faults
from tequio.selection.response_rates import Rates
from tequio.selection.strata import Strata, stratify

PLAN_FORMAT = "tequio-letters/1"
# Weights of strata with response rates are whole numbers: rows times this, divided by the rate.
RATE_SCALE = 10**9


@dataclass(eq=False)
class LettersNone(Fault):
    """Less than one letter was asked for."""

    letters: int


@dataclass(eq=False)
class LettersTooMany(Fault):
    """More letters than rows, or than households, that may get one."""

    letters: int
    available: int


@dataclass(eq=False)
class EarlierUnlike(Fault):
    """An earlier invitation came from another frame, and no column of ids links the two."""

    folder: str


@dataclass(frozen=True)
class Plan:
    """All that has to be fixed, and announced, before the randomness is known.

    Args:
        frame: SHA-256 of the frame's bytes.
        encoding: of the frame; `""` for Parquet.
        letters: how many, N.
        stratify: the columns whose combinations are the strata; may be empty.
        allow_empty: whether an empty cell in these columns is a value like others.
        household: columns that name a household; at most one letter each. Empty: no such rule.
        id: a column that tells the rows apart, or `""`.
        rates: response rates, or `None` for letters in proportion to the population.
        earlier: SHA-256 of each earlier `invitation.json` whose rows are not invited again.
    """

    frame: str
    encoding: str
    letters: int
    stratify: tuple[str, ...] = ()
    allow_empty: bool = False
    household: tuple[str, ...] = ()
    id: str = ""
    rates: Rates | None = None
    earlier: tuple[str, ...] = ()

    def document(self) -> dict[str, object]:
        """The plan as `plan.json` holds it."""
        rates = self.rates
        table = rates and {
            "columns": list(rates.columns),
            "table": [{"values": list(values), "rate": str(rate)} for values, rate in rates.table],
        }
        return {
            "format": PLAN_FORMAT,
            "frame": {"sha256": self.frame, "encoding": self.encoding},
            "letters": self.letters,
            "stratify": list(self.stratify),
            "allow_empty": self.allow_empty,
            "household": list(self.household),
            "id": self.id,
            "rates": table,
            "earlier": list(self.earlier),
        }

    def bytes(self) -> bytes:
        """The bytes of `plan.json`: canonical JSON and a line feed."""
        return rfc8785.dumps(self.document()) + b"\n"  # type: ignore[arg-type]

    @property
    def root(self) -> str:
        """SHA-256 of the plan's bytes: what is announced beforehand."""
        return hashlib.sha256(self.bytes()).hexdigest()


@dataclass(frozen=True)
class Earlier:
    """The rows of an earlier invitation.

    Args:
        folder: where it lies.
        sha256: of its `invitation.json`.
        frame: SHA-256 of the frame it came from.
        rows: numbers of the rows in that frame, from 1.
        ids: their ids by the column of the present plan; `None` if the earlier letters lack it.
    """

    folder: str
    sha256: str
    frame: str
    rows: NDArray[np.int64]
    ids: tuple[str, ...] | None


@dataclass(frozen=True)
class Ground:
    """What the plan says about this frame, before any randomness.

    Args:
        strata: who is in which stratum.
        rates: one a stratum, or `None`.
        open: for each row of the frame, whether it may get a letter.
        available: how many such rows each stratum has.
        weights: of the strata, whole numbers to which letters are proportional.
        shares: letters a stratum before rounding, without regard to households.
        households: a number for each row's household, 0 for none; `None` without the rule.
        unused_rates: values that have a rate and do not occur.
    """

    strata: Strata
    rates: tuple[Fraction, ...] | None
    open: NDArray[np.bool_]
    available: tuple[int, ...]
    weights: tuple[int, ...]
    shares: Shares
    households: NDArray[np.uint64] | None
    unused_rates: tuple[tuple[str, ...], ...]

    @property
    def lonely(self) -> bool:
        """Whether there is a household rule, and nobody shares a household with anybody."""
        if self.households is None:
            return False
        homes = np.sort(self.households[self.households != 0])
        return not bool((homes[1:] == homes[:-1]).any())


@dataclass(frozen=True)
class Invitation:
    """Who gets a letter.

    Args:
        plan: as announced.
        source: the public randomness, one line of text.
        signature: of the pulse, where the randomness is drand's; else `""`.
        ground: the strata and their shares.
        letters: one count a stratum; they sum to the plan's letters.
        rows: positions of the rows that get a letter, from 0, ascending.
        passed_over: how often a row was passed over because its household had a letter.
        rounds: how often letters were shared out; more than 1 only where a stratum ran out of households.
    """

    plan: Plan
    source: str
    signature: str
    ground: Ground
    letters: tuple[int, ...]
    rows: NDArray[np.int64]
    passed_over: int
    rounds: int

    @property
    def expected(self) -> tuple[Fraction, ...] | None:
        """Expected responses a stratum, where there are rates."""
        rates = self.ground.rates
        return rates and tuple(rate * count for rate, count in zip(rates, self.letters))


class Numbers:
    """Even random whole numbers from public randomness: SHA-256 in counter mode, with rejection.

    Number i of a place comes from SHA-256 of `tequio-invite/1⏎ROOT⏎SOURCE⏎PLACE⏎i⏎`.
    """

    def __init__(self, root: str, source: str, place: str) -> None:
        self._start = hashlib.sha256(f"tequio-invite/1\n{root}\n{source}\n{place}\n".encode())
        self._next = 0

    def below(self, n: int) -> int:
        """The next number, evenly from 0 to n - 1; n at most 2^256."""
        bound = (1 << 256) - (1 << 256) % n
        while True:
            digest = self._start.copy()
            digest.update(b"%d\n" % self._next)
            self._next += 1
            value = int.from_bytes(digest.digest(), "big")
            if value < bound:
                return value % n


def mixed(n: int, numbers: Numbers) -> Iterator[int]:
    """0 … n - 1 in random order, one number drawn for each that is asked for.

    All stand in a line; take the one at a random place, put the last one there, shorten the line
    (Fisher and Yates, in Durstenfeld's form). Only the places that changed are kept.
    """
    moved: dict[int, int] = {}
    for last in range(n - 1, -1, -1):
        place = numbers.below(last + 1)
        yield moved.get(place, place)
        moved[place] = moved.pop(last, last)


def lay_ground(frame: Frame, plan: Plan, earlier: tuple[Earlier, ...] = ()) -> Ground:
    """Sorts the frame's rows into strata and shares the letters; needs no randomness.

    Raises:
        LettersNone, LettersTooMany, IdRepeated, EarlierUnlike, RateMissing: as they say. Also all
            that `stratify` raises.
    """
    if plan.letters < 1:
        raise LettersNone(plan.letters)
    strata = stratify(frame, plan.stratify, plan.allow_empty)
    n = len(strata.stratum)
    if plan.id:
        check_ids(frame, plan.id)
    is_open = np.ones(n, dtype=bool)
    for wave in earlier:
        is_open[_invited(frame, plan, wave)] = False
    households = numbers_of(frame, plan.household) if plan.household else None
    if households is not None and earlier:
        is_open &= ~_among(households, np.sort(households[~is_open & (households != 0)]))
    if plan.letters > (most := _most(is_open, households)):
        raise LettersTooMany(plan.letters, most)
    available = np.bincount(strata.stratum[is_open], minlength=len(strata.values)).tolist()
    rates = plan.rates.by_stratum(strata) if plan.rates else None
    weights = _weights(strata, rates)
    return Ground(
        strata=strata,
        rates=rates,
        open=is_open,
        available=tuple(available),
        weights=weights,
        shares=share_letters(plan.letters, weights, available),
        households=households,
        unused_rates=plan.rates.unused(strata) if plan.rates else (),
    )


def draw_letters(ground: Ground, plan: Plan, source: str, signature: str = "") -> Invitation:
    """Draws who gets a letter.

    Each stratum gets its share, rounded by `round_shares`, and takes as many of its rows in mixed
    order. Under the household rule a row whose household has a letter is passed over; if a stratum
    runs out, what it could not take is shared among those that go on.

    Args:
        ground: from `lay_ground`.
        plan: the same as there.
        source: the public randomness, as docs/spec/draw.md, section 5, writes it.
        signature: of the pulse, if it is drand's; kept so that others can check it.
    """
    root, taken = plan.root, set[int]()
    lists = _lists(ground)
    lines = [mixed(len(rows), Numbers(root, source, f"stratum {s}")) for s, rows in enumerate(lists, 1)]
    unseen, letters = [len(rows) for rows in lists], [0] * len(lists)
    chosen: list[int] = []
    rounds = passed = 0
    while (missing := plan.letters - len(chosen)) > 0:
        rounds += 1
        # A household without a letter has all its rows unseen, so that `missing` never exceeds their sum.
        shares = share_letters(missing, ground.weights, unseen)
        offset = Numbers(root, source, f"shares {rounds}").below(open_weight(shares, ground.weights))
        for s, count in enumerate(round_shares(shares, ground.weights, offset)):
            found, seen = _take(lists[s], lines[s], count, ground.households, taken)
            chosen += found
            letters[s] += len(found)
            unseen[s] -= seen
            passed += seen - len(found)
    rows = np.sort(np.array(chosen, dtype=np.int64))
    return Invitation(plan, source, signature, ground, tuple(letters), rows, passed, rounds)


def _take(
    rows: NDArray[np.int64],
    line: Iterator[int],
    count: int,
    households: NDArray[np.uint64] | None,
    taken: set[int],
) -> tuple[list[int], int]:
    """The next `count` rows of a stratum's line whose household has no letter, and how many were seen."""
    found: list[int] = []
    seen = 0
    while len(found) < count:
        place = next(line, None)
        if place is None:
            break
        seen += 1
        row = int(rows[place])
        home = 0 if households is None else int(households[row])
        if home in taken:
            continue
        if home:
            taken.add(home)
        found.append(row)
    return found, seen


def _lists(ground: Ground) -> list[NDArray[np.int64]]:
    """For each stratum its open rows, in the order of the frame."""
    rows = np.flatnonzero(ground.open)
    stratum = ground.strata.stratum[rows]
    # Sixteen bits are sorted three times as fast.
    narrow = stratum.astype(np.int16) if len(ground.available) < 1 << 15 else stratum
    ordered = rows[np.argsort(narrow, kind="stable")]
    return np.split(ordered, np.cumsum(ground.available)[:-1])


def _among(numbers: NDArray[np.uint64], some: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which of the numbers are among some others, which are sorted."""
    if len(some) == 0:
        return np.zeros(len(numbers), dtype=bool)
    at = np.searchsorted(some, numbers)
    found: NDArray[np.bool_] = some[np.minimum(at, len(some) - 1)] == numbers
    return found


def _most(is_open: NDArray[np.bool_], households: NDArray[np.uint64] | None) -> int:
    """The most letters that can be sent: one a household, or one a row without a household."""
    if households is None:
        return int(is_open.sum())
    # Sorting tells ten million households apart ten times as fast as np.unique.
    homes = np.sort(households[is_open])
    loose = int(np.searchsorted(homes, np.uint64(0), side="right"))
    named = homes[loose:]
    return loose + int((named[1:] != named[:-1]).sum()) + (1 if len(named) else 0)


def _weights(strata: Strata, rates: tuple[Fraction, ...] | None) -> tuple[int, ...]:
    rows = strata.rows.tolist()
    if rates is None:
        return tuple(rows)
    return tuple(n * RATE_SCALE * rate.denominator // rate.numerator for n, rate in zip(rows, rates))


def _invited(frame: Frame, plan: Plan, wave: Earlier) -> NDArray[np.int64]:
    """Positions in the frame of those whom an earlier wave invited."""
    if wave.frame == plan.frame:
        return wave.rows - 1
    if not plan.id or wave.ids is None:
        raise EarlierUnlike(wave.folder)
    wanted = pl.Series(wave.ids, dtype=pl.String)
    known = pl.col(plan.id).cast(pl.String).is_in(wanted.implode())
    with table_faults(frame):
        found = frame.scan().select(known.fill_null(False).alias("known")).collect(engine="streaming")
    return np.flatnonzero(found["known"].to_numpy())
