from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tequio.selection.apportionment import open_weight, round_shares, share_letters


@st.composite
def tasks(draw):
    """Letters, weights and the most of each stratum, so that the letters can be sent."""
    strata = draw(st.lists(st.tuples(st.integers(1, 10**12), st.integers(0, 40)), min_size=1, max_size=12))
    weights, most = (list(column) for column in zip(*strata))
    return draw(st.integers(0, sum(most))), weights, most


@given(tasks())
def test_shares_add_up_exactly(task):
    letters, weights, most = task
    assert sum(share_letters(letters, weights, most).exact) == letters


@given(tasks())
def test_shares_never_exceed_the_most(task):
    _, _, most = task
    assert all(share <= top for share, top in zip(share_letters(*task).exact, most))


@given(tasks())
def test_shares_of_strata_that_are_not_full_are_in_proportion(task):
    _, weights, _ = task
    shares = share_letters(*task)
    assert len({s / w for s, w, full in zip(shares.exact, weights, shares.full) if not full}) <= 1


@given(tasks())
def test_shares_of_full_strata_are_below_their_proportion(task):
    weights = task[1]
    shares = share_letters(*task)
    open_rates = [s / w for s, w, full in zip(shares.exact, weights, shares.full) if not full]
    assert all(
        s / w < rate for rate in open_rates for s, w, full in zip(shares.exact, weights, shares.full) if full
    )


@given(tasks(), st.randoms(use_true_random=False))
def test_shares_follow_a_permutation_of_strata(task, random):
    letters, weights, most = task
    order = random.sample(range(len(weights)), len(weights))
    shares = share_letters(letters, weights, most).exact
    permuted = share_letters(letters, [weights[s] for s in order], [most[s] for s in order]).exact
    assert permuted == tuple(shares[s] for s in order)


@given(tasks(), st.integers(0, 2**256))
def test_rounding_adds_up_and_keeps_within_one(task, number):
    letters, weights, most = task
    shares = share_letters(*task)
    counts = round_shares(shares, weights, number % open_weight(shares, weights))
    assert sum(counts) == letters
    assert all(abs(count - share) < 1 for count, share in zip(counts, shares.exact))
    assert all(0 <= count <= top for count, top in zip(counts, most))


@given(tasks(), st.integers(0, 2**256), st.data())
def test_rounding_keeps_runs_of_neighbours_within_one(task, number, data):
    letters, weights, most = task
    shares = share_letters(letters, weights, [max(letters, 1)] * len(most))
    counts = round_shares(shares, weights, number % open_weight(shares, weights))
    low = data.draw(st.integers(0, len(counts)))
    high = data.draw(st.integers(low, len(counts)))
    assert abs(sum(counts[low:high]) - sum(shares.exact[low:high], Fraction(0))) < 1


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6), st.integers(0, 30))
def test_rounding_is_right_on_average_over_all_offsets(weights, letters):
    shares = share_letters(letters, weights, [letters] * len(weights))
    total = open_weight(shares, weights)
    rounded = [round_shares(shares, weights, offset) for offset in range(total)]
    assert [Fraction(sum(column), total) for column in zip(*rounded)] == list(shares.exact)


def test_shares_that_are_full_pass_the_rest_on():
    shares = share_letters(10, [1, 1, 2], [1, 10, 10])
    assert (shares.exact, shares.full) == ((1, 3, 6), (True, False, False))
