"""What a word may stand for, given the words of a register."""

import pytest

from tequio.tracking.names import Token
from tequio.tracking.repair import repaired
from tequio.tracking.resemblance import CAP, Vocabulary, readings

WORDS = Vocabulary(
    tuple(
        sorted(("comandancia", "marina", "martinez", "municipal", "oaxaca", "policia", "preventiva", "§20"))
    ),
    (200, 5, 100, 1, 4000, 300, 5000, 3000),
    {"pm": ("policia", "municipal")},
)


def costs(text: str, dotted: bool = False) -> dict[str, float]:
    at, cost = readings([Token(text, dotted=dotted)], WORDS)[text, dotted]
    return {WORDS.words[place]: float(each) for place, each in zip(at, cost, strict=True)}


def best(text: str, dotted: bool = False) -> str:
    found = costs(text, dotted)
    return min(found, key=lambda word: (found[word], word))


def test_word_itself_costs_nothing() -> None:
    assert costs("policia")["policia"] == 0


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("plcia", "policia"),  # known
        ("mncpl", "municipal"),  # consonants, in no table
        ("prevtiv", "preventiva"),  # letters in their order
        ("comandanc", "comandancia"),  # its beginning
        ("cmndncia", "comandancia"),
        ("police", "policia"),  # English
    ],
)
def test_abbreviation_is_read(text: str, word: str) -> None:
    assert best(text, dotted=True) == word


@pytest.mark.parametrize(
    "text", ["pollcia", "policla", "poiicia", "polcia", "policiaa", "po1icia".replace("1", "l")]
)
def test_misread_word_is_read(text: str) -> None:
    assert best(text) == "policia"


@pytest.mark.parametrize(
    ("text", "word"), [("rnarina", "marina"), ("cornandancia", "comandancia"), ("mvniclpal", "municipal")]
)
def test_letters_that_look_alike_cost_less_than_others(text: str, word: str) -> None:
    assert best(text) == word


def test_initials_are_learned_from_the_register() -> None:
    assert {"policia", "municipal"} <= set(costs("pm"))


def test_state_is_read_in_its_short_form() -> None:
    assert costs("oax", dotted=True)["§20"] == 0


def test_rare_word_costs_more_than_a_common_one() -> None:
    found = costs("ma", dotted=True)
    assert found["marina"] < CAP
    assert costs("mar", dotted=True)["marina"] < costs("mar", dotted=True)["martinez"]


def test_word_unlike_all_has_no_reading() -> None:
    assert costs("xyzzy") == {}


def test_lost_space_is_put_back() -> None:
    parted = repaired([Token("policiamunicipal"), Token("depolicia")], frozenset(WORDS.words))
    assert [token.text for token in parted] == ["policia", "municipal", "de", "policia"]


def test_space_within_a_word_is_taken_out() -> None:
    joined = repaired([Token("muni"), Token("cipal")], frozenset(WORDS.words))
    assert [token.text for token in joined] == ["municipal"]


def test_initials_of_one_meaning_become_their_words() -> None:
    spelled = repaired([Token("zm")], frozenset(("zona", "militar")))
    assert [token.text for token in spelled] == ["zona", "militar"]
