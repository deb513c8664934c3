"""The commitments of a draw: salted hashes that bind people and panels before anybody knows the number.

`docs/spec/draw.md`, section 2, says what stands in each. A commitment is 32 bytes and goes into a
tree (`merkle.py`) as it is; salts come from `randomness.salts`, as hexadecimal text.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

import rfc8785


def canonical(value: Any) -> bytes:
    """A value as canonical JSON (RFC 8785).

    Raises:
        ValueError: a number or a text that has no canonical form.
    """
    return rfc8785.dumps(value)


def public_bytes(value: dict[str, Any]) -> bytes:
    """The bytes of a file in `public/`: canonical JSON and one line feed."""
    return canonical(value) + b"\n"


def person(salt: str, pseudonym: str, identity: str, household: int | None, values: Sequence[str]) -> bytes:
    """The commitment to a person: who it is, and the value of each feature, in the order of `features`."""
    return _hashed(["tequio-person/1", salt, pseudonym, identity, household, list(values)])


def seats(salt: str, pseudonym: str, numbers: Iterable[int]) -> bytes:
    """The commitment to the numbers of the panels that a person is in; `salt` is the person's."""
    return _hashed(["tequio-seats/1", salt, pseudonym, sorted(numbers)])


def panel(salt: str, number: int, members: Iterable[str], reserves: Sequence[str]) -> bytes:
    """The commitment to a numbered panel: its members' pseudonyms, and its reserves in order."""
    return _hashed(["tequio-panel/1", salt, number, sorted(members), list(reserves)])


def composition(salt: str, number: int, weight: int, counts: Iterable[tuple[int, int]]) -> bytes:
    """The commitment to a composition of the exact form: how many people of each type.

    Args:
        salt: of this composition.
        number: its number, from 1.
        weight: its share of 2^64; written as text, since it may exceed what JSON numbers hold.
        counts: pairs of a type and its number of people; those of none are left out.
    """
    chosen = sorted([kind, count] for kind, count in counts if count > 0)
    return _hashed(["tequio-composition/1", salt, number, str(weight), chosen])


def seated(salt: str, counts: Iterable[int]) -> bytes:
    """The commitment to how many members stay under each quota, in the order of the quotas."""
    return _hashed(["tequio-seated/1", salt, list(counts)])


def volunteer(salt: str, number: int, features: Mapping[str, str]) -> bytes:
    """The commitment to somebody who registered: the receipt's number and salt, and what was answered.

    `docs/spec/volunteers.md` says when it is published; it holds no name and no contact.

    Raises:
        ValueError: an answer has no canonical form.
    """
    answers = sha256(canonical(dict(features))).hexdigest()
    return _hashed(["tequio-volunteer/1", salt, number, answers])


def _hashed(value: list[Any]) -> bytes:
    # On arrays of texts and whole numbers the encoder of the standard library writes what RFC 8785
    # asks for, thirty times as fast as rfc8785; a property test holds the two together.
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return sha256(text.encode()).digest()
