"""What the records of each lot leave unexplained, in words."""

from collections.abc import Iterator

from tequio.tracking.flows import Flow, Interval
from tequio.words import Words

LOTS = 200
"""So many are told one by one."""


def interval(one: Interval, words: Words) -> str:
    """A number between two ends, either of which may not be known."""
    if one.least is None and one.most is None:
        return words("an unknown number")
    if one.most is None:
        return words("at least {least}", least=words.number(one.least or 0))
    if one.least is None:
        return words("at most {most}", most=words.number(one.most))
    if one.least == one.most:
        return words.number(one.least)
    return words("{least} to {most}", least=words.number(one.least), most=words.number(one.most))


def unexplained_lines(lots: list[Flow], words: Words) -> Iterator[str]:
    """The lots of which an arrival is on record, each with what the records leave unexplained."""
    told = [(flow, flow.unexplained) for flow in lots if flow.unexplained]
    if not told:
        return
    yield words(
        "Unexplained by lot: what arrived, less what is held, lost, destroyed or was found. "
        "It is what the records do not show, and no sign that anything is missing."
    )
    some = [(flow, rest) for flow, rest in told if not rest.least == rest.most == 0]
    for flow, rest in some[:LOTS]:
        arrived = flow.stages["received"]
        yield words(
            "  {lot}: unexplained {rest}; arrived {arrived}",
            lot=" ".join(flow.key),
            rest=interval(rest, words),
            arrived=interval(arrived, words) if arrived else "?",
        )
    if len(some) > LOTS:
        yield words.plural("  … and {n} more lot.", "  … and {n} more lots.", len(some) - LOTS)
    if sure := len(told) - len(some):
        yield words.plural(
            "  {n} lot leaves nothing unexplained.", "  {n} lots leave nothing unexplained.", sure
        )
