"""The commitments are those of the specification, whatever is written in them."""

from hashlib import sha256

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from tequio.record import commitments

words = st.text(st.characters(codec="utf-8"), max_size=12)
SALT = "ab" * 32


def hashed(value):
    return sha256(rfc8785.dumps(value)).digest()


@given(words, words, st.none() | st.integers(0, 10**6), st.lists(words, max_size=5))
def test_person_is_the_hash_of_canonical_json(pseudonym, identity, household, values):
    expected = hashed(["tequio-person/1", SALT, pseudonym, identity, household, values])
    assert commitments.person(SALT, pseudonym, identity, household, values) == expected


@given(st.lists(words, max_size=8), st.lists(words, max_size=3), st.integers(1, 10**6))
def test_panel_sorts_members_and_keeps_reserves(members, reserves, number):
    expected = hashed(["tequio-panel/1", SALT, number, sorted(members), reserves])
    assert commitments.panel(SALT, number, members, reserves) == expected


@given(st.lists(st.integers(1, 10**5)))
def test_seats_sorts_numbers(numbers):
    assert commitments.seats(SALT, "p", numbers) == hashed(["tequio-seats/1", SALT, "p", sorted(numbers)])


def test_composition_writes_its_weight_as_text_and_leaves_out_noughts():
    expected = hashed(["tequio-composition/1", SALT, 3, str(2**63), [[1, 2], [10, 1]]])
    assert commitments.composition(SALT, 3, 2**63, [(10, 1), (1, 2), (4, 0)]) == expected


def test_person_with_half_a_surrogate_pair_has_no_commitment():
    with pytest.raises(ValueError, match="surrogates"):
        commitments.person(SALT, "p", "\ud800", None, [])


def test_public_bytes_end_with_one_line_feed():
    assert commitments.public_bytes({"b": 1, "a": "ñ"}) == '{"a":"ñ","b":1}\n'.encode()
