"""What others ask of lotteries and draws: who is a member, whose a pseudonym is, what one may know."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tequio.web import keys
from tequio.web.assemblies.models import Assembly
from tequio.web.recruitment.models import Volunteer
from tequio.web.selection.models import Draw, Lottery, Proof


@dataclass(frozen=True)
class VolunteerFacts:
    """What a published lottery says of one volunteer, to that volunteer alone.

    Args:
        lottery: which.
        pseudonym: his or hers, in this lottery and in its draws.
        position: among the pseudonyms, from 1.
        people: volunteers in the pool.
        panels: numbers of the panels that hold the person; `None` in the exact form.
        count: panels there are.
        drawn: whether he or she is a member; `None` before the draw.
        proof: the file to keep; `tequio verify --proof` checks it.
    """

    lottery: Lottery
    pseudonym: str
    position: int
    people: int
    panels: tuple[int, ...] | None
    count: int
    drawn: bool | None
    proof: bytes


def lottery_of(assembly: Assembly) -> Lottery | None:
    """The published lottery of an assembly."""
    return assembly.lotteries.filter(kind=Lottery.Kind.LOTTERY, published_at__isnull=False).first()


def standing_draw(lottery: Lottery) -> Draw | None:
    """The draw that stands: the last one."""
    return lottery.draws.order_by("-pk").first()


def members_of(draw: Draw) -> list[Volunteer]:
    """Who was drawn, in the order of their pseudonyms; erased ones are missing."""
    return _volunteers(draw.lottery, draw.document["panel"]["members"])


def reserves_of(draw: Draw) -> list[Volunteer]:
    """The reserves of the drawn panel, in their order; erased ones are missing."""
    return _volunteers(draw.lottery, draw.document["reserves"])


def _volunteers(lottery: Lottery, pseudonyms: list[str]) -> list[Volunteer]:
    known = identity_of(lottery, pseudonyms)
    return [known[name] for name in pseudonyms if name in known]


def identity_of(lottery: Lottery, pseudonyms: Iterable[str]) -> dict[str, Volunteer]:
    """Whose the pseudonyms of a lottery are. Whoever shows this to somebody notes the reading."""
    found = lottery.proofs.filter(pseudonym__in=list(pseudonyms), volunteer__isnull=False)
    return {
        proof.pseudonym: proof.volunteer for proof in found.select_related("volunteer") if proof.volunteer
    }


def volunteer_facts(volunteer: Volunteer, lottery: Lottery | None = None) -> VolunteerFacts | None:
    """What a volunteer may know of the published lottery; `None` before, or if he or she is not in it."""
    held = Proof.objects.filter(volunteer=volunteer, lottery__published_at__isnull=False)
    held = held.filter(lottery=lottery) if lottery else held.filter(lottery__kind=Lottery.Kind.LOTTERY)
    proof = held.select_related("lottery").first()
    if proof is None or not proof.sealed:
        return None
    content = keys.unseal(bytes(proof.sealed))
    told: dict[str, Any] = json.loads(content)
    draw = standing_draw(proof.lottery)
    return VolunteerFacts(
        lottery=proof.lottery,
        pseudonym=proof.pseudonym,
        position=told["position"] + 1,
        people=told["people"],
        panels=None if told["panels"] is None else tuple(told["panels"]),
        count=told["panel_count"],
        drawn=None if draw is None else proof.pseudonym in draw.document["panel"]["members"],
        proof=content,
    )
