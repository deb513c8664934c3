"""How somebody registers, is confirmed, changes the contact and withdraws."""

from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from tequio.record.commitments import canonical
from tequio.web.accounts import links
from tequio.web.accounts.models import User
from tequio.web.assemblies.models import Assembly
from tequio.web.limits.actions import spend
from tequio.web.mail.actions import post
from tequio.web.recruitment.models import Volunteer
from tequio.web.recruitment.registration import letters
from tequio.web.recruitment.registration.contacts import blind_email, blind_household, blind_phone
from tequio.web.recruitment.registration.faults import RegistrationOver
from tequio.web.recruitment.registration.queries import Channel, Purpose, pool_is_closed

State = Volunteer.State
EMAIL, CODE, CALLER = "email", "code", "caller"  # how somebody was confirmed
LETTERS_A_DAY = 5  # to one mailbox
RECEIPT, CONFIRM, CONTACT, WITHDRAW = "receipt", "confirm", "contact", "withdraw"  # purposes of links


@dataclass(frozen=True)
class Given:
    """What somebody filled in.

    Args:
        contact: `name`, and what there is of `email`, `phone` and `address`.
        features: the answers by name of the field.
        purposes: to what the person consented.
        letter: the letter whose code was typed, if any.
    """

    contact: dict[str, str]
    features: dict[str, str]
    purposes: list[Purpose] = field(default_factory=list)
    letter: Any | None = None


def link(purpose: str, volunteer: Volunteer) -> str:
    """The path of a page that serves one volunteer for one purpose."""
    key = links.make(f"volunteer-{purpose}", str(volunteer.pk))
    return reverse(f"recruitment:{purpose}", args=[volunteer.assembly.slug, key])


def form_key(nonce: str, given: Given) -> str:
    """What two sendings of one form have in common: the form, and what was filled in."""
    content = canonical([nonce, given.contact, given.features])
    return sha256(content).hexdigest()


def _of_assembly(assembly: Assembly) -> Assembly:
    """The assembly, held until the transaction ends: numbers come one after the other, and none
    after the pool is closed."""
    held = Assembly.objects.select_for_update(no_key=True).get(pk=assembly.pk)
    if pool_is_closed(held):
        raise RegistrationOver(held.slug)
    return held


@transaction.atomic
def register(
    *,
    assembly: Assembly,
    language: str,
    channel: str,
    given: Given,
    test: bool = False,
    key: str | None = None,
    by: User | None = None,
) -> Volunteer:
    """Somebody registers; the same form sent twice gives the same volunteer.

    Whoever typed the code of a letter that nobody answered yet, and whom a caller registers, is
    confirmed at once; others confirm by the e-mail that is sent to them, or a caller does it for them.

    Args:
        assembly: where.
        language: that the person reads.
        channel: of the page.
        given: what was filled in.
        test: from a page in test.
        key: `form_key` of the form.
        by: the caller who filled it in for somebody on the telephone.

    Raises:
        RegistrationOver: the pool is closed.
    """
    held = _of_assembly(assembly)
    if key and (known := Volunteer.objects.filter(form_key=key).select_related("assembly").first()):
        return known
    now = timezone.now()
    last = Volunteer.objects.filter(assembly=held).aggregate(last=Max("number"))["last"]
    volunteer = Volunteer.objects.create(
        assembly=held,
        number=(last or 0) + 1,
        state=State.TEST if test else State.REGISTERED,
        language=language,
        channel=channel,
        features=given.features,
        contact=given.contact,
        **_blinds(given.contact),
        registered_at=now,
        registered_by=by,
        consent=[_consent(purpose, now) for purpose in given.purposes],
        form_key=key,
    )
    if not test and (how := _confirmed_by(volunteer, given, by)):
        volunteer.state, volunteer.confirmed_at = State.CONFIRMED, now
        volunteer.confirmed_how, volunteer.confirmed_by = how, by
        volunteer.save(update_fields=["state", "confirmed_at", "confirmed_how", "confirmed_by"])
    write_to(volunteer)
    return volunteer


def _confirmed_by(volunteer: Volunteer, given: Given, by: User | None) -> str:
    """What confirms somebody at once: a letter that nobody answered before, or a caller; else nothing."""
    theirs = given.letter is not None and letters.answered(given.letter, volunteer)
    if given.letter is None and given.contact.get("address"):
        letters.address_typed(volunteer, given.contact["address"])
    return CALLER if by else CODE if theirs else ""


def _blinds(contact: dict[str, str]) -> dict[str, str]:
    return {
        "email_blind": blind_email(contact.get("email", "")),
        "phone_blind": blind_phone(contact.get("phone", "")),
        "household_blind": blind_household(contact.get("address", "")),
    }


def _consent(purpose: Purpose, now: Any) -> dict[str, Any]:
    return {
        "purpose": purpose.name,
        "text_sha256": purpose.sha256,
        "version": purpose.version,
        "language": purpose.language,
        "at": now.isoformat(timespec="seconds"),
    }


def write_to(volunteer: Volunteer) -> bool:
    """Posts the letter with receipt and button, if there is a mailbox and it was not written to too often."""
    address = volunteer.contact.get("email", "")
    if not address:
        return False
    if not spend("mailbox", blind_email(address), LETTERS_A_DAY, timedelta(days=1)):
        return False
    assembly = volunteer.assembly
    others = Volunteer.objects.filter(assembly=assembly, email_blind=volunteer.email_blind)
    context = {
        "assembly": assembly.name,
        "name": volunteer.contact.get("name", ""),
        "number": volunteer.number,
        "confirmed": volunteer.state == State.CONFIRMED,
        "again": others.exclude(pk=volunteer.pk).exclude(state=State.ERASED).exists(),
    } | {
        purpose: settings.SITE_URL + link(purpose, volunteer)
        for purpose in (CONFIRM, RECEIPT, CONTACT, WITHDRAW)
    }
    post(
        f"registration-{volunteer.pk}-{volunteer.email_blind[:16]}",
        "registration",
        to=address,
        language=volunteer.language,
        context=context,
        assembly=assembly.slug,
        test=assembly.rehearsal or volunteer.state == State.TEST,
    )
    return True


@transaction.atomic
def confirm(*, volunteer: Volunteer, how: str, by: User | None = None) -> bool:
    """Somebody who registered is in the pool from now on; `False` if that was so already, or is over.

    Raises:
        RegistrationOver: the pool is closed.
    """
    _of_assembly(volunteer.assembly)
    changed = Volunteer.objects.filter(pk=volunteer.pk, state=State.REGISTERED).update(
        state=State.CONFIRMED, confirmed_at=timezone.now(), confirmed_how=how, confirmed_by=by
    )
    return bool(changed)


@transaction.atomic
def change_contact(*, volunteer: Volunteer, contact: dict[str, str]) -> None:
    """Another contact; a mailbox that is new gets the letter with receipt and button."""
    held = Volunteer.objects.select_for_update(of=("self",)).select_related("assembly").get(pk=volunteer.pk)
    if held.state in (State.WITHDRAWN, State.ERASED):
        return
    before = held.email_blind
    held.contact = {**held.contact, **contact}
    blinds = _blinds(held.contact)
    for name, value in blinds.items():
        setattr(held, name, value)
    held.save(update_fields=["contact", *blinds])
    if held.email_blind and held.email_blind != before:
        write_to(held)


@transaction.atomic
def withdraw(*, volunteer: Volunteer) -> bool:
    """Somebody no longer wants to take part; `False` if that was so already, or all was a test."""
    there = (State.REGISTERED, State.CONFIRMED)
    return bool(Volunteer.objects.filter(pk=volunteer.pk, state__in=there).update(state=State.WITHDRAWN))


def channel_of(channels: dict[str, str], letter: Any | None) -> str:
    """The channel of somebody who registers by himself or herself: the letter's for who has one."""
    letters_only = Channel.WEB not in channels
    return (
        Channel.LETTER if Channel.LETTER in channels and (letters_only or letter is not None) else Channel.WEB
    )
