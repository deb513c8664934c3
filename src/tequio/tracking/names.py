"""Reading the name of a unit: words, numbers and states, in Spanish and English, as people write them."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from tequio.tracking.abbreviations import EXPANSIONS, KIND_WORDS, STOP
from tequio.tracking.numbers import LETTERS, MARKS, Reading, digits, look_alike, roman
from tequio.tracking.states import LONGEST, STATES
from tequio.tracking.worded import Said, near_ordinal, said

# What is counted off: the words to which a number can belong.
_NOUNS = """
batallon compania regimiento zona region brigada escuadron sector destacamento agrupamiento
comandancia modulo estacion grupo base seccion division cuerpo coordinacion delegacion unidad ala
escalon partida peloton distrito centro subsector cuartel flotilla turno
"""
NOUNS = frozenset(_NOUNS.split())
BREAKS = re.compile(r"[,;:()\[\]{}\"“”«»—–]|(?<=\w\w)\.(?=\s+[A-ZÁÉÍÓÚÑ0-9¡])|\s-+\s|\s/\s")
CHUNK = re.compile(r"[^\s,;:()\[\]{}\"“”«»—–]+")
INITIALS = re.compile(r"(?:[a-z]\.){2,}[a-z]?\.?")
MARKED = re.compile(r"(?:#|n(?:o|u?m|ro)?[.º°]*)(?=[0-9])")
STRANGE = str.maketrans(
    {"¡": "i", "£": "u", "°": "º", "’": "", "'": "", "´": "", "`": "", "¢": "o", "¤": "n"}
)
LIKELY = 0.75  # how like a joined group of words must be to the long name of a state


@dataclass(frozen=True, slots=True)
class Token:
    """One word or number of a name.

    Args:
        text: small letters without accents; digits that stand for letters are letters.
        segment: the part between commas, dashes or brackets in which it stands, counted from 0.
        dotted: a point follows, so it may be an abbreviation.
        numbers: its readings as a number, cheapest first; empty for a word.
        state: the token of a state that several words name, else empty.
        capital: it was written in capitals only.
    """

    text: str
    segment: int = 0
    dotted: bool = False
    numbers: tuple[Reading, ...] = ()
    state: str = ""
    capital: bool = False


@lru_cache(maxsize=100_000)
def plain(text: str) -> str:
    """Small letters without accents, signs of damaged encodings as what they were."""
    if text.isascii() and not any(sign in text for sign in "'`"):
        return text.lower()
    text = text.replace("º", "\0").replace("°", "\0").replace("ª", "\1")
    apart = unicodedata.normalize("NFKD", text.translate(STRANGE)).lower()
    kept = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return kept.replace("\0", "º").replace("\1", "ª")


@lru_cache(maxsize=100_000)
def noun(text: str) -> str:
    """The word of `NOUNS` that a text is or abbreviates, or from which it is one or two letters away."""
    if text in NOUNS:
        return text
    for words in EXPANSIONS.get(text, ()):
        if words[0] in NOUNS and len(words) == 1:
            return words[0]
    if len(text) < 5:
        return ""
    near = process.extractOne(
        text.replace("rn", "m"), sorted(NOUNS), scorer=Levenshtein.distance, score_cutoff=1 + (len(text) > 6)
    )
    return str(near[0]) if near else ""


def read(name: str) -> tuple[Token, ...]:
    """The tokens of a name in their order; words without meaning of their own are left in.

    Numbers are read as such where they are written in digits or as an ordinal, and where a letter,
    a Roman numeral or a cardinal stands beside what is counted (`Sector l`, `IX Región`).
    """
    tokens = list(_chunks(name))
    tokens = _initials(tokens)
    tokens = _states(tokens)
    return tuple(_numbers(tokens))


def _chunks(name: str) -> Iterator[Token]:
    name = unicodedata.normalize("NFC", name).replace("#", " #").replace("&", " & ")
    capitals = name.upper() == name
    start = segment = 0
    for found in BREAKS.finditer(name):
        yield from _words(name[start : found.end()], segment, capitals)
        start, segment = found.end(), segment + 1
    yield from _words(name[start:], segment, capitals)


def _words(part: str, segment: int, capitals: bool) -> Iterator[Token]:
    for found in CHUNK.finditer(part):
        for text, numbers, dotted, upper in _chunk(found[0]):
            yield Token(text, segment, dotted, numbers, "", upper and not capitals)


@lru_cache(maxsize=100_000)
def _chunk(chunk: str) -> tuple[tuple[str, tuple[Reading, ...], bool, bool], ...]:
    """The words or numbers between two spaces: text, readings, whether a point follows, all in capitals."""
    found = []
    for raw in _pieces(chunk):
        low = plain(raw)
        marked = MARKED.match(low)
        start = marked.end() if marked and digits(low[marked.end() :]) else 0
        low = low[start:]
        numbers = digits(_shown(raw[start:], low))
        text = re.sub(r"[^a-z0-9]", "", low)
        if not text.isdigit():
            text = text.translate(LETTERS)
        elif re.search("[ºª]", low):
            text += "o"  # an ordinal for certain
        if text or numbers:
            upper = raw.upper() == raw and any(map(str.isalpha, raw))
            found.append((text, numbers, raw.endswith("."), upper))
    return tuple(found)


def _shown(raw: str, low: str) -> str:
    """The small letters, but for a capital O: among digits it was a nought."""
    if "O" not in raw or len(raw) != len(low):
        return low
    return "".join("O" if was == "O" else now for was, now in zip(raw, low, strict=True))


def _pieces(chunk: str) -> Iterator[str]:
    """A chunk parted where no space stands but one belongs: `Pol.Mpal.`, `Sector1`, `PF/GN`."""
    low = plain(chunk).strip("-")
    if digits(low) or INITIALS.fullmatch(low):
        yield chunk.strip("-")
        return
    for part in re.findall(r"[^./\-]+\.?", chunk):
        counted = re.fullmatch(r"([a-z]{4,})(\d+)", plain(part))
        if counted and counted[1] in NOUNS:
            yield part[: len(counted[1])]
            yield part[len(counted[1]) :]
        else:
            yield part


def _initials(tokens: list[Token]) -> list[Token]:
    """Single letters with points in a row are one word: `B. C. S.`, `G. N.`."""
    found: list[Token] = []
    joined = False
    for token in tokens:
        single = len(token.text) == 1 and token.dotted and not token.numbers
        if single and joined and found[-1].segment == token.segment:
            found[-1] = replace(found[-1], text=found[-1].text + token.text)
        else:
            found.append(token)
        joined = single
    return found


_BEGINNINGS = frozenset(form.split()[0] for form in STATES if " " in form)


def _states(tokens: list[Token]) -> list[Token]:
    """Groups of words that name a state become one token."""
    found: list[Token] = []
    place = 0
    while place < len(tokens):
        longest = min(LONGEST, len(tokens) - place) if tokens[place].text in _BEGINNINGS else 0
        for length in range(longest, 1, -1):
            group = tokens[place : place + length]
            state = STATES.get(" ".join(token.text for token in group))
            if state and not any(token.numbers for token in group):
                found.append(Token(" ".join(t.text for t in group), group[-1].segment, state=state))
                place += length
                break
        else:
            found.append(tokens[place])
            place += 1
    vague = ("mexico", "mex")  # the country, a state or the capital
    named = any(token.state or (token.text in STATES and token.text not in vague) for token in found)
    return found if named else _likely_state(found)


def _long_states() -> dict[str, str]:
    """Names of states of several words, all written out."""
    short = STOP | {"san", "luis", "roo", "leon", "baja", "sur"}
    written = {
        form: state
        for form, state in STATES.items()
        if " " in form and len(form) > 9 and all(len(word) > 4 or word in short for word in form.split())
    }
    return {form.replace(" ", ""): state for form, state in written.items()}


LONG_STATES = _long_states()


def _likely_state(tokens: list[Token]) -> list[Token]:
    """The same for a name of several words that is damaged: `San Lvis Potosi`."""
    best: tuple[float, int, int, str] = (LIKELY, 0, 0, "")
    for length in (2, 3, 4):
        for place in range(len(tokens) - length + 1):
            group = tokens[place : place + length]
            joined = "".join(token.text for token in group)
            if not 8 <= len(joined) <= 20 or group[0].text in STOP or group[-1].text in STOP:
                continue
            near = process.extractOne(
                joined, list(LONG_STATES), scorer=Levenshtein.normalized_similarity, score_cutoff=best[0]
            )
            if near and (near[1], place) > best[:2]:
                best = (near[1], place, length, LONG_STATES[near[0]])
    _, place, length, state = best
    if not state:
        return tokens
    group = tokens[place : place + length]
    whole = Token(" ".join(token.text for token in group), group[-1].segment, state=state)
    return [*tokens[:place], whole, *tokens[place + length :]]


def _numbers(tokens: list[Token]) -> Iterator[Token]:
    """Numbers in words, Roman numerals and letters that look like digits, as numbers; marks of numbers go."""
    place = 0
    while place < len(tokens):
        token = tokens[place]
        length, value = _worded(tokens, place)
        if length:
            yield replace(token, numbers=((value, 0.0),), text="")
            place += length
            continue
        before, after = _neighbour(tokens, place, -1), _neighbour(tokens, place, 1)
        marks = token.text in MARKS and place + 1 < len(tokens)
        if not (marks and (tokens[place + 1].numbers or _worded(tokens, place + 1)[0])):
            numbers = _number(tokens, place, before, after)
            yield token if numbers == token.numbers else replace(token, numbers=numbers)
        place += 1


def _neighbour(tokens: list[Token], place: int, step: int) -> str:
    """What is counted in the next or last word but for marks (`No.`)."""
    place += step
    while 0 <= place < len(tokens) and tokens[place].text in MARKS:
        place += step
    return noun(tokens[place].text) if 0 <= place < len(tokens) and not tokens[place].numbers else ""


def _near(tokens: list[Token], place: int) -> bool:
    """Whether something that is counted stands up to three words before or two after, in the same segment."""
    around = (*tokens[max(0, place - 3) : place], *tokens[place + 1 : place + 3])
    return any(noun(token.text) for token in around if token.segment == tokens[place].segment)


def _number(tokens: list[Token], place: int, before: str, after: str) -> tuple[Reading, ...]:
    token = tokens[place]
    if token.numbers:
        # `5ta. María` is Santa, `de 1a Policía` is la: a number only beside what is counted.
        word = token.text in STOP or token.text in ("sto", "sta", "san", "sn")
        word = word or (token.text == "1" and place > 0 and tokens[place - 1].text in STOP)
        if not (after or before):
            return () if word else token.numbers
        return token.numbers if after else _cardinal(token.numbers)
    if token.state:
        return ()
    value = roman(token.text) if token.text not in ("l", "c", "cc") else None
    # `de Xi` is a town, as long as nothing that is counted follows.
    named = place > 0 and tokens[place - 1].text in STOP
    if named and place + 1 < len(tokens) and tokens[place + 1].segment != token.segment:
        after = ""
    near = len(token.text) > 1 and not named and _near(tokens, place)
    if value is not None and (before or after or near):
        other = look_alike(token.text) if before else None
        return ((value, 0.0),) if other in (None, value) else ((value, 0.0), (other, 0.2))
    apart = place > 0 and tokens[place - 1].segment != token.segment
    letters = token.text not in STOP and before and not after and not apart
    value = look_alike(token.text) if letters else None
    if value is not None:
        return ((value, 0.3),)
    value = near_ordinal(token.text) if after and len(token.text) > 4 else None
    return ((value, 0.5),) if value is not None else ()


def _cardinal(readings: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Behind what is counted no ordinal stands: a last letter o is a nought."""
    largest = max(value for value, _ in readings)
    found = ((value, 0.1 if value == largest else cost + 1.0) for value, cost in readings)
    return tuple(sorted(found, key=lambda each: each[1])) if len(readings) > 1 else readings


def _worded(tokens: list[Token], place: int) -> tuple[int, int]:
    """How many tokens from here say one number in words, and which; 0 if none does."""
    here = tokens[place : place + 8]
    while here[-1].segment != here[0].segment:
        here.pop()
    digits = [0 if t.text.isdigit() or not t.numbers else t.numbers[0][0] for t in here]
    found = said([t.text for t in here], digits, begins=place == 0)
    return (found.words, found.value) if found and _counts(tokens, place, found) else (0, 0)


def _counts(tokens: list[Token], place: int, number: Said) -> bool:
    """Whether words that say a number stand for one: not those of a town (`Cuatro Ciénegas`, `Tercero`)."""
    end = place + number.words
    if place and tokens[place - 1].text in MARKS:
        return True
    if _neighbour(tokens, place, -1) or _neighbour(tokens, end - 1, 1):
        return True
    segment = tokens[place].segment
    following = tokens[end] if end < len(tokens) and tokens[end].segment == segment else None
    stops = following is None or following.text in STOP
    if place and tokens[place - 1].segment != segment and following is None:
        return number.ordinal and any(noun(token.text) for token in tokens[:place])
    if place and tokens[place - 1].text not in STOP and (stops or number.ordinal):
        earlier = (token for token in tokens[max(0, place - 3) : place] if token.segment == segment)
        if any(noun(token.text) for token in earlier):
            return True
    if place == 0 and not stops and number.ordinal:
        return any(token.numbers or noun(token.text) for token in tokens[end:])
    return (place == 0 or number.ordinal) and _ahead(tokens[end:], segment)


def _ahead(tokens: list[Token], segment: int) -> bool:
    """Whether what is counted follows, and before it only words that say more of it: `Military Zone`."""
    for token in tokens:
        if noun(token.text):
            return True
        if token.segment != segment or token.text in STOP or token.numbers:
            return False
        if token.text not in EXPANSIONS and token.text not in KIND_WORDS:
            return False
    return False
