"""Signed, expiring links for one purpose, so that nobody needs an account.

A link says its purpose and whose it is by id, signed with the site's key; it holds no data. What
must work only once is kept with the thing itself (an offer that was answered, a code that was used).
"""

from dataclasses import dataclass
from datetime import timedelta

from django.core import signing

from tequio.faults import Fault


@dataclass(eq=False)
class LinkExpired(Fault):
    """A link that was good once; a new one can be asked for."""

    purpose: str


@dataclass(eq=False)
class LinkWrong(Fault):
    """A link that this site never made, or that was cut."""

    purpose: str


def make(purpose: str, identity: str) -> str:
    """The end of a link: safe in addresses."""
    return signing.TimestampSigner(salt=f"tequio.{purpose}").sign(identity).replace(":", ".")


def read(purpose: str, text: str, age: timedelta) -> str:
    """Whose link it is, by id.

    Raises:
        LinkExpired: it is older than `age`.
        LinkWrong: for another purpose, changed, or cut.
    """
    try:
        return signing.TimestampSigner(salt=f"tequio.{purpose}").unsign(text.replace(".", ":"), max_age=age)
    except signing.SignatureExpired:
        raise LinkExpired(purpose) from None
    except signing.BadSignature:
        raise LinkWrong(purpose) from None
