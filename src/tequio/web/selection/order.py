"""The public order of a draw, as one table: which step may follow which state.

made → published → announced → drawn, and for a redraw drawn → redraw decided → announced → drawn.
Whoever does a step asks `expect` with the lottery's row held, so that two people at once do it once.
"""

from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Count

from tequio.web.selection.faults import OutOfOrder
from tequio.web.selection.models import Announcement, Decision, Draw, Lottery


class State(StrEnum):
    """Where a lottery stands."""

    MADE = "made"
    PUBLISHED = "published"
    ANNOUNCED = "announced"
    DRAWN = "drawn"
    REDRAW = "redraw"


class Step(StrEnum):
    """What can be done next."""

    PUBLISH = "publish"
    ANNOUNCE = "announce"
    REVEAL = "reveal"
    REDRAW = "decide_redraw"


ORDER: dict[Step, frozenset[State]] = {
    Step.PUBLISH: frozenset({State.MADE}),
    Step.ANNOUNCE: frozenset({State.PUBLISHED, State.REDRAW}),
    Step.REVEAL: frozenset({State.ANNOUNCED}),
    Step.REDRAW: frozenset({State.DRAWN}),
}


@dataclass(frozen=True)
class Standing:
    """Where a lottery stands, looked up once.

    Args:
        lottery: which.
        announcement: the last one, with `typed_by`, how many typed the number; `None` before any.
        draws: the first one first, without their documents.
        decision: of a redraw of the last draw, proposed or agreed; `None` without one.
    """

    lottery: Lottery
    announcement: Announcement | None
    draws: list[Draw]
    decision: Decision | None

    @property
    def state(self) -> State:
        """The state in one word."""
        if self.lottery.published_at is None:
            return State.MADE
        if self.announcement is None:
            return State.PUBLISHED
        if not self.draws or self.draws[-1].announcement_id != self.announcement.pk:
            return State.ANNOUNCED
        return State.REDRAW if self.decision and self.decision.agreed_at else State.DRAWN

    @property
    def typed(self) -> int:
        """How many people typed the announced number."""
        return int(getattr(self.announcement, "typed_by", 0))


def standing(lottery: Lottery) -> Standing:
    """Where a lottery stands: three queries at most."""
    announcement = lottery.announcements.annotate(typed_by=Count("typed")).order_by("-pk").first()
    draws = list(lottery.draws.defer("document").order_by("pk")) if announcement else []
    redraws = Decision.objects.filter(kind=Decision.Kind.REDRAW).select_related("proposed_by")
    decision = redraws.filter(draw=draws[-1]).first() if draws else None
    return Standing(lottery, announcement, draws, decision)


def state_of(lottery: Lottery) -> State:
    """The state of a lottery in one word."""
    return standing(lottery).state


def latest_announcement(lottery: Lottery) -> Announcement | None:
    """What was announced last."""
    return lottery.announcements.order_by("-pk").first()


def latest_draw(lottery: Lottery) -> Draw | None:
    """The draw that stands."""
    return lottery.draws.order_by("-pk").first()


def expect(lottery: Lottery, step: Step) -> State:
    """Where the lottery stands, if it is this step's turn.

    Raises:
        OutOfOrder: it is not.
    """
    state = state_of(lottery)
    if state not in ORDER[step]:
        raise OutOfOrder(step, state)
    return state


def hold(lottery: Lottery) -> Lottery:
    """The lottery's row, held until the transaction ends."""
    return (
        Lottery.objects.select_for_update(of=("self",))
        .select_related("assembly", "quotas")
        .get(pk=lottery.pk)
    )
