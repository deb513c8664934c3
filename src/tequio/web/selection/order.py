"""The public order of a draw, as one table: which step may follow which state.

made → published → announced → drawn, and for a redraw drawn → redraw decided → announced → drawn.
Whoever does a step asks `expect` with the lottery's row held, so that two people at once do it once.
"""

from enum import StrEnum

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


def state_of(lottery: Lottery) -> State:
    """Where a lottery stands: three queries at most."""
    if lottery.published_at is None:
        return State.MADE
    announcement = latest_announcement(lottery)
    if announcement is None:
        return State.PUBLISHED
    draw = Draw.objects.filter(announcement=announcement).first()
    if draw is None:
        return State.ANNOUNCED
    decided = Decision.objects.filter(draw=draw, kind=Decision.Kind.REDRAW, agreed_at__isnull=False).exists()
    return State.REDRAW if decided else State.DRAWN


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
