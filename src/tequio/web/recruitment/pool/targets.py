"""From the shares that a population has to the least and most members of a panel."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tequio.files import csv_bytes
from tequio.web.recruitment.pool.faults import TargetsApart
from tequio.web.recruitment.pool.quota_rows import Row

COLUMNS = ("feature", "value", "share")
NEAR = Fraction(1, 100)  # by which rounded shares of a feature may miss one


@dataclass(frozen=True)
class Target:
    """The share of a population that has one value of a feature, exactly as it was written."""

    feature: str
    value: str
    share: Fraction


def rounded(targets: Sequence[Target], size: int, room: int, flex: int | None) -> list[Row]:
    """Quotas around the shares: the members of a share rounded down and up, with `room` on either side.

    Shares that miss one by rounding are brought to one first, so that the mins of a feature never
    add up to more than the panel, and its maxes never to less.

    Args:
        targets: of all features.
        size: members of the panel.
        room: members by which min is lower and max higher.
        flex: members by which a bound may give way further; `None`: not said.

    Raises:
        TargetsApart: the shares of a feature miss one by more than a hundredth.
    """
    totals = _totals(targets)
    rows = []
    for target in targets:
        members = target.share / totals[target.feature] * size
        least = max(0, math.floor(members) - room)
        most = min(size, math.ceil(members) + room)
        rows.append(
            {
                "feature": target.feature,
                "value": target.value,
                "target": float(target.share),
                "min": least,
                "max": most,
                "min_flex": None if flex is None else max(0, least - flex),
                "max_flex": None if flex is None else min(size, most + flex),
            }
        )
    return rows


def _totals(targets: Sequence[Target]) -> Mapping[str, Fraction]:
    totals: dict[str, Fraction] = {}
    for target in targets:
        totals[target.feature] = totals.get(target.feature, Fraction(0)) + target.share
    for feature, total in totals.items():
        if abs(total - 1) > NEAR:
            raise TargetsApart(feature, float(total))
    return totals


def targets_csv(targets: Sequence[Target]) -> bytes:
    """The targets as they are published: a share is a decimal with six places."""
    return csv_bytes(COLUMNS, ([one.feature, one.value, f"{float(one.share):.6f}"] for one in targets))
