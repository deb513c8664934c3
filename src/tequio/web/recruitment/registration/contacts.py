"""E-mail addresses, telephone numbers and postal addresses in one form, and how they are found again.

Contacts are sealed; beside them stand keyed hashes (`keys.blind`) of the forms that these functions make.
"""

import re
import unicodedata

from tequio.web import keys


def blind_email(email: str) -> str:
    """By which an e-mail address is found; empty for none."""
    return keys.blind("email", email.strip().lower()) if email.strip() else ""


def blind_phone(phone: str) -> str:
    """By which a telephone number is found; empty for none."""
    return keys.blind("phone", digits) if (digits := digits_of(phone)) else ""


def blind_household(address: str) -> str:
    """By which people of one postal address are found; empty for none."""
    return keys.blind("household", folded) if (folded := folded_address(address)) else ""


def digits_of(phone: str) -> str:
    """A telephone number without spaces, brackets and signs: its last ten digits, whatever its prefix."""
    return re.sub(r"\D", "", phone)[-10:]


def folded_address(address: str) -> str:
    """A postal address in small letters, without accents, signs and double spaces."""
    plain = unicodedata.normalize("NFKD", address.casefold())
    return " ".join(re.findall(r"\w+", "".join(sign for sign in plain if not unicodedata.combining(sign))))
