"""Sources are read as announced, and the number that follows is fair and fixed."""

import json
import os
import re
from hashlib import md5, sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tequio import randomness

SHARED = Path(os.environ.get("TEQUIO_SHARED", Path(__file__).resolve().parents[1] / "../shared"))
ROOT = "5e" * 32
PULSE = "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b"


def always(_round, _signature):
    return True


def never(_round, _signature):
    return False


def read(kind, text, total=1000, verify=always):
    return randomness.source(kind, text, total, verify)


@pytest.mark.parametrize("text", ["4 1 7", "417", "4,1,7", " 4-1-7 "])
def test_digits_are_one_text_however_written(text):
    assert read("digits", text) == randomness.Source("digits", "digits 4 1 7")


def test_digits_are_the_number_of_the_panel():
    assert randomness.number(ROOT, read("digits", "417"), 1000) + 1 == 417


def test_digits_all_zeros_are_the_last_panel():
    assert randomness.number(ROOT, read("digits", "000"), 1000) + 1 == 1000


@pytest.mark.parametrize(("text", "given_digits"), [("41", 2), ("4171", 4), ("", 0)])
def test_digits_of_another_count_are_refused(text, given_digits):
    with pytest.raises(randomness.WrongDigits) as caught:
        read("digits", text)
    assert (caught.value.given, caught.value.expected, caught.value.panels) == (given_digits, 3, 1000)


@pytest.mark.parametrize(
    ("text", "sign"), [("4x7", "x"), ("4 1 a 7", "a"), ("٤ 17", "٤"), ("4 1 7 and so on", "andsoon")]
)
def test_sign_that_is_no_digit_is_named(text, sign):
    with pytest.raises(randomness.NoDigit) as caught:
        read("digits", text)
    assert (caught.value.text, caught.value.sign) == (text, sign)


@pytest.mark.parametrize("total", [1, 7, 2000, randomness.EXACT_TOTAL])
def test_digits_need_a_power_of_ten(total):
    with pytest.raises(randomness.DigitsDoNotFit):
        read("digits", "4", total)


def test_dice_with_and_without_the_name_of_the_die():
    throws = " ".join("3" * 50)
    assert read("dice", throws) == read("dice", f"d6: {throws}") == read("dice", f"D6 {throws}")
    assert read("dice", throws).text == f"dice d6 {throws}"


def test_dice_too_few_say_how_many_more():
    with pytest.raises(randomness.TooFewThrows) as caught:
        read("dice", "d20 " + " ".join(["20"] * 28))
    assert (caught.value.thrown, caught.value.missing, caught.value.bits) == (28, 2, 121)


@pytest.mark.parametrize(("sides", "throws"), [(2, 128), (4, 64), (6, 50), (10, 39), (20, 30)])
def test_dice_throws_that_yield_128_bits(sides, throws):
    assert randomness.throws_needed(sides) == throws


def test_dice_throw_out_of_range_is_named():
    with pytest.raises(randomness.ThrowOutOfRange) as caught:
        read("dice", "d6 3 7 1")
    assert (caught.value.position, caught.value.throw, caught.value.sides) == (2, 7, 6)


@pytest.mark.parametrize("text", ["d6 3 x", "dx 3", "d1 1", "d9999 3", "d6 -3", "d"])
def test_dice_that_are_no_numbers(text):
    with pytest.raises(randomness.BadDice):
        read("dice", text)


def test_balls_join_as_the_published_key():
    file = SHARED / "vectors" / "rfc3797.json"
    if not file.exists():
        pytest.skip("the shared vectors are not beside this checkout")
    vectors = json.loads(file.read_text("utf-8"))
    case = vectors["cases"][0]
    typed = " / ".join(" ".join(numbers) for numbers in vectors["sources_section_6"])
    assert read("balls", typed).text == "balls " + case["key"]
    first = md5(b"\0\0" + case["key"].encode() + b"\0\0", usedforsecurity=False)
    assert first.hexdigest().upper() == case["draws"][0]["digest"]


@given(st.lists(st.lists(st.integers(0, 10**9), min_size=1, max_size=7), min_size=6, max_size=9))
def test_balls_read_again_are_the_same(sources):
    once = read("balls", "/".join(", ".join(map(str, numbers)) for numbers in sources))
    assert read("balls", once.text.removeprefix("balls ")) == once
    assert re.fullmatch(r"balls (([0-9]+\.)+/)+", once.text)


@pytest.mark.parametrize(
    ("text", "source", "position"),
    [("", 1, 0), ("1 2//3", 2, 0), ("1 2/3 b", 2, 2), ("-1", 1, 1), ("9" * 13, 1, 1)],
)
def test_balls_that_are_no_numbers(text, source, position):
    with pytest.raises(randomness.BadBalls) as caught:
        read("balls", text)
    assert (caught.value.source, caught.value.position) == (source, position)


@pytest.mark.parametrize(("text", "given"), [("7", 1), ("1 2 3 4 5", 5), ("1 2 / 3 / 4 5 /", 5)])
def test_balls_that_are_fewer_than_six(text, given):
    with pytest.raises(randomness.TooFewBalls) as caught:
        read("balls", text)
    assert (caught.value.given, caught.value.needed) == (given, 6)


def test_balls_may_be_six_of_several_lotteries():
    assert read("balls", "3 1 / 2 / 9 8 7").text == "balls 1.3./2./7.8.9./"


def test_drand_keeps_round_and_signature():
    pulse = read("drand", f"657413:{PULSE.upper()}")
    fresh = "fc1873a13f3545aeade8401532ef5519920652eee6b0d2b19ca12643b87b3587"
    assert pulse == randomness.Source("drand", f"drand quicknet 657413 {fresh}", 657413, PULSE)


@pytest.mark.parametrize(
    "text", ["657413", f"657413:{PULSE}0", f"0:{PULSE}", f"-1:{PULSE}", f"x:{PULSE}", ""]
)
def test_drand_that_is_no_pulse(text):
    with pytest.raises(randomness.BadPulse):
        read("drand", text)


def test_drand_that_does_not_verify():
    with pytest.raises(randomness.UnverifiedPulse) as caught:
        read("drand", f"7:{PULSE}", verify=never)
    assert caught.value.round == 7


def test_seed_is_a_rehearsal():
    assert read("seed", "un ensayo").text == "seed un ensayo"
    assert read("seed", "x").rehearsal
    assert not read("digits", "417").rehearsal


@pytest.mark.parametrize("text", ["", "  ", "a\nb", "a\n", "a\u2028b", "\ud800"])
def test_seed_that_is_no_line(text):
    with pytest.raises(randomness.BadSeed):
        read("seed", text)


def test_source_of_another_kind():
    with pytest.raises(randomness.UnknownSource):
        read("horoscope", "x")


@given(
    st.integers(1, 2**64), st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1)
)
def test_number_lies_in_range(total, text):
    assert 0 <= randomness.number(ROOT, read("seed", text), total) < total


@given(st.integers(0, 1000))
def test_number_rejects_what_would_favour_the_first(at):
    total = 2**255 + 1  # half of all digests lie above the limit
    found = randomness.Source("seed", f"seed {at}")
    attempt = 0
    while True:
        digest = sha256(f"tequio-draw/1\n{ROOT}\nseed {at}\n{attempt}\n".encode()).hexdigest()
        if int(digest, 16) < total:
            break
        attempt += 1
    assert randomness.number(ROOT, found, total) == int(digest, 16)


def test_number_is_about_uniform():
    counts = [0] * 7
    for at in range(7000):
        counts[randomness.number(ROOT, randomness.Source("seed", f"seed {at}"), 7)] += 1
    assert all(880 < count < 1120 for count in counts)


def test_order_depends_on_label_root_and_source():
    people = [f"p{at}" for at in range(30)]
    orders = [
        randomness.in_order(label, root, randomness.Source("seed", text), people)
        for label, root, text in [
            ("tequio-order/1", ROOT, "seed a"),
            ("tequio-reserve/1", ROOT, "seed a"),
            ("tequio-order/1", "00" * 32, "seed a"),
            ("tequio-order/1", ROOT, "seed b"),
        ]
    ]
    assert all(sorted(order) == sorted(people) for order in orders)
    assert len(set(map(tuple, orders))) == 4


def test_order_ignores_the_order_given():
    people = [f"p{at}" for at in range(30)]
    found = randomness.Source("seed", "seed a")
    assert randomness.in_order("l", ROOT, found, people) == randomness.in_order(
        "l", ROOT, found, people[::-1]
    )


def test_generator_repeats_and_differs_by_label():
    first = randomness.generator("a", "one").integers(0, 2**62, 4).tolist()
    assert first == randomness.generator("a", "one").integers(0, 2**62, 4).tolist()
    assert first != randomness.generator("a", "two").integers(0, 2**62, 4).tolist()
    assert first != randomness.generator("b", "one").integers(0, 2**62, 4).tolist()


def test_salts_are_different_and_of_32_bytes():
    made = randomness.salts(50)
    assert len(set(made)) == 50
    assert all(re.fullmatch("[0-9a-f]{64}", salt) for salt in made)


def test_pseudonyms_are_different_and_readable():
    made = randomness.pseudonyms(20_000)
    assert len(set(made)) == len(made) == 20_000
    assert all(re.fullmatch("[0-9a-hjkmnp-tv-z]{4}-[0-9a-hjkmnp-tv-z]{4}", name) for name in made)
    assert made != sorted(made)
