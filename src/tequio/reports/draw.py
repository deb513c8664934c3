"""The page of a draw: `draw.html`, for a hall's screen, a live stream and the wall afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tequio.reports.pages import page, replacement_title
from tequio.words import Words

SOURCE_SENTENCES = {
    "digits": "The digits that everybody could read, in order",
    "dice": "The dice, as thrown",
    "balls": "Public lottery results",
    "drand": "The public randomness of drand, round {round}",
    "seed": "A seed, typed in: this is a rehearsal",
}


@dataclass(frozen=True)
class CountFacts:
    """How many of the panel have one value, beside its quota; of a replacement only whether it is met."""

    feature: str
    value: str
    low: int
    high: int
    count: int | None
    met: bool


@dataclass(frozen=True)
class RedrawFacts:
    """Why there is a second draw: the earlier ones by number and hash, the reason, and two people's names.

    Args:
        numbers: of the earlier draws, the first one first; empty if only the hash is known.
        earlier: SHA-256 of the bytes of the draw that this one replaces.
        reason: as given.
        by: two names.
    """

    numbers: tuple[int, ...]
    earlier: str
    reason: str
    by: tuple[str, ...]


@dataclass(frozen=True)
class DrawFacts:
    """All that the page says of a draw; every person by pseudonym.

    Args:
        number: the panel drawn, from 1.
        panels: how many there were to draw from.
        form: `numbered` or `exact`.
        kind: of the source, as in `public/draw.json`.
        source: what was thrown, read or typed.
        round: of drand, else `None`.
        rehearsal: whether a seed was used.
        members: sorted.
        counts: quota by quota.
        reserves: in order.
        committed: whether they were chosen and fixed with the panel, rather than everybody by lot.
        redraw: `None` for a first draw.
        root: root of the lottery.
        stay: members who stay, if this is a replacement; else `None`.
    """

    number: int
    panels: int
    form: str
    kind: str
    source: str
    round: int | None
    rehearsal: bool
    members: tuple[str, ...]
    counts: tuple[CountFacts, ...]
    reserves: tuple[str, ...]
    committed: bool
    redraw: RedrawFacts | None
    root: str
    stay: int | None = None

    @property
    def features(self) -> tuple[str, ...]:
        """The features, each once, in order."""
        return tuple(dict.fromkeys(count.feature for count in self.counts))

    def counts_of(self, feature: str) -> tuple[CountFacts, ...]:
        """The counts of one feature."""
        return tuple(count for count in self.counts if count.feature == feature)

    @property
    def met(self) -> bool:
        """Whether every quota is met."""
        return all(count.met for count in self.counts)


def draw_facts(
    lottery: Mapping[str, Any], draw: Mapping[str, Any], earlier: Sequence[Mapping[str, Any]] = ()
) -> DrawFacts:
    """The facts of a draw, from the published files as `docs/spec/draw.md` describes them.

    Args:
        lottery: `public/lottery.json`.
        draw: `public/draw.json`.
        earlier: `draw-1.json`, `draw-2.json` …, in this order, for a redraw.
    """
    source = draw["source"]
    return DrawFacts(
        number=draw["number"],
        panels=lottery["panels"]["count"],
        form=lottery["form"],
        kind=source["kind"],
        source=source["text"].partition(" ")[2],
        round=source.get("round"),
        rehearsal=draw["rehearsal"],
        members=tuple(sorted(draw["panel"]["members"])),
        counts=tuple(_count(row) for row in draw["counts"]),
        reserves=tuple(draw["reserves"]),
        committed=lottery["reserves"] > 0,
        redraw=_redraw(draw["redraw"], earlier),
        root=draw["lottery"],
        stay=len(lottery["replaces"]["stay"]) if "replaces" in lottery else None,
    )


def _count(row: Mapping[str, Any]) -> CountFacts:
    count = row.get("count")
    met = row["met"] if count is None else row["min"] <= count <= row["max"]
    return CountFacts(row["feature"], row["value"], row["min"], row["max"], count, met)


def _redraw(redraw: Mapping[str, Any] | None, earlier: Sequence[Mapping[str, Any]]) -> RedrawFacts | None:
    if redraw is None:
        return None
    numbers = tuple(draw["number"] for draw in earlier)
    return RedrawFacts(numbers, redraw["draw"], redraw["reason"], tuple(redraw["by"]))


def draw_page(facts: DrawFacts, words: Words) -> str:
    """The page of a draw, in one language.

    Raises:
        KeyError: the source is of a kind that has no sentence.
    """
    turn = "" if facts.round is None else words.number(facts.round)
    return page(
        "draw.html.j2",
        words,
        facts=facts,
        replacement=None if facts.stay is None else replacement_title(len(facts.members), facts.stay, words),
        came=words(SOURCE_SENTENCES[facts.kind], round=turn),
        shown=facts.source.split(" ") if facts.kind in {"digits", "dice"} else [facts.source],
        numbers=", ".join(words.number(number) for number in (facts.redraw.numbers if facts.redraw else ())),
    )
