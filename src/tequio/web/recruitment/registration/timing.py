"""The signed token of a form: when it was shown. Programs send at once what people take a while to write."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.core import signing

SHORTEST, LONGEST = timedelta(seconds=3), timedelta(hours=12)
SALT = "tequio.registration-form"


@dataclass(frozen=True)
class Shown:
    """A form that was shown: `nonce` tells it from all others; `timely` says whether its time is credible."""

    nonce: str
    timely: bool


def issue(now: datetime) -> str:
    """The token of a form that is shown now."""
    return signing.Signer(salt=SALT).sign(f"{secrets.token_hex(16)}-{int(now.timestamp())}")


def read(token: str, now: datetime) -> Shown | None:
    """What a token says; `None` if this site never made it."""
    try:
        nonce, _, at = signing.Signer(salt=SALT).unsign(token).partition("-")
    except signing.BadSignature:
        return None
    passed = now.timestamp() - int(at)
    return Shown(nonce, SHORTEST.total_seconds() <= passed <= LONGEST.total_seconds())
