"""Spaces that were lost or put in: words parted or joined again by the words that a register has."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tequio.tracking.abbreviations import EXPANSIONS, SOFT, STOP
from tequio.tracking.names import Token
from tequio.tracking.states import STATES


def repaired(tokens: Sequence[Token], known: frozenset[str]) -> tuple[Token, ...]:
    """The tokens, unknown words parted into known ones or joined with the next where that gives one.

    Args:
        tokens: of a name.
        known: the words of a register.

    Returns:
        Tokens in the same order; numbers and words that are known stay as they are.
    """
    parted = [piece for token in tokens for piece in _parted(token, known)]
    return tuple(word for token in _joined(parted, known) for word in _spelled(token, known))


def _spelled(token: Token, known: frozenset[str]) -> Iterator[Token]:
    """Initials that stand for one thing only, as their words: so a unit must have them all."""
    expansions = EXPANSIONS.get(token.text, ())
    words = expansions[0] if len(expansions) == 1 else ()
    other = token.numbers or token.state or token.text in known or token.text in STATES
    if len(words) > 1 and not other and all(word in known for word in words):
        for word in words:
            yield replace(token, text=word, dotted=False)
    else:
        yield token


def _strange(token: Token, known: frozenset[str]) -> bool:
    text = token.text
    return not (
        token.numbers or token.state or text in known or text in STOP or text in STATES or text in EXPANSIONS
    )


def _parted(token: Token, known: frozenset[str]) -> Iterator[Token]:
    if len(token.text) > 4 and _strange(token, known):
        for part in _parts(token.text, known) or (token.text,):
            yield replace(token, text=part)
    else:
        yield token


def _parts(text: str, known: frozenset[str]) -> tuple[str, ...]:
    """Two or three known words that make up the text, at least one of four letters; else nothing."""
    for cut in range(len(text) - 2, 1, -1):
        left, right = text[:cut], text[cut:]
        if _word(left, known) and (max(len(left), len(right)) > 3 or left in STOP):
            if _word(right, known) and (left not in STOP or right not in STOP):
                return left, right
            if left in STOP and len(right) > 5 and (rest := _parts(right, known)):
                return left, *rest
    return ()


def _word(text: str, known: frozenset[str]) -> bool:
    return text in STOP or (len(text) > 2 and text in known)


def _joined(tokens: Sequence[Token], known: frozenset[str]) -> Iterator[Token]:
    at = 0
    while at < len(tokens):
        token = tokens[at]
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        if following and _belong(token, following, known):
            yield replace(following, text=token.text + following.text)
            at += 2
        else:
            yield token
            at += 1


def _belong(left: Token, right: Token, known: frozenset[str]) -> bool:
    """Whether two pieces in one segment, at least one of them no word, make a known one."""
    if (
        left.segment != right.segment
        or left.numbers
        or right.numbers
        or left.state
        or right.state
        or left.dotted
    ):
        return False
    whole = left.text + right.text
    if whole in STOP and left.text in STOP and _strange(right, known):
        return True
    if len(whole) < 4 or not (whole in known or whole in STATES):
        return False
    if left.text in EXPANSIONS and right.text in EXPANSIONS and not {left.text, right.text} & known:
        return True  # `Poli cía` is no police company
    pieces = [piece for piece in (left, right) if piece.text not in SOFT or len(piece.text) < 3]
    return any(_strange(piece, known) or len(piece.text) < 3 for piece in pieces)
