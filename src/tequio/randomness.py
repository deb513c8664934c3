"""Checkable seeds: what was thrown, drawn or published, and the one number that follows from it.

Every source becomes one line of text, S, that anybody can write down, and S and the root of the
lottery give the number (`docs/spec/draw.md`, section 5). Generators for computations are made here
too, from a seed and a label, and nowhere else; salts and pseudonyms come from the operating system.
"""

import re
import secrets
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

import numpy as np
import rfc8785

from tequio.faults import Fault

BITS = 128  # what dice must yield: nobody can try so many outcomes
EXACT_TOTAL = 2**64  # the sum of the weights of the exact form
BALLS = 6  # numbers from a public lottery at least: six of 49 leave 14 million outcomes
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # no i, l, o, u: they are misread


@dataclass(frozen=True)
class Source:
    """Public randomness as announced and read.

    Args:
        kind: a key of `SOURCES`.
        text: S, one line.
        round: the round of a drand pulse, else `None`.
        signature: the signature of a drand pulse, 96 hexadecimal digits, else `None`.
    """

    kind: str
    text: str
    round: int | None = None
    signature: str | None = None

    @property
    def rehearsal(self) -> bool:
        """Whether somebody chose it, so that the draw counts for nothing."""
        return self.kind == "seed"


@dataclass(eq=False)
class UnknownSource(Fault):
    """There is no such kind of randomness."""

    kind: str


@dataclass(eq=False)
class DigitsDoNotFit(Fault):
    """Digits name a panel only when the number of panels is a power of ten."""

    panels: int


@dataclass(eq=False)
class NoDigit(Fault):
    """A sign among the digits that is none from 0 to 9."""

    text: str
    sign: str


@dataclass(eq=False)
class WrongDigits(Fault):
    """As many digits are needed as the number of panels has noughts."""

    text: str
    given: int
    expected: int
    panels: int


@dataclass(eq=False)
class BadDice(Fault):
    """What stands at `position` (from 1; 0 for the die itself) is no throw."""

    position: int
    found: str


@dataclass(eq=False)
class ThrowOutOfRange(Fault):
    """A throw that this die cannot show; `position` counts from 1."""

    position: int
    throw: int
    sides: int


@dataclass(eq=False)
class TooFewThrows(Fault):
    """The throws yield `bits` of the 128 that are needed; `missing` more throws would do."""

    sides: int
    thrown: int
    missing: int
    bits: int


@dataclass(eq=False)
class BadBalls(Fault):
    """What stands at `position` of source `source` (both from 1; position 0: none at all) is no number."""

    source: int
    position: int
    found: str


@dataclass(eq=False)
class TooFewBalls(Fault):
    """So few numbers have so few outcomes that whoever fixes the lottery could try them all."""

    given: int
    needed: int


@dataclass(eq=False)
class BadPulse(Fault):
    """A pulse is written ROUND:SIGNATURE, a whole number and 96 hexadecimal digits."""

    text: str


@dataclass(eq=False)
class UnverifiedPulse(Fault):
    """The signature is not that of this round of drand quicknet."""

    round: int


@dataclass(eq=False)
class BadSeed(Fault):
    """A seed is one line of text that is not empty."""

    text: str


def digits(text: str, total: int) -> Source:
    """Ten-sided dice or balls that name the panel: `4 1 7`, or `417`.

    Args:
        text: the digits as read; spaces, commas, dots and dashes may part them.
        total: how many panels there are.

    Raises:
        DigitsDoNotFit: `total` is no power of ten.
        NoDigit: something else than digits.
        WrongDigits: too many, or too few.
    """
    expected = len(str(total)) - 1
    if expected < 1 or total != 10**expected:
        raise DigitsDoNotFit(total)
    read = re.sub(r"[\s,.;-]+", "", text)
    strange = re.search(r"[^0-9]+", read)
    if strange:
        raise NoDigit(text, strange[0])
    if len(read) != expected:
        raise WrongDigits(text, len(read), expected, total)
    return Source("digits", " ".join(("digits", *read)))


def dice(text: str, total: int) -> Source:  # noqa: ARG001
    """Throws of one kind of die, as thrown: `d6: 3 1 6 …`; bare numbers are throws of a d6.

    Raises:
        BadDice: something that is no number, or a die with fewer than 2 or more than 1,000 sides.
        ThrowOutOfRange: a throw that this die cannot show.
        TooFewThrows: they yield less than 128 bits.
    """
    tokens = re.findall(r"[^\s,;:]+", text)
    sides = 6
    if tokens and tokens[0][:1] in "dD":
        die = tokens.pop(0)
        sides = _whole(die[1:], BadDice(0, die))
        if not 2 <= sides <= 1000:
            raise BadDice(0, die)
    throws = [_whole(token, BadDice(place, token)) for place, token in enumerate(tokens, 1)]
    for place, throw in enumerate(throws, 1):
        if not 1 <= throw <= sides:
            raise ThrowOutOfRange(place, throw, sides)
    needed = throws_needed(sides)
    if len(throws) < needed:
        # whole bits, rounded down: sides^throws lies between 2^bits and 2^(bits + 1)
        bits = (sides ** len(throws)).bit_length() - 1
        raise TooFewThrows(sides, len(throws), needed - len(throws), bits)
    return Source("dice", " ".join(("dice", f"d{sides}", *map(str, throws))))


def throws_needed(sides: int) -> int:
    """How many throws of a die yield at least 128 bits: 50 of a d6, 30 of a d20."""
    throws = 1
    while sides**throws < 2**BITS:
        throws += 1
    return throws


def balls(text: str, total: int) -> Source:  # noqa: ARG001
    """Public lottery results, joined as RFC 3797 does: `9319 / 2 5 12 8 10`.

    Args:
        text: the numbers of each source; `/` parts the sources, spaces, commas, dots or
            semicolons the numbers. What this function returns may be read again.
        total: unused; all readers of sources take it.

    Raises:
        BadBalls: a source without numbers, or something that is no number.
        TooFewBalls: fewer than six numbers in all.
    """
    parts = text.strip().removesuffix("/").split("/")
    joined, given = "", 0
    for at, part in enumerate(parts, 1):
        tokens = re.findall(r"[^\s,.;]+", part)
        if not tokens:
            raise BadBalls(at, 0, part)
        numbers = [_whole(token, BadBalls(at, place, token)) for place, token in enumerate(tokens, 1)]
        joined += "".join(f"{number}." for number in sorted(numbers)) + "/"
        given += len(numbers)
    if given < BALLS:
        raise TooFewBalls(given, BALLS)
    return Source("balls", f"balls {joined}")


def drand(text: str, verify: Callable[[int, str], bool]) -> Source:
    """A pulse of drand quicknet: `ROUND:SIGNATURE`.

    Args:
        text: the round and its signature.
        verify: whether a signature is that of a round: `tequio.record.drand.verify`, which stands
            above this module and is therefore an argument.

    Raises:
        BadPulse: not of that form.
        UnverifiedPulse: `verify` says no.
    """
    found = re.fullmatch(r"\s*([0-9]{1,19})\s*:\s*([0-9a-fA-F]{96})\s*", text)
    if not found or int(found[1]) == 0:
        raise BadPulse(text)
    number, signature = int(found[1]), found[2].lower()
    if not verify(number, signature):
        raise UnverifiedPulse(number)
    randomness = sha256(bytes.fromhex(signature)).hexdigest()
    return Source("drand", f"drand quicknet {number} {randomness}", number, signature)


def seed(text: str, total: int) -> Source:  # noqa: ARG001
    """Any line of text, for rehearsals.

    Raises:
        BadSeed: an empty text, one of several lines, or one that is no Unicode.
    """
    # str.splitlines knows every line end that another program might take for one
    if not text.strip() or text.splitlines() != [text] or re.search("[\ud800-\udfff]", text):
        raise BadSeed(text)
    return Source("seed", f"seed {text}")


SOURCES: dict[str, Callable[[str, int], Source]] = {
    "digits": digits,
    "dice": dice,
    "balls": balls,
    "seed": seed,
}


def source(kind: str, text: str, total: int, verify: Callable[[int, str], bool]) -> Source:
    """Reads and checks public randomness of any kind.

    Args:
        kind: `digits`, `dice`, `balls`, `drand` or `seed`.
        text: as typed by those who threw or looked it up.
        total: how many panels there are, or `EXACT_TOTAL`.
        verify: checks a drand pulse; see `drand`.

    Raises:
        UnknownSource: another kind. And what the reader of that kind raises.
    """
    if kind == "drand":
        return drand(text, verify)
    if kind not in SOURCES:
        raise UnknownSource(kind)
    return SOURCES[kind](text, total)


def number(root: str, source: Source, total: int) -> int:
    """The number that the randomness gives for a lottery.

    Args:
        root: the root of the lottery, 64 hexadecimal digits.
        source: the randomness.
        total: N, how many panels there are, or `EXACT_TOTAL`.

    Returns:
        u with 0 ≤ u < N, each equally likely. Panel u + 1 is drawn; in the exact form the first
        composition at which the sum of the weights exceeds u.
    """
    if source.kind == "digits":
        return (int(source.text.removeprefix("digits").replace(" ", "")) - 1) % total
    attempt = 0
    while True:
        text = f"tequio-draw/1\n{root}\n{source.text}\n{attempt}\n"
        value = int.from_bytes(sha256(text.encode()).digest(), "big")
        if value < 2**256 - 2**256 % total:
            return value % total
        attempt += 1


def order_key(label: str, root: str, source: Source, pseudonym: str) -> bytes:
    """Where somebody stands in an order that the randomness decides; lowest first.

    Args:
        label: what is ordered: `tequio-order/1` (people of a type) or `tequio-reserve/1`.
        root: the root of the lottery, 64 hexadecimal digits.
        source: the randomness.
        pseudonym: the person's.
    """
    return sha256(rfc8785.dumps([label, root, source.text, pseudonym])).digest()


def in_order(label: str, root: str, source: Source, pseudonyms: Iterable[str]) -> list[str]:
    """The pseudonyms in the order of their `order_key`."""
    return sorted(pseudonyms, key=lambda pseudonym: order_key(label, root, source, pseudonym))


def generator(seed: str, label: str) -> np.random.Generator:
    """The only maker of generators: the same seed and label give the same stream.

    Args:
        seed: any text.
        label: what the stream is for, so that two computations with one seed share none.
    """
    digest = sha256(rfc8785.dumps(["tequio-generator/1", label, seed])).digest()
    return np.random.Generator(np.random.PCG64(int.from_bytes(digest, "big")))


def salts(n: int) -> list[str]:
    """As many salts of 32 bytes from the operating system, as hexadecimal text."""
    return [secrets.token_hex(32) for _ in range(n)]


def pseudonyms(n: int) -> list[str]:
    """As many different pseudonyms from the operating system, in no order that says anything."""
    chosen: dict[str, None] = {}
    while len(chosen) < n:
        drawn = secrets.token_bytes(5 * (n - len(chosen)))
        chosen.update((_pseudonym(drawn[at : at + 5]), None) for at in range(0, len(drawn), 5))
    return list(chosen)


def _pseudonym(drawn: bytes) -> str:
    bits = int.from_bytes(drawn, "big")
    letters = "".join(ALPHABET[bits >> shift & 31] for shift in range(35, -1, -5))
    return f"{letters[:4]}-{letters[4:]}"


def _whole(token: str, fault: Fault) -> int:
    # ASCII only, and short: int() would also read digits of other scripts and very long numbers
    if not re.fullmatch("[0-9]{1,12}", token):
        raise fault
    return int(token)
