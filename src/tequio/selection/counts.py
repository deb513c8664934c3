"""What the published draw says of the quotas: how many members there are, or only that they are met."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from tequio.record import commitments


def counts(lottery: dict[str, Any], panels: dict[str, Any], members: Sequence[str]) -> list[dict[str, Any]]:
    """`counts` of `public/draw.json`, in the order of the quotas.

    Of a replacement they hold no number: counts of the few who come are their features, and even
    those of the whole panel would tell, by what they differ from the draw before, who left and came.

    Args:
        lottery: `public/lottery.json`.
        panels: `private/panels.json`, for a replacement with `seated`.
        members: pseudonyms of those drawn.
    """
    values = dict(zip(panels["pseudonyms"], panels["people"]))
    drawn = Counter(
        (feature, panels["values"][place][values[name][place]])
        for name in members
        for place, feature in enumerate(panels["features"])
    )
    here = [drawn[row["feature"], row["value"]] for row in lottery["quotas"]]
    if not lottery.get("replaces"):
        return [{**row, "count": count} for row, count in zip(lottery["quotas"], here)]
    whole = zip(lottery["quotas"], here, panels["seated"]["counts"])
    return [{**row, "met": row["min"] <= come + stay <= row["max"]} for row, come, stay in whole]


def seated_holds(lottery: dict[str, Any], panels: dict[str, Any]) -> bool:
    """Whether the private count of members who stay is the one that was committed to; true without one."""
    replaces = lottery.get("replaces")
    if not replaces:
        return True
    seated = panels["seated"]
    return bool(commitments.seated(seated["salt"], seated["counts"]).hex() == replaces["seated"])
