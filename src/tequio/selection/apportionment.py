"""How many letters each stratum gets: exact shares, and their rounding to whole numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Shares:
    """The letters that each stratum should get, before rounding.

    Args:
        exact: one fraction a stratum; they sum to the number of letters.
        full: whether the stratum's share was cut to the most that it can take.
    """

    exact: tuple[Fraction, ...]
    full: tuple[bool, ...]


def share_letters(letters: int, weights: Sequence[int], most: Sequence[int]) -> Shares:
    """Shares letters in proportion to weights, none above its most.

    Whatever a stratum cannot take goes to the others, again in proportion to their weights, until
    no share lies above its most.

    Args:
        letters: at most the sum of `most`.
        weights: one positive whole number a stratum.
        most: the most letters of each stratum.
    """
    full = [False] * len(weights)
    left, weight = letters, sum(weights)
    while True:
        over = [s for s, w in enumerate(weights) if not full[s] and left * w > most[s] * weight]
        if not over:
            break
        for s in over:
            full[s] = True
        left -= sum(most[s] for s in over)
        weight -= sum(weights[s] for s in over)
    exact = (Fraction(most[s]) if full[s] else Fraction(left * w, weight) for s, w in enumerate(weights))
    return Shares(tuple(exact), tuple(full))


def round_shares(shares: Shares, weights: Sequence[int], offset: int) -> tuple[int, ...]:
    """Rounds shares up or down so that they add up and each is right on average.

    Systematic rounding: lay the shares end to end, cut at every whole number counted from a
    random start, and give each stratum the cuts that fall on it. With an `offset` drawn evenly
    from 0 … W-1, W the weight of the strata that are not full, the expected number of letters of
    each stratum is exactly its share; any run of neighbouring strata, such as all of one region,
    is also within one of its exact sum. (L. H. Cox, "A constructive procedure for unbiased
    controlled rounding", JASA 1987; W. G. Madow, "On the theory of systematic sampling", 1949.)

    Args:
        shares: from `share_letters`.
        weights: as given to it.
        offset: 0 to `open_weight(shares, weights)` - 1.
    """
    weight = open_weight(shares, weights)
    left = sum(share for share, full in zip(shares.exact, shares.full) if not full)
    letters, before, laid = [], 0, 0
    for share, full, own in zip(shares.exact, shares.full, weights):
        if full:
            letters.append(int(share))
            continue
        laid += own
        upto = (int(left) * laid + offset) // weight
        letters.append(upto - before)
        before = upto
    return tuple(letters)


def open_weight(shares: Shares, weights: Sequence[int]) -> int:
    """The weight of all strata that are not full; 1 if all are."""
    return sum(own for own, full in zip(weights, shares.full) if not full) or 1
