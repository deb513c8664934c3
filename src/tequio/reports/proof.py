"""What a volunteer is told: that he or she was in the pot, and on which panels."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tequio.reports.pages import page, percent
from tequio.words import Words


@dataclass(frozen=True)
class ProofFacts:
    """What one volunteer's proof says, to that volunteer alone.

    Args:
        pseudonym: his or hers.
        told: feature and value, as he or she told them.
        people: volunteers in the pool.
        panels: numbers of the panels that hold the person, ascending; `None` in the exact form.
        count: panels there are.
        root: root of the lottery.
        chance: in the lottery, if known; an exact fraction where there is one.
    """

    pseudonym: str
    told: tuple[tuple[str, str], ...]
    people: int
    panels: tuple[int, ...] | None
    count: int
    root: str
    chance: Fraction | float | None = None


def proof_facts(proof: Mapping[str, Any], chance: Fraction | float | None = None) -> ProofFacts:
    """The facts of `proofs/PSEUDONYM.json`, as `docs/spec/draw.md` describes it, and the chance if known."""
    return ProofFacts(
        pseudonym=proof["pseudonym"],
        told=tuple(zip(proof["features"], proof["values"], strict=True)),
        people=proof["people"],
        panels=None if proof["panels"] is None else tuple(proof["panels"]),
        count=proof["panel_count"],
        root=proof["lottery"],
        chance=chance,
    )


def proof_sentence(facts: ProofFacts, words: Words) -> str:
    """On how many of the panels the volunteer is, and on which: one or two sentences of plain text."""
    count = words.number(facts.count)
    if facts.panels is None:
        return _by_chance(facts, words)
    if not facts.panels:
        return words("You are on none of the {count} panels.", count=count)
    if len(facts.panels) == facts.count:
        return words("You are on all {count} panels.", count=count)
    return words.plural(
        "You are on {n} of the {count} panels, this one: {panels}.",
        "You are on {n} of the {count} panels, these: {panels}.",
        len(facts.panels),
        count=count,
        panels=", ".join(words.number(panel) for panel in facts.panels),
    )


def _by_chance(facts: ProofFacts, words: Words) -> str:
    if facts.chance is None:
        return words("You are one of the {people} volunteers in the pool.", people=words.number(facts.people))
    chance = percent(float(facts.chance), words)
    if isinstance(facts.chance, Fraction) and facts.chance.denominator > 1:
        return words(
            "Your chance to be on the panel is {chance}, exactly {fraction}.",
            chance=chance,
            fraction=facts.chance,
        )
    return words("Your chance to be on the panel is {chance}.", chance=chance)


def proof_page(facts: ProofFacts, words: Words) -> str:
    """The proof as a small page to print and hand out, in one language."""
    return page("proof.html.j2", words, facts=facts, sentence=_short(facts, words))


def _short(facts: ProofFacts, words: Words) -> str:
    """The sentence without the numbers, which the page sets in a list."""
    count = words.number(facts.count)
    if not facts.panels or len(facts.panels) == facts.count:
        return proof_sentence(facts, words)
    return words("You are on {n} of the {count} panels.", n=words.number(len(facts.panels)), count=count)
