"""Fields and people of a pool, clearly invented."""

from typing import Any

from tequio.web.assemblies.models import Assembly
from tequio.web.recruitment.models import Field, Volunteer
from tequio.web.recruitment.registration.contacts import blind_email, blind_household, blind_phone

FEATURES = {"Gender": ["female", "male"], "Age": ["16-29", "30-59", "60+"]}


def ask(assembly: Assembly) -> None:
    """The fields of the tests: two features, an eligibility, a text."""
    for place, (name, values) in enumerate(FEATURES.items()):
        Field.objects.create(
            assembly=assembly,
            name=name,
            place=place,
            labels={"en": name},
            values=[{"value": value, "labels": {"en": value.title()}} for value in values],
        )
    Field.objects.create(assembly=assembly, name="Lives here", kind=Field.Kind.ELIGIBILITY, place=5)
    Field.objects.create(assembly=assembly, name="Note", kind=Field.Kind.TEXT, place=6, required=False)


def volunteer(assembly: Assembly, number: int, **given: Any) -> Volunteer:
    """Somebody invented in the pool."""
    contact = {"name": f"Example Person {number}", "email": f"p{number}@example.org"} | given.pop(
        "contact", {}
    )
    features = {
        "Gender": ["female", "male"][number % 2],
        "Age": ["16-29", "30-59", "60+"][number % 3],
    } | given.pop("features", {})
    return Volunteer.objects.create(
        **{
            "assembly": assembly,
            "number": number,
            "state": Volunteer.State.CONFIRMED,
            "language": "en",
            "channel": "web",
            "contact": contact,
            "features": features,
            "email_blind": blind_email(contact.get("email", "")),
            "phone_blind": blind_phone(contact.get("phone", "")),
            "household_blind": blind_household(contact.get("address", "")),
        }
        | given
    )
