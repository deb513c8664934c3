"""Redraws and exceptions: one person proposes with a reason, another agrees; then everybody may read it."""

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from tequio.web.accounts.models import User
from tequio.web.assemblies.models import Assembly
from tequio.web.records.actions import append, attach, salted
from tequio.web.selection import faults
from tequio.web.selection.actions import person_text
from tequio.web.selection.models import Decision, Lottery
from tequio.web.selection.order import Step, expect, hold, latest_draw


@transaction.atomic
def propose_redraw(*, lottery: Lottery, reasons: Mapping[str, str], by: User) -> Decision:
    """Proposes a second draw of a lottery; if one is proposed, that one.

    Raises:
        OutOfOrder: nothing is drawn, or the redraw is decided.
        NoReason: without a reason in any language.
    """
    lottery = hold(lottery)
    expect(lottery, Step.REDRAW)
    given = _given(reasons)
    return Decision.objects.get_or_create(
        kind=Decision.Kind.REDRAW,
        draw=latest_draw(lottery),
        defaults={"assembly": lottery.assembly, "reasons": given, "proposed_by": by},
    )[0]


@transaction.atomic
def propose_exception(*, assembly: Assembly, reasons: Mapping[str, str], by: User) -> Decision:
    """Proposes an exception from the rules.

    Raises:
        NoReason: without a reason in any language.
    """
    same = assembly.decisions.filter(kind=Decision.Kind.EXCEPTION, proposed_by=by, agreed_at__isnull=True)
    given = _given(reasons)
    return next((one for one in same if one.reasons == given), None) or Decision.objects.create(
        assembly=assembly, kind=Decision.Kind.EXCEPTION, reasons=given, proposed_by=by
    )


def _given(reasons: Mapping[str, str]) -> dict[str, str]:
    given = {language: text.strip() for language, text in reasons.items() if text.strip()}
    if not given:
        raise faults.NoReason
    return given


@transaction.atomic
def agree(*, decision: Decision, by: User) -> None:
    """The second person agrees: the decision stands and is an act; a second click changes nothing.

    Raises:
        SamePerson: whoever proposed it.
        OutOfOrder: a redraw of a draw that no longer stands.
    """
    if decision.proposed_by_id == by.pk:
        raise faults.SamePerson
    if decision.kind == Decision.Kind.REDRAW and decision.draw and decision.agreed_at is None:
        expect(hold(decision.draw.lottery), Step.REDRAW)
    now = timezone.now()
    taken = Decision.objects.filter(pk=decision.pk, agreed_at__isnull=True).update(
        agreed_by=by, agreed_at=now
    )
    if taken:
        decision.refresh_from_db()
        _record(decision)


@transaction.atomic
def withdraw(*, decision: Decision, by: User) -> None:  # noqa: ARG001 - any organiser may
    """Takes a proposal back that nobody agreed to."""
    Decision.objects.filter(pk=decision.pk, agreed_at__isnull=True).delete()


def _record(decision: Decision) -> None:
    people = [salted(person_text(user)) for user in (decision.proposed_by, decision.agreed_by) if user]
    decision.salts = [salt.hex() for _, salt in people]
    decision.save(update_fields=["salts"])
    if decision.assembly.rehearsal:
        return
    texts = {language: salted(text) for language, text in decision.reasons.items()}
    payload: dict[str, object] = {
        "reason": {language: digest for language, (digest, _) in texts.items()},
        "by": [digest for digest, _ in people],
    }
    kind = "exception.made"
    if decision.kind == Decision.Kind.REDRAW and decision.draw:
        kind = "redraw.decided"
        payload |= {"lottery": decision.draw.lottery.root, "draw": decision.draw.sha256}
    act = append(kind, payload, decision.assembly.slug)
    for language, (_, salt) in texts.items():
        attach(act, f"reason.{language}.txt", decision.reasons[language].encode(), salt)
