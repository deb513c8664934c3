"""Acts: the entries of the public record, and their bytes.

`docs/spec/record.md` says what each kind holds; `verifier.py` knows the same table by itself. An act
holds no personal data and no free text: people and texts stand in it as hashes.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tequio.faults import Fault
from tequio.record.commitments import canonical

VERSION = 1
LONGEST = 65535  # bytes of an act, since bundles of acts write their lengths in two bytes
Test = Callable[[Any], bool]


@dataclass(eq=False)
class PayloadUnfit(Fault):
    """What an act should hold is not what its kind holds, at `key`."""

    kind: str
    key: str


def _matches(pattern: str) -> Test:
    form = re.compile(pattern)
    return lambda value: isinstance(value, str) and form.fullmatch(value) is not None


def _whole(value: Any) -> bool:
    return type(value) is int and 0 <= value < 2**53


def _one_of(*words: str) -> Test:
    return lambda value: value in words


def _many(test: Test, least: int = 0, most: int = 1 << 20) -> Test:
    return lambda value: isinstance(value, list) and least <= len(value) <= most and all(map(test, value))


def _or_none(test: Test) -> Test:
    return lambda value: value is None or test(value)


def _by_language(value: Any) -> bool:
    return (
        isinstance(value, dict) and bool(value) and all(LANGUAGE(key) and HASH(value[key]) for key in value)
    )


HASH = _matches("[0-9a-f]{64}")
NAME = _matches("[a-z0-9][a-z0-9-]{0,59}")
LANGUAGE = _matches("[a-z]{2,3}(-[a-zA-Z0-9]{2,8})?")
DAY = _matches(r"\d{4}-\d{2}-\d{2}")
MOMENT = _matches(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z")
SOURCE = _one_of("digits", "dice", "balls", "drand")
VERDICT = _one_of("yes", "no", "in_part")
KEY = _matches("[0-9a-f]{64}")
TWO = _many(HASH, 2, 2)  # two people of the staff, each as a salted hash
STAGE = NAME

OF_SITE = ("log.opened", "key.rotated", "backup.restored")
# What the payload of each kind holds, each key with its test; their order here is no law.
KINDS: dict[str, dict[str, Test]] = {
    # of the site
    "log.opened": {"key": KEY, "name": HASH},
    "key.rotated": {"old": KEY, "new": KEY, "signature": _matches("[0-9a-f]{128}")},
    "backup.restored": {"size": _whole, "root": HASH},
    # of an assembly
    "assembly.opened": {"languages": _many(LANGUAGE, 1)},
    "text.published": {"text": NAME, "version": _whole, "languages": _by_language},
    "text.withdrawn": {"hashes": _many(HASH, 1)},
    "promise.made": {"commissioner": _by_language, "promise": _by_language, "answer_by": DAY},
    "body.appointed": {"body": NAME, "members": _whole, "declarations": _by_language},
    "stage.opened": {"stage": STAGE},
    "stage.closed": {"stage": STAGE},
    # whom to invite
    "frame.fixed": {"sha256": HASH, "rows": _whole},
    "plan.fixed": {"plan": HASH, "frame": HASH},
    "letters.announced": {"plan": HASH, "source": SOURCE, "round": _or_none(_whole), "at": MOMENT},
    "letters.drawn": {"plan": HASH, "invitation": HASH},
    "letters.certified": {"invitation": HASH, "letters": _whole},
    "frame.deleted": {"sha256": HASH},
    # who came forward
    "targets.published": {"targets": HASH, "source": _by_language},
    "registration.opened": {"fields": HASH},
    "registration.closed": {"registered": _whole},
    "volunteers.committed": {"day": DAY, "commitments": _many(HASH, 1, 900)},
    "volunteers.erased": {"count": _whole},
    "pool.closed": {"people": _whole, "root": HASH},
    # the panel
    "quotas.fixed": {"quotas": HASH, "size": _whole},
    "quota.departed": {"quotas": HASH, "reason": _by_language},
    "lottery.published": {"lottery": HASH, "quotas": HASH, "kind": _one_of("lottery", "replacement")},
    "randomness.announced": {"lottery": HASH, "source": SOURCE, "round": _or_none(_whole), "at": MOMENT},
    "randomness.revealed": {"lottery": HASH, "text": HASH, "by": TWO},
    "panel.drawn": {"lottery": HASH, "draw": HASH, "number": _whole},
    "redraw.decided": {"lottery": HASH, "draw": HASH, "reason": _by_language, "by": TWO},
    "panel.confirmed": {"confirmed": _whole, "declined": _whole, "lapsed": _whole},
    "places.freed": {"draw": HASH, "places": _whole},
    "exception.made": {"reason": _by_language, "by": TWO},
    # who looked
    "audit.announced": {"lottery": HASH, "source": SOURCE, "round": _or_none(_whole), "at": MOMENT},
    "audit.sampled": {"lottery": HASH, "text": HASH, "sample": HASH},
    "audit.found": {"lottery": HASH, "finding": _by_language, "auditor": HASH, "holds": VERDICT},
}  # fmt: skip


def check(kind: str, payload: Mapping[str, Any]) -> None:
    """Sees that a payload is what its kind holds.

    Raises:
        PayloadUnfit: unknown kind, a key too few or too many, or a value of another shape.
    """
    shape = KINDS.get(kind)
    if shape is None:
        raise PayloadUnfit(kind, "kind")
    for key in sorted(shape.keys() | payload.keys()):
        if key not in shape or key not in payload or not shape[key](payload[key]):
            raise PayloadUnfit(kind, key)


def moment(at: datetime) -> str:
    """A time as acts write it: UTC, whole seconds, `2026-11-24T18:00:00Z`.

    Raises:
        ValueError: it has no time zone.
    """
    if at.tzinfo is None:
        raise ValueError(at)
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def act_bytes(sequence: int, at: datetime, kind: str, assembly: str, payload: Mapping[str, Any]) -> bytes:
    """The canonical JSON (RFC 8785) of an act, which is also the data of its leaf in the tree.

    Args:
        sequence: its place in the log, from 0.
        at: when, by the operator's clock.
        kind: one of `KINDS`.
        assembly: its slug, or empty for acts of the site.
        payload: what the kind holds.

    Raises:
        PayloadUnfit: the payload is not what this kind holds, the slug is none, or the act is too long.
    """
    check(kind, payload)
    if bool(assembly) == (kind in OF_SITE) or (assembly and not NAME(assembly)):
        raise PayloadUnfit(kind, "assembly")
    data = canonical(
        {
            "version": VERSION,
            "sequence": sequence,
            "time": moment(at),
            "kind": kind,
            "assembly": assembly or None,
            "payload": dict(payload),
        }
    )
    if len(data) > LONGEST:
        raise PayloadUnfit(kind, "length")
    return data
