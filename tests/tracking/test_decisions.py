"""What has to be decided about names as written, and what is decided."""

from hypothesis import given, settings
from hypothesis import strategies as st

from tequio.tracking.decisions import Decision, in_force, questions, spellings
from tequio.tracking.ledger import Ledger, ledger

NAME = "Pol. Mpal. de Ficticia"
Row = dict[str, str]


def row(claim: str, **more: str) -> Row:
    return {"claim": claim, "source": "F1", "page": "1", "status": "accepted", **more}


def unit(key: str, name: str, **more: str) -> Row:
    return row(f"C{key}", unit=key, name=name, **more)


def named(claim: str, licence: str = "L1", name: str = NAME, **more: str) -> Row:
    return row(claim, end_user=f"E{claim}", licence=licence, name_as_written=name, **more)


def decision(claim: str, said: str = "same", on: str = "2021", about: str = "U1", **more: str) -> Row:
    more = {"decided_by": "persona de ejemplo", "decided_on": on, **more}
    return row(claim, name_as_written=NAME, unit=about, decision=said, **more)


def made(*end_users: Row, units: tuple[Row, ...] = (), decisions: tuple[Row, ...] = ()) -> Ledger:
    licences = [row("K1", licence="L1", issued="2012-05-01"), row("K2", licence="L2", issued="2018-05-01")]
    tables = {"units": units, "end_users": end_users, "decisions": decisions, "licences": licences}
    return ledger(tables)


def said(*decisions: Row) -> list[tuple[str, str]]:
    return [(each.claim, each.decision) for each in in_force(made(decisions=decisions)).get(NAME, ())]


def test_runs_of_one_spelling_are_one_question() -> None:
    found = questions(
        made(named("C1"), named("C2", "L2"), named("C3", name="Otra"), units=(unit("U1", "PF"),))
    )
    assert [each.spelling.claims for each in found] == [("C1", "C2"), ("C3",)]


def test_name_has_the_date_of_its_naming_or_its_licence() -> None:
    (spelling,) = spellings(made(named("C1"), named("C2", "L2", since="2019-01")))
    assert spelling.dates == ("2012-05-01", "2019-01")


def test_row_that_names_a_unit_needs_no_decision() -> None:
    assert spellings(made(named("C1", unit="U1"))) == []


def test_candidates_are_proposed_and_nothing_is_linked() -> None:
    (question,) = questions(made(named("C1"), units=(unit("U1", "Policía Municipal de Ficticia"),)))
    assert [each.id for each in question.candidates] == ["U1"]
    assert (question.decisions, question.offer) == ((), "")


def test_identical_name_that_is_unique_is_offered() -> None:
    (question,) = questions(made(named("C1"), units=(unit("U1", NAME.upper()), unit("U2", "Otra"))))
    assert question.offer == "U1"


def test_identical_name_of_two_units_is_not_offered() -> None:
    (question,) = questions(made(named("C1"), units=(unit("U1", NAME), unit("U2", NAME))))
    assert question.offer == ""


def test_identical_name_is_offered_if_the_other_unit_is_of_another_time() -> None:
    units = (unit("U1", NAME, until="2014"), unit("U2", NAME, since="2015"))
    (early,) = questions(made(named("C1"), units=units))
    (both,) = questions(made(named("C1"), named("C2", "L2"), units=units))
    assert (early.offer, both.offer) == ("U1", "")


def test_decided_name_is_not_offered() -> None:
    units = (unit("U1", NAME),)
    (question,) = questions(made(named("C1"), units=units, decisions=(decision("D1", "unsure"),)))
    assert question.offer == ""
    assert question.decisions == (Decision("D1", NAME, "U1", "unsure", "persona de ejemplo", "2021", ""),)


def test_later_decision_is_in_force() -> None:
    assert said(decision("D2", "different", "2022"), decision("D1", "same", "2021")) == [("D2", "different")]


def test_of_one_day_the_last_row_is_in_force() -> None:
    assert said(decision("D1"), decision("D2", "unsure")) == [("D2", "unsure")]


def test_decision_about_another_unit_stands_beside() -> None:
    assert said(decision("D1"), decision("D2", "different", about="U2")) == [
        ("D1", "same"),
        ("D2", "different"),
    ]


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["same", "different", "unsure"]), st.integers(2015, 2022)), max_size=5)
)
def test_withdrawing_restores_what_was_before(earlier: list[tuple[str, int]]) -> None:
    rows = [decision(f"D{n}", what, str(year)) for n, (what, year) in enumerate(earlier)]
    taken_back = decision("D9", "different", "2023", status="withdrawn")
    assert said(*rows, taken_back) == said(*rows)


def test_superseding_claim_replaces_the_decision() -> None:
    assert said(decision("D1", on="2022"), decision("D2", "unsure", "2021", supersedes="D1")) == [
        ("D2", "unsure")
    ]


def test_contested_decision_is_not_in_force() -> None:
    assert said(decision("D1", status="conflict")) == []
