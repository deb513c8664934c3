"""The receipt of a volunteer: a number, a code, and a square that holds both."""

import hmac
from urllib.parse import urlencode

import segno
from django.conf import settings
from django.urls import reverse

from tequio.web.assemblies.models import Assembly
from tequio.web.recruitment.models import Volunteer

SHORT = 16  # hexadecimal digits of the salt that somebody types: 64 bits


def code_of(volunteer: Volunteer) -> str:
    """What a person types: the first digits of the salt, in groups of four."""
    return " ".join(volunteer.salt[start : start + 4] for start in range(0, SHORT, 4))


def address_of(volunteer: Volunteer) -> str:
    """The address of *was I in the pot?* that holds number and salt."""
    path = reverse("public:pot", args=[volunteer.assembly.slug])
    asked = urlencode({"number": volunteer.number, "salt": volunteer.salt})
    return f"{settings.SITE_URL}{path}?{asked}"


def square_of(volunteer: Volunteer) -> str:
    """The QR code of that address, as a picture within the page."""
    return segno.make(address_of(volunteer), error="m").svg_data_uri(
        scale=4, border=2, dark="#000", light="#fff"
    )


def holder(assembly: Assembly, number: int, salt: str) -> Volunteer | None:
    """Whose receipt it is; `None` if there is no such receipt.

    Args:
        assembly: whose.
        number: on the receipt.
        salt: the whole salt, or its first digits.
    """
    volunteer = Volunteer.objects.filter(assembly=assembly, number=number).select_related("assembly").first()
    if volunteer is None or not volunteer.salt or len(salt) < SHORT:
        return None
    return volunteer if hmac.compare_digest(volunteer.salt[: len(salt)], salt) else None
