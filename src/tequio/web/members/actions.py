"""Offers, answers, lapses and the confirmed panel; each writes its act in the same transaction."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from tequio.web import keys
from tequio.web.accounts.models import User
from tequio.web.assemblies.actions import record
from tequio.web.assemblies.models import Assembly
from tequio.web.members import faults, letters
from tequio.web.members.models import Attempt, Confirmation, Offer, PublicFace, SupportNeeds, new_code
from tequio.web.members.queries import chain_of, tally
from tequio.web.selection.models import Draw
from tequio.web.selection.order import hold
from tequio.web.selection.queries import identity_of

State, Channel = Offer.State, Offer.Channel
OUTCOMES_THAT_ANSWER = {Attempt.Outcome.ACCEPTED: True, Attempt.Outcome.DECLINED: False}


@transaction.atomic
def offer_places(
    *, assembly: Assembly, deadline: datetime, by: User, now: datetime | None = None
) -> list[Offer]:
    """Offers the places of the last draw to whom it drew, with a letter to those who have an address.

    Pressed twice, the places are offered once.

    Raises:
        NoDraw: no panel is drawn.
        Offered: these places were offered before.
        DeadlinePast: the deadline is over.
    """
    now = now or timezone.now()
    chain = chain_of(assembly)
    if not chain:
        raise faults.NoDraw
    if deadline <= now:
        raise faults.DeadlinePast
    draw = chain[-1]
    hold(draw.lottery)
    if draw.offers.exists():
        raise faults.Offered
    drawn = _drawn(draw)
    known = identity_of(draw.lottery, drawn)
    offers = []
    for pseudonym in drawn:
        code, person = new_code(), known.get(pseudonym)
        offers.append(
            Offer(
                assembly=assembly,
                draw=draw,
                pseudonym=pseudonym,
                volunteer=person,
                # An erased person cannot be asked: the place is free.
                state=State.OFFERED if person else State.LEFT,
                left_at=None if person else now,
                offered_at=now,
                offered_by=by,
                deadline=deadline,
                code=code,
                code_blind=blind_code(assembly, code),
            )
        )
    Offer.objects.bulk_create(offers)
    for offer in offers:
        letters.post_offer(offer)
    return offers


def _drawn(draw: Draw) -> list[str]:
    document: dict[str, Any] = draw.document
    return list(document["panel"]["members"])


def blind_code(assembly: Assembly, code: str) -> str:
    """By which an offer is found again from its printed code."""
    return keys.blind("offer", f"{assembly.pk} {''.join(code.upper().split()).replace('-', '')}")


def offer_of_code(assembly: Assembly, code: str) -> Offer:
    """Whose code was typed.

    Raises:
        CodeUnknown: nobody's.
    """
    blind = blind_code(assembly, code)
    found = Offer.objects.filter(assembly=assembly, code_blind=blind).select_related("volunteer").first()
    if found is None:
        raise faults.CodeUnknown
    return found


@transaction.atomic
def answer(
    *,
    offer: Offer,
    accept: bool,
    channel: str,
    by: User | None = None,
    now: datetime | None = None,
) -> None:
    """Accepts or declines a place; the same answer a second time changes nothing.

    Args:
        offer: whose.
        accept: or decline.
        channel: how the answer came, of `Offer.Channel`.
        by: who answers for somebody on the phone.
        now: the clock.

    Raises:
        TooLate: the deadline is over.
        Answered: it has another answer.
        Superseded: the panel was drawn again.
    """
    now = now or timezone.now()
    state = State.ACCEPTED if accept else State.DECLINED
    if Draw.objects.filter(redraws=offer.draw_id).exists():
        raise faults.Superseded
    taken = Offer.objects.filter(pk=offer.pk, state=State.OFFERED, deadline__gt=now).update(
        state=state, answered_at=now, answered_by=by, channel=channel
    )
    offer.refresh_from_db()
    if taken:
        if accept:
            letters.post_welcome(offer)
    elif offer.state in (State.OFFERED, State.LAPSED):
        raise faults.TooLate
    elif offer.state != state:
        raise faults.Answered


@transaction.atomic
def leave(*, offer: Offer, channel: str, by: User | None = None, now: datetime | None = None) -> None:
    """A member can no longer come: the place is free, and what was told of needs is deleted.

    Raises:
        NotAMember: he or she is none.
    """
    now = now or timezone.now()
    taken = Offer.objects.filter(pk=offer.pk, state=State.ACCEPTED).update(
        state=State.LEFT, left_at=now, channel=channel, answered_by=by
    )
    offer.refresh_from_db()
    if not taken and offer.state != State.LEFT:
        raise faults.NotAMember
    SupportNeeds.objects.filter(offer=offer).delete()
    PublicFace.objects.filter(offer=offer).delete()


@transaction.atomic
def note_call(
    *, offer: Offer, outcome: str, by: User, next_call: datetime | None = None, now: datetime | None = None
) -> None:
    """Takes down a call and, if it brought one, the answer, recorded as given by phone.

    Raises:
        TooLate, Answered, NotAMember: see `answer` and `leave`.
    """
    now = now or timezone.now()
    later = next_call if outcome == Attempt.Outcome.CALL_BACK else None
    said = Attempt.Outcome(outcome)
    if said in OUTCOMES_THAT_ANSWER:
        answer(offer=offer, accept=OUTCOMES_THAT_ANSWER[said], channel=Channel.PHONE, by=by, now=now)
    elif said == Attempt.Outcome.LEFT:
        leave(offer=offer, channel=Channel.PHONE, by=by, now=now)
    same = Attempt.objects.filter(offer=offer, caller=by, outcome=outcome, next_call=later)
    if not same.filter(at__gt=now - letters.DOUBLE_CLICK).exists():
        Attempt.objects.create(offer=offer, caller=by, outcome=outcome, next_call=later, at=now)


@transaction.atomic
def show_of_me(*, offer: Offer, shows: str, name: str, sentence: str) -> None:
    """What a member lets everybody see.

    Raises:
        NotAMember: only members are shown.
    """
    _expect_member(offer)
    kept = {
        "shows": shows,
        "name": "" if shows == PublicFace.Shows.NOTHING else name,
        "sentence": sentence if shows == PublicFace.Shows.SENTENCE else "",
    }
    PublicFace.objects.update_or_create(offer=offer, defaults=kept)


@transaction.atomic
def tell_needs(*, offer: Offer, kinds: Iterable[str], text: str, by: User | None = None) -> None:
    """What a member needs to take part; replaces what was told before; nothing at all deletes it.

    Raises:
        NotAMember: asked only of those who accepted.
    """
    _expect_member(offer)
    content = {"kinds": sorted(kinds), "text": text.strip()}
    if not content["kinds"] and not content["text"]:
        SupportNeeds.objects.filter(offer=offer).delete()
        return
    kept = {"content": content, "told_at": timezone.now(), "told_by": by}
    SupportNeeds.objects.update_or_create(offer=offer, defaults=kept)


def _expect_member(offer: Offer) -> None:
    """Holds the offer, so that nobody leaves meanwhile."""
    if not Offer.objects.select_for_update().filter(pk=offer.pk, state=State.ACCEPTED).exists():
        raise faults.NotAMember


@transaction.atomic
def confirm_panel(*, assembly: Assembly, by: User) -> Confirmation:
    """The panel is complete: everybody answered, no place is free. Pressed twice, it is confirmed once.

    Raises:
        NoDraw: no panel is drawn, or its places are not offered.
        StillOpen: people have not answered.
        PlacesFree: places that nobody has.
    """
    where = tally(assembly)
    if where is None:
        raise faults.NoDraw
    hold(where.draw.lottery)
    done = Confirmation.objects.filter(draw=where.draw).first()
    if done:
        return done
    where = tally(assembly)
    if where is None or not where.offered:
        raise faults.NoDraw
    if where.counts[State.OFFERED]:
        raise faults.StillOpen(where.counts[State.OFFERED])
    if where.free > 0:
        raise faults.PlacesFree(where.free)
    counts = {
        "confirmed": where.counts[State.ACCEPTED],
        "declined": where.counts[State.DECLINED] + where.counts[State.LEFT],
        "lapsed": where.counts[State.LAPSED],
    }
    record(assembly, "panel.confirmed", dict(counts))
    return Confirmation.objects.create(draw=where.draw, by=by, **counts)
