"""What is held on one person, field by field, out of every table: for the person, on request.

Complaints are not among it: they may name others.
"""

from datetime import date, datetime
from typing import Any

from django.db.models import BinaryField, FileField, Model

from tequio.web.language import _, current
from tequio.web.members.models import Offer
from tequio.web.privacy.personal import HELD, about_volunteers, rows_of
from tequio.web.recruitment.models import AddressClaim, Field, Letter, Volunteer

Row = dict[str, Any]


def held_on(volunteer: Volunteer) -> dict[str, list[Row]]:
    """The rows about a volunteer by table, each field with what it holds; ready for JSON."""
    tables = {}
    for label in sorted(about_volunteers(), key=lambda label: (label != "recruitment.Volunteer", label)):
        if not HELD[label].shown:
            continue
        rows = rows_of(volunteer, label).order_by("pk") if HELD[label].of else [volunteer]
        if found := [_row(row) for row in rows]:
            tables[label] = found
    return tables


def _row(row: Model) -> Row:
    staff = set(HELD[row._meta.label].staff.split())
    return {
        one.attname: _plain(getattr(row, one.attname))
        for one in row._meta.concrete_fields
        if one.name not in staff and not isinstance(one, BinaryField | FileField)
    }


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date) else value


def told(volunteer: Volunteer) -> list[tuple[str, str]]:
    """What of it people read: contact, answers, needs and the letter, one line each with its label.

    In few queries: what hangs on one row comes with it.
    """
    labels = _labels(volunteer)
    parts = [volunteer.contact, volunteer.features]
    claim = AddressClaim.objects.filter(volunteer=volunteer).first()
    parts += [{"address": claim.address}] if claim else []
    parts += [letter.sealed["row"] for letter in Letter.objects.filter(volunteer=volunteer)]
    for offer in Offer.objects.filter(volunteer=volunteer).select_related("face", "needs"):
        face, needs = getattr(offer, "face", None), getattr(offer, "needs", None)
        parts += [{"name": face.name, "sentence": face.sentence}] if face else []
        parts += [needs.content] if needs else []
    return [(labels.get(key, key), _line(one)) for part in parts for key, one in part.items() if one]


def _labels(volunteer: Volunteer) -> dict[str, str]:
    """What fields are called: the assembly's own words for what it asked."""
    asked = Field.objects.filter(assembly=volunteer.assembly)
    language = current().locale.language
    own = {one.name: one.labels.get(language) or one.name for one in asked}
    plain = {
        "kinds": _("What you need"),
        "text": _("In your words"),
        "sentence": _("What everybody may read"),
        "name": _("Name"),
        "email": _("E-mail address"),
        "phone": _("Telephone"),
        "address": _("Address"),
    }
    return own | {name: str(label) for name, label in plain.items()}


def _line(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(_line(one) for one in value.values())
    return ", ".join(map(_line, value)) if isinstance(value, list) else str(value)
