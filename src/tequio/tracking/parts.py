"""A name taken apart: what kind of unit, where, with which numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from tequio.tracking.abbreviations import KIND_WORDS, STOP
from tequio.tracking.english import WORDS
from tequio.tracking.names import Token, noun
from tequio.tracking.states import MARK, NAMES, STATES
from tequio.tracking.towns import towns

Counted = tuple[int, str]  # a number, and what is counted
OF_KIND = KIND_WORDS | WORDS


@dataclass(frozen=True, slots=True)
class Parts:
    """A name taken apart: words of the kind, words of the place (a state as its token), numbers."""

    kind: tuple[str, ...]
    place: tuple[str, ...]
    numbers: tuple[Counted, ...]


def taken_apart(tokens: Sequence[Token], state: str = "") -> Parts:
    """A name's kind, place and numbers; `state` is the INEGI code that the register has in a column."""
    kind, place = split(tokens)
    kind, place = with_town(kind, place, state)
    return Parts(once(worded(kind)), once(_place(place, state)), counted(tokens))


def with_town(
    kind: Sequence[Token], place: Sequence[Token], state: str
) -> tuple[Sequence[Token], Sequence[Token]]:
    """A town that is called by words of kinds (`La Compañía`, `Centro`) is of the place, before its state."""
    code = state or (STATES.get(place[0].text, place[0].state) if place else "").removeprefix(MARK)
    for start in range(len(kind) - 1, max(0, len(kind) - 4), -1):
        if kind[start].numbers or kind[start - 1].text != "de":
            continue
        town = " ".join(token.text for token in kind[start:])
        if (code, town) in _towns_like_kinds() and len({t.segment for t in kind[start:]}) == 1:
            return kind[:start], (*kind[start:], *place)
    return kind, place


@cache
def _towns_like_kinds() -> frozenset[tuple[str, str]]:
    """State and name of the towns of whose names each word is one of kinds."""
    return frozenset((code, name) for code, name in towns() if set(name.split()) <= OF_KIND | STOP)


@cache
def _titles() -> frozenset[str]:
    """Words of kinds that also begin or are in the names of towns: `General Bravo`."""
    return OF_KIND & {word for _, name in towns() for word in name.split()}


def once(words: Sequence[str]) -> tuple[str, ...]:
    """Each word once, in the order of the first."""
    return tuple(dict.fromkeys(words))


def split(tokens: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]]:
    """Kind and place: it begins after the last preposition before the first word that is of no kind.

    What stands before the first preposition of a name that begins with a kind is of the kind, known
    or not (`Agrupamiento Ecuestre de …`). In English the place stands first.
    """
    lead = 0
    if tokens and not _of_place(tokens[0]) and tokens[0].text not in STOP:
        lead = next(
            (at for at, t in enumerate(tokens) if t.text in STOP or t.segment or t.state), len(tokens)
        )
    first = next((at for at in range(lead, len(tokens)) if _of_place(tokens[at])), len(tokens))
    if first == len(tokens):
        return tokens, ()
    start = first
    while (
        start > lead
        and tokens[start - 1].text not in STOP
        and tokens[start - 1].segment == tokens[first].segment
        and (tokens[start - 1].text not in OF_KIND or tokens[start - 1].text in _titles())
    ):
        start -= 1
    kinds = sum(token.text in OF_KIND for token in tokens)
    behind = next((at for at, token in enumerate(tokens) if token.text in OF_KIND), len(tokens))
    if start == 0 and kinds > 1 and not any(map(_of_place, tokens[behind:])):
        return tokens[behind:], tokens[:behind]
    return tokens[:start], tokens[start:]


def _of_place(token: Token) -> bool:
    return not token.numbers and (bool(token.state) or token.text not in OF_KIND | STOP)


def worded(tokens: Sequence[Token]) -> tuple[str, ...]:
    """The words that mean something; a state that several words name as its token."""
    return tuple(t.state or t.text for t in tokens if not t.numbers and t.text not in STOP)


def _place(tokens: Sequence[Token], state: str) -> tuple[str, ...]:
    """The words of a place; the state at its end, or that the register has in a column, as its token."""
    words = list(worded(tokens))
    code = MARK + state if MARK + state in NAMES else ""
    last = words[-1] if words else ""
    if code and STATES.get(last) == code:
        words[-1] = code
    elif (
        not code and last in STATES and NAMES[STATES[last]] == last and tokens[-1].segment > tokens[0].segment
    ):
        words[-1] = STATES[last]
    elif code and code not in words:
        words.append(code)
    return tuple(words)


def counted(tokens: Sequence[Token]) -> tuple[Counted, ...]:
    """The numbers of a register's name, and what each counts: the next word, or the last."""
    found = []
    for at, token in enumerate(tokens):
        if token.numbers:
            found.append((token.numbers[0][0], next(iter(beside(tokens, at)), "")))
    return tuple(found)


def beside(tokens: Sequence[Token], at: int) -> tuple[str, ...]:
    """What a number may count: the noun after it or before it, else the last one if it ends the name."""
    after = noun(tokens[at + 1].text) if at + 1 < len(tokens) and not tokens[at + 1].numbers else ""
    before = noun(tokens[at - 1].text) if at and not tokens[at - 1].numbers else ""
    if after or before:
        return tuple(word for word in (after, before) if word)
    if at + 1 < len(tokens) and tokens[at + 1].segment == tokens[at].segment:
        return ()
    earlier = (noun(token.text) for token in reversed(tokens[:at]) if not token.numbers)
    return tuple(word for word in (next(filter(None, earlier), ""),) if word)
