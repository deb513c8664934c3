"""Opening and closing the pages of registration, and what volunteers are asked there."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from tequio.web.assemblies.actions import record
from tequio.web.assemblies.models import Assembly
from tequio.web.recruitment.models import Field, RegistrationPage, Volunteer
from tequio.web.recruitment.registration.faults import (
    FieldsFixed,
    LabelsMissing,
    NothingAsked,
    RegistrationOver,
)
from tequio.web.recruitment.registration.queries import fields_are_fixed, fields_document, pool_is_closed

State, Channel = RegistrationPage.State, RegistrationPage.Channel


def _held(assembly: Assembly) -> Assembly:
    """The assembly until the transaction ends, so that pages open, close and change one after the other."""
    return Assembly.objects.select_for_update(no_key=True).get(pk=assembly.pk)


@transaction.atomic
def try_page(*, assembly: Assembly, language: str, channel: str) -> RegistrationPage:
    """A page in test, which the team alone sees; one that was open before stays as it is."""
    return RegistrationPage.objects.get_or_create(
        assembly=_held(assembly), language=language, channel=channel, defaults={"state": State.TEST}
    )[0]


@transaction.atomic
def open_page(*, assembly: Assembly, language: str, channel: str) -> RegistrationPage:
    """Opens a page; registrations in test are deleted, and the fields are published.

    Raises:
        RegistrationOver: the pool is closed.
        NothingAsked: there is no feature yet.
        LabelsMissing: a field, or a value of one, is not yet said in this language.
    """
    held = _held(assembly)
    if pool_is_closed(held):
        raise RegistrationOver(held.slug)
    fields = list(held.fields.all())
    _check(fields, held, language)
    page = RegistrationPage.objects.get_or_create(assembly=held, language=language, channel=channel)[0]
    if page.state == State.OPEN:
        return page
    first = not held.registration_pages.filter(state=State.OPEN).exists()
    now = timezone.now()
    page.state, page.changed_at, page.opened_at = State.OPEN, now, page.opened_at or now
    page.save()
    Volunteer.objects.filter(assembly=held, state=Volunteer.State.TEST).delete()
    if first:
        document = fields_document(fields)
        record(
            held,
            "registration.opened",
            {"fields": sha256(document).hexdigest()},
            files={"fields.json": document},
        )
    return page


def _check(fields: Sequence[Field], assembly: Assembly, language: str) -> None:
    if not any(field.kind == Field.Kind.FEATURE for field in fields):
        raise NothingAsked(assembly.slug)
    missing = tuple(field.name for field in fields if not is_said(field, language))
    if missing:
        raise LabelsMissing(language, missing)


def is_said(field: Field, language: str) -> bool:
    """Whether a field and all its values have a label in a language."""
    return all(labels.get(language) for labels in (field.labels, *(one["labels"] for one in field.values)))


@transaction.atomic
def close_page(*, assembly: Assembly, language: str, channel: str) -> bool:
    """Closes a page; with the last one that was open, registration is closed. `False` if it was not open.

    Closing the pool closes registration too; after that no act is due here.
    """
    held = _held(assembly)
    closed = RegistrationPage.objects.filter(
        assembly=held, language=language, channel=channel, state=State.OPEN
    ).update(state=State.CLOSED, changed_at=timezone.now())
    if closed and not pool_is_closed(held) and not held.registration_pages.filter(state=State.OPEN).exists():
        count = Volunteer.objects.filter(assembly=held).exclude(state=Volunteer.State.TEST).count()
        record(held, "registration.closed", {"registered": count})
    return bool(closed)


@dataclass(frozen=True)
class Asked:
    """What a field asks; `labels` by language, `values` as `Field` keeps them."""

    name: str
    kind: str
    labels: dict[str, str]
    values: list[dict[str, Any]]
    required: bool = True
    sensitive: bool = False


@transaction.atomic
def add_field(*, assembly: Assembly, asked: Asked) -> Field:
    """One more field, at the end.

    Raises:
        FieldsFixed: registration has opened.
    """
    held = _held(assembly)
    if fields_are_fixed(held):
        raise FieldsFixed(held.slug)
    last = held.fields.aggregate(last=Max("place"))["last"]
    return Field.objects.create(assembly=held, place=(last or 0) + 1, **vars(asked))


@transaction.atomic
def change_field(*, field: Field, asked: Asked) -> None:
    """Changes a field; once registration has opened, its labels alone.

    Raises:
        FieldsFixed: registration has opened, and more than labels would change.
    """
    held = Field.objects.select_related("assembly").get(pk=field.pk)
    if fields_are_fixed(_held(held.assembly)) and _without_labels(held) != _without_labels(asked):
        raise FieldsFixed(held.assembly.slug)
    for name, value in vars(asked).items():
        setattr(held, name, value)
    held.save(update_fields=list(vars(asked)))


def _without_labels(field: Field | Asked) -> tuple[Any, ...]:
    values = [one["value"] for one in field.values]
    return field.name, field.kind, values, field.required, field.sensitive


@transaction.atomic
def delete_field(*, field: Field) -> None:
    """A field is asked no more.

    Raises:
        FieldsFixed: registration has opened.
    """
    held = _held(field.assembly)
    if fields_are_fixed(held):
        raise FieldsFixed(held.slug)
    Field.objects.filter(pk=field.pk).delete()


@transaction.atomic
def raise_field(*, field: Field) -> None:
    """A field is asked before the one that stood above it.

    Raises:
        FieldsFixed: registration has opened.
    """
    held = _held(field.assembly)
    if fields_are_fixed(held):
        raise FieldsFixed(held.slug)
    now = held.fields.filter(pk=field.pk).first()
    above = held.fields.filter(place__lt=now.place).order_by("-place").first() if now else None
    if now is not None and above is not None:
        Field.objects.filter(pk=above.pk).update(place=now.place)
        Field.objects.filter(pk=now.pk).update(place=above.place)
