"""One row of every kind that is about a volunteer, with a word planted in every personal field."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone

from tequio.web import keys
from tequio.web.assemblies.models import Assembly
from tequio.web.mail.actions import post
from tequio.web.privacy.personal import HELD, about_volunteers, rows_of
from tequio.web.recruitment.models import Volunteer
from tequio.web.recruitment.registration.contacts import blind_email, blind_household, blind_phone
from tequio.web.runs.actions import enqueue, keep
from tequio.web.runs.models import Run

WORD = "zqcanary"
EMAIL = "ana@example.org"


def somebody(assembly: Assembly, number: int = 12, email: str = EMAIL, **fields: Any) -> Volunteer:
    """An invented volunteer."""
    contact = {
        "name": f"Ana {number} Example",
        "email": email,
        "phone": f"555 000 {number:04}",
        "address": "Calle 1",
    }
    given: dict[str, Any] = {
        "number": number,
        "state": Volunteer.State.CONFIRMED,
        "language": "en",
        "channel": "web",
        "features": {"age": "16-34"},
        "contact": contact,
        "email_blind": blind_email(email),
        "phone_blind": blind_phone(contact["phone"]),
        "household_blind": blind_household(contact["address"]),
    }
    return Volunteer.objects.create(assembly=assembly, **(given | fields))


def run_of(assembly: Assembly, kind: str, volunteer: Volunteer, **files: bytes) -> Run:
    """A run that is done, and was given these files."""
    run = enqueue(kind, assembly, {"n": volunteer.number}, by=None, files=files)
    Run.objects.filter(pk=run.pk).update(state="done", ended_at=timezone.now())
    return run


def make(label: str, **fields: Any) -> Any:
    """A row of a model."""
    return apps.get_model(label)._base_manager.create(**fields)


def rows_about(volunteer: Volunteer, word: str) -> None:
    """A row in every table that is about volunteers, and the word in each of its personal fields."""
    for maker in MAKERS.values():
        maker(volunteer)
    for label in about_volunteers():
        held = HELD[label]
        names = [*held.gone.split(), *held.elsewhere.split(), *held.erased]
        if label == "recruitment.Volunteer":
            names = [name for name in names if name != "email_blind"]  # by which mail is found
        for row in rows_of(volunteer, label):
            changes = {name: _with(row, name, word) for name in names}
            kept = {name: value for name, value in changes.items() if value is not None}
            type(row)._base_manager.filter(pk=row.pk).update(**kept)
    volunteer.refresh_from_db()


def plantable(label: str) -> set[str]:
    """The personal fields of a model that can hold a word."""
    held = HELD[label]
    names = {*held.gone.split(), *held.elsewhere.split(), *held.erased}
    fields = {name: apps.get_model(label)._meta.get_field(name) for name in names}
    return {name for name, field in fields.items() if _holds_words(name, field)}


def _holds_words(name: str, field: Any) -> bool:
    kinds = models.CharField | models.TextField | models.JSONField | models.BinaryField
    return isinstance(field, kinds) and not field.choices and name != "email_blind"


def _with(row: Any, name: str, word: str) -> Any:
    field = row._meta.get_field(name)
    if not _holds_words(name, field):
        return None
    if isinstance(field, models.BinaryField):
        return keys.seal(word.encode())
    value = getattr(row, name)
    if isinstance(value, dict):
        return value | {"planted": word}
    if isinstance(value, list):
        return [word]
    return word


def _doublet(volunteer: Volunteer) -> None:
    other = somebody(volunteer.assembly, volunteer.number + 1, email="other@example.org")
    make("recruitment.Doublet", assembly=volunteer.assembly, earlier=volunteer, later=other)


def _letter(volunteer: Volunteer) -> None:
    assembly = volunteer.assembly
    frame = make("recruitment.Frame", assembly=assembly, bytes=1, sha256="0" * 64, state="fixed")
    wave = make(
        "recruitment.Wave",
        assembly=assembly,
        number=1,
        frame=frame,
        letters_asked=1,
        plan="{}",
        root="0" * 64,
    )
    make(
        "recruitment.Letter", wave=wave, number=1, row=1, stratum=0, code_blind="1" * 64, volunteer=volunteer
    )


def _claim(volunteer: Volunteer) -> None:
    make("recruitment.AddressClaim", volunteer=volunteer, assembly=volunteer.assembly, address="Calle 1")


def _proof(volunteer: Volunteer) -> None:
    assembly = volunteer.assembly
    quotas = make("recruitment.QuotaTable", assembly=assembly, version=1, size=1)
    run = run_of(assembly, "lottery", volunteer)
    keep(run, "private/key.csv", f"id,pseudonym,salt\r\nv12,p00000001,{WORD}\r\n".encode(), made=True)
    keep(run, "private/chances.csv", b"id,chance\r\nv12,1/2\r\n", made=True)
    lottery = make(
        "selection.Lottery", assembly=assembly, run=run, quotas=quotas, root="0" * 64, panels=1, size=1
    )
    make("selection.Proof", lottery=lottery, volunteer=volunteer, pseudonym="p00000001", sealed=b"")


def _offer(volunteer: Volunteer) -> None:
    lottery = apps.get_model("selection.Lottery")._base_manager.get(assembly=volunteer.assembly)
    announced = make("selection.Announcement", lottery=lottery, source="digits", due=timezone.now())
    draw = make(
        "selection.Draw", lottery=lottery, announcement=announced, number=1, document={}, sha256="0" * 64
    )
    make(
        "members.Offer",
        assembly=volunteer.assembly,
        draw=draw,
        pseudonym="p00000001",
        volunteer=volunteer,
        state="accepted",
        deadline=timezone.now() + timedelta(days=1),
        code_blind="2" * 64,
    )


def _of_offer(label: str, **fields: Any) -> Callable[[Volunteer], None]:
    def made(volunteer: Volunteer) -> None:
        offer = apps.get_model("members.Offer")._base_manager.get(volunteer=volunteer)
        make(label, offer=offer, **fields)

    return made


MAKERS: dict[str, Callable[[Volunteer], None]] = {
    "recruitment.Doublet": _doublet,
    "recruitment.Letter": _letter,
    "recruitment.AddressClaim": _claim,
    "selection.Proof": _proof,
    "members.Offer": _offer,
    "members.Attempt": _of_offer("members.Attempt", outcome="no_answer"),
    "members.PublicFace": _of_offer("members.PublicFace"),
    "members.SupportNeeds": _of_offer("members.SupportNeeds"),
}


def letters_to(volunteer: Volunteer, word: str) -> None:
    """Two letters to somebody: one that was sent, one that waits."""
    for key in ("first", "second"):
        post(
            f"{key}-{volunteer.pk}-x",
            "registration",
            to=volunteer.contact["email"],
            language="en",
            context={"name": word},
            assembly=volunteer.assembly.slug,
        )
