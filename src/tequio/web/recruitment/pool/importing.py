"""Volunteers from a table: all of them or, if one cell is wrong, none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from tequio.files import Table, csv_bytes, folded, read_table
from tequio.files.faults import NoRows
from tequio.web.accounts.models import User
from tequio.web.assemblies.models import Assembly
from tequio.web.recruitment.models import Field, PoolImport, Volunteer
from tequio.web.recruitment.pool.doublets import find_doublets
from tequio.web.recruitment.pool.faults import CellFault, CellsWrong, ImportedBefore, PoolIsClosed
from tequio.web.recruitment.pool.queries import closing_of
from tequio.web.recruitment.pool.uploads import from_upload
from tequio.web.recruitment.registration.contacts import blind_email, blind_household, blind_phone, digits_of

CONTACT = {
    "name": ("name", "nombre"),
    "email": ("email", "e-mail", "correo", "correo electrónico"),
    "phone": ("phone", "telephone", "teléfono", "telefono"),
    "address": ("address", "dirección", "direccion", "domicilio"),
    "language": ("language", "idioma"),
}
LONGEST = {"name": 120, "email": 254, "phone": 40, "address": 300, "language": 12}
TEXT_LONGEST = 500
YES = ("yes", "sí", "si", "true", "1", "x")
MISTAKES = 20  # that are listed at once
AT_ONCE = 500
CHANNEL = "import"


@dataclass(frozen=True)
class Read:
    """One row, as it is kept."""

    contact: dict[str, str]
    language: str
    features: dict[str, str]


def template_csv(fields: Sequence[Field]) -> bytes:
    """The header of a table that can be imported."""
    return csv_bytes([*CONTACT, *(field.name for field in fields)], [])


def read_people(table: Table, fields: Sequence[Field], languages: Sequence[str]) -> list[Read]:
    """The people of a table: a column a field by its name, `name`, and what there is of the other contacts.

    Raises:
        CellsWrong: cells that cannot be kept, each with its row and column.
        MissingColumn: a field that must be answered has no column, or there is no `name`.
        NoRows: nobody is in it.
    """
    if not table.rows:
        raise NoRows(table.path)
    places = {key: table.find(*names) for key, names in CONTACT.items()}
    places["name"] = table.column(*CONTACT["name"])
    asked = [
        (field, table.column(field.name) if field.required else table.find(field.name), _Field(field))
        for field in fields
    ]
    wrong: list[CellFault] = []
    read = []
    for line, cells in zip(table.lines, table.rows, strict=True):
        contact = {
            key: cells[at].strip() for key, at in places.items() if at is not None and cells[at].strip()
        }
        wrong += _contact_faults(contact, line, languages)
        features = {}
        for field, at, kept in asked:
            if at is None:
                continue
            value = kept.read(cells[at].strip())
            if isinstance(value, str):
                if value:
                    features[field.name] = value
            else:
                wrong.append(CellFault(value[0], line, field.name, cells[at].strip()[:60], value[1]))
        language = contact.pop("language", "") or languages[0]
        read.append(Read(contact, language, features))
    if wrong:
        raise CellsWrong(tuple(wrong[:MISTAKES]), len(wrong))
    return read


def _contact_faults(contact: dict[str, str], line: int, languages: Sequence[str]) -> list[CellFault]:
    wrong = [
        CellFault("long", line, key, value[:60])
        for key, value in contact.items()
        if len(value) > LONGEST[key]
    ]
    if "name" not in contact:
        wrong.append(CellFault("nameless", line, "name"))
    if not {"email", "phone", "address"} & contact.keys():
        wrong.append(CellFault("unreachable", line, "email"))
    if "email" in contact:
        try:
            validate_email(contact["email"])
        except ValidationError:
            wrong.append(CellFault("email", line, "email", contact["email"][:60]))
    if "phone" in contact and (
        not re.fullmatch(r"\+?[\d\s().\-/]+", contact["phone"]) or len(digits_of(contact["phone"])) < 7
    ):
        wrong.append(CellFault("phone", line, "phone", contact["phone"][:60]))
    if contact.get("language", languages[0]) not in languages:
        wrong.append(CellFault("value", line, "language", contact["language"][:60], tuple(languages)))
    return wrong


class _Field:
    """How the cells of one field are read."""

    def __init__(self, field: Field) -> None:
        self.field = field
        self.values = tuple(str(one["value"]) for one in field.values)
        labels = [(label, one["value"]) for one in field.values for label in one.get("labels", {}).values()]
        self.known = {folded(str(label)): str(value) for label, value in labels}
        self.known |= {folded(value): value for value in self.values}

    def read(self, cell: str) -> str | tuple[str, tuple[str, ...]]:
        """What is kept of a cell, or the kind of its fault with the values that it might have."""
        if self.field.kind == Field.Kind.ELIGIBILITY:
            if folded(cell) in YES:
                return "yes"
            return ("ineligible", ()) if self.field.required else ""
        if not cell:
            return ("empty", self.values) if self.field.required else ""
        if self.field.kind == Field.Kind.TEXT:
            return cell if len(cell) <= TEXT_LONGEST else ("long", ())
        return self.known.get(folded(cell)) or ("value", self.values)


@transaction.atomic
def import_people(*, assembly: Assembly, name: str, data: bytes, by: User | None) -> int:
    """Takes a table of people into the pool, all at once; how many.

    Raises:
        Fault: it cannot be read, a cell is wrong, the same file came before, or the pool is closed.
    """
    held = Assembly.objects.select_for_update(no_key=True).get(pk=assembly.pk)
    closed = closing_of(held)
    if closed is not None:
        raise PoolIsClosed(closed.people)
    read = read_people(from_upload(name, data, read_table), list(held.fields.all()), held.languages or ["en"])
    digest = sha256(data).hexdigest()
    try:
        with transaction.atomic():
            PoolImport.objects.create(assembly=held, sha256=digest, people=len(read), by=by)
    except IntegrityError:
        raise ImportedBefore(PoolImport.objects.get(assembly=held, sha256=digest).people) from None
    last = Volunteer.objects.filter(assembly=held).aggregate(last=Max("number"))["last"] or 0
    now = timezone.now()
    usual: dict[str, Any] = {
        "assembly": held,
        "state": Volunteer.State.CONFIRMED,
        "channel": CHANNEL,
        "registered_by": by,
        "registered_at": now,
        "confirmed_at": now,
    }
    people = (
        Volunteer(
            number=number,
            language=one.language,
            features=one.features,
            contact=one.contact,
            email_blind=blind_email(one.contact.get("email", "")),
            phone_blind=blind_phone(one.contact.get("phone", "")),
            household_blind=blind_household(one.contact.get("address", "")),
            **usual,
        )
        for number, one in enumerate(read, last + 1)
    )
    Volunteer.objects.bulk_create(people, batch_size=AT_ONCE)
    find_doublets(assembly=held)
    return len(read)
