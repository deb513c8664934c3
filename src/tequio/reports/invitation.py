"""The page that shows an invitation: who gets how many letters, against the population."""

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import jinja2

from tequio.selection.invitation_files import SMALL, small_strata
from tequio.selection.invitations import Invitation
from tequio.words import Words

# A longer table is no longer read; invitation.json has it all.
MOST_LINES = 1000
TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Line:
    """One line of a table: what it is about, and its numbers.

    Args:
        name: the values, in words.
        population: rows of the frame.
        letters: how many are sent.
        share: letters before rounding.
        rate: the response rate, where there is one for the whole line.
        expected: expected responses, where there are rates.
        full: whether the stratum could not take its share.
        population_part: of the frame, 0 to 1.
        target_part: of the letters or, with rates, of the expected responses, 0 to 1.
    """

    name: str
    population: int
    letters: int
    share: float
    rate: float | None
    expected: float | None
    full: bool
    population_part: float
    target_part: float


def invitation_page(invitation: Invitation, words: Words) -> str:
    """One self-contained HTML page in the language of the words.

    It names no person. Strata with fewer than five rows are shown only together.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    ground, plan = invitation.ground, invitation.plan
    strata, together = _strata(invitation, words)
    lowest, highest = _chances(invitation)
    return environment.get_template("invitation.html.j2").render(
        _=words,
        plural=words.plural,
        number=words.number,
        percent=words.percent,
        language=words.language,
        plan=plan,
        source=invitation.source,
        rehearsal=invitation.source.startswith("seed "),
        rows=len(ground.open),
        available=int(ground.open.sum()),
        strata=strata if len(strata) <= MOST_LINES else [],
        full=any(ground.shares.full),
        count=len(invitation.letters),
        together=together,
        small=SMALL,
        columns=[(name, _margin(invitation, at)) for at, name in enumerate(plan.stratify)],
        expected=_number(invitation.expected, range(len(invitation.letters))),
        chance=_chance(lowest, highest, words),
        even=lowest == highest,
        passed_over=invitation.passed_over,
    )


def _strata(invitation: Invitation, words: Words) -> tuple[list[Line], int]:
    together = small_strata(invitation.ground.strata.rows)
    values = invitation.ground.strata.values
    lines = [
        _line(invitation, [s], " · ".join(value or "–" for value in values[s]) or words("everybody"))
        for s in range(len(values))
        if s not in set(together)
    ]
    if together:
        lines.append(
            _line(
                invitation,
                together,
                words.plural("{n} small stratum", "{n} small strata together", len(together)),
            )
        )
    return lines, len(together)


def _margin(invitation: Invitation, at: int) -> list[Line]:
    """One line a value of a column; none if a small stratum could be worked out from them."""
    strata = invitation.ground.strata
    small = set(small_strata(strata.rows))
    places: dict[str, list[int]] = {}
    for s, values in enumerate(strata.values):
        places.setdefault(values[at], []).append(s)
    for there in places.values():
        if 0 < sum(int(strata.rows[s]) for s in there if s in small) < SMALL:
            return []
    return [_line(invitation, there, value or "–") for value, there in places.items()]


def _line(invitation: Invitation, strata: list[int], name: str) -> Line:
    ground, everywhere = invitation.ground, range(len(invitation.letters))
    population = int(ground.strata.rows[strata].sum())
    letters = sum(invitation.letters[s] for s in strata)
    expected, all_expected = _number(invitation.expected, strata), _number(invitation.expected, everywhere)
    target = letters / invitation.plan.letters if expected is None else expected / (all_expected or 1.0)
    rates = {ground.rates[s] for s in strata} if ground.rates else set()
    return Line(
        name=name,
        population=population,
        letters=letters,
        share=_number(ground.shares.exact, strata) or 0.0,
        rate=float(rates.pop()) if len(rates) == 1 else None,
        expected=expected,
        full=any(ground.shares.full[s] for s in strata),
        population_part=population / int(ground.strata.rows.sum()),
        target_part=target,
    )


def _number(values: tuple[Fraction, ...] | None, places: list[int] | range) -> float | None:
    return None if values is None else float(sum((values[s] for s in places), Fraction(0)))


def _chances(invitation: Invitation) -> tuple[float, float]:
    """The lowest and the highest chance of an available row before rounding, households apart."""
    ground = invitation.ground
    chances = [float(share / n) for share, n in zip(ground.shares.exact, ground.available) if n]
    return min(chances), max(chances)


def _chance(lowest: float, highest: float, words: Words) -> str:
    low, high = (words.percent(chance, 2 if chance >= 0.01 else 4) for chance in (lowest, highest))
    return low if low == high else words("{low} to {high}", low=low, high=high)
