"""What is said of verdicts, coarseness and chains: what records show, with where it stands."""

import pytest

from tequio.reports.tracking_coarse import coarse_lines
from tequio.reports.tracking_named import breach_lines, named_lines, named_table
from tequio.reports.tracking_named_sentences import (
    COLUMN_SENTENCES,
    REASON_SENTENCES,
    STEP_SENTENCES,
    VERDICT_SENTENCES,
)
from tequio.reports.tracking_said import columns, days, state_name, teller
from tequio.reports.tracking_trace import LINK_SENTENCES, WEAKNESS_SENTENCES, trace_lines
from tequio.tracking.coarse import coarse
from tequio.tracking.contested import contested
from tequio.tracking.dates import ALWAYS, FOR_EVER, span
from tequio.tracking.grounds import STEPS
from tequio.tracking.ledger import Ledger, ledger
from tequio.tracking.named import LEAVES_OPEN, NAMES, VERDICTS, named
from tequio.tracking.schema import STATES_OF_THE_BRIEF
from tequio.tracking.states import USUAL
from tequio.tracking.trace import EVENTS, WEAKNESSES, trace
from tequio.words import languages, words

THING = {"lot": "T1", "maker": "Ficta Arms", "model": "FX-1", "country": "US"}


def made(state: str = "12", **changed: list[dict[str, str]]) -> Ledger:
    tables = {
        "units": [
            {"unit": "U0", "name": "Dirección Imaginaria", "central": "yes"},
            {"unit": "U1", "name": "Policía Ficticia", "central": "no", "state": state},
        ],
        "licences": [{"licence": "L1", "end_users": "listed", "issued": "2010", "consignee": "U0"}],
        "end_users": [{"licence": "L1", "unit": "U1"}],
        "items": [{**THING, "item": "I1", "licence": "L1"}],
        "shipments": [{**THING, "shipment": "S1", "licence": "L1", "consignee": "U0", "date": "2010-05-10"}],
        "receipts": [
            {**THING, "receipt": "R1", "to_unit": "U0", "date": "2010-06-02"},
            {
                **THING,
                "receipt": "R2",
                "from_unit": "U0",
                "to_unit": "U1",
                "date": "2010-09-15",
                "serials": "A0",
            },
        ],
        "conditions": [{"licence": "L1", "rule": "exclude_state", "state": "12"}],
        **changed,
    }
    cited = {"source": "F1", "page": "42", "status": "accepted"}
    rows = {
        name: [{"claim": f"{name}{at}", **cited, **one} for at, one in enumerate(told)]
        for name, told in tables.items()
    }
    return ledger({"sources": [{"source": "F1", "title": "Respuesta de ejemplo"}], **rows})


def test_every_word_of_the_answers_has_its_sentence() -> None:
    assert tuple(COLUMN_SENTENCES) == tuple(VERDICT_SENTENCES) == VERDICTS
    assert tuple(REASON_SENTENCES) == (*NAMES, *LEAVES_OPEN)
    assert set(STEP_SENTENCES) == set(STEPS)
    assert set(WEAKNESS_SENTENCES) == set(WEAKNESSES)
    assert set(LINK_SENTENCES) == {"items", *EVENTS}


@pytest.mark.parametrize("language", languages())
def test_named_table_has_a_row_a_state_and_a_column_a_verdict(language: str) -> None:
    lines = list(named_table(named(made()), words(language)))
    assert len(lines) == 1 + 1 + 1 + len(STATES_OF_THE_BRIEF) + 1 + 1
    assert lines[3].split() == ["Guerrero", "1", "0", "0", "0"]


def test_named_table_tells_of_holders_in_other_states() -> None:
    lines = list(named_table(named(made(state="20")), words("en")))
    assert any(line.startswith("1 more possession") for line in lines)


@pytest.mark.parametrize("language", languages())
def test_named_lines_cite_source_and_page_of_every_step(language: str) -> None:
    read = made()
    lines = list(named_lines(read, named(read).verdicts, words(language)))
    steps = [line for line in lines if line.startswith("  –")]
    assert len(steps) == 5
    assert all("“Respuesta de ejemplo”, p. 42" in line for line in steps)
    assert any("Policía Ficticia (U1)" in line for line in lines)


def test_named_lines_of_missing_records_never_say_no() -> None:
    read = made(licences=[], end_users=[])
    lines = list(named_lines(read, named(read).verdicts, words("en")))
    assert "  No records: what would answer is not on record." in lines
    assert not any(line.startswith("  No:") for line in lines)
    assert any(line.endswith("licence L1: not on record") for line in lines)


@pytest.mark.parametrize("language", languages())
def test_breach_lines_cite_the_possession_and_the_condition(language: str) -> None:
    read = made()
    lines = list(breach_lines(read, named(read).breaches, words(language)))
    assert lines[-1].count("Respuesta de ejemplo") == 2
    assert "Guerrero" in lines[-2]


def test_breach_lines_without_any_say_so() -> None:
    (line,) = breach_lines(made(), (), words("en"))
    assert line.startswith("The records show no possession")


def test_coarse_lines_give_the_share_and_cite_accounts_that_differ() -> None:
    one = {"licence": "L2", "issued": "2011", "consignee": "U0"}
    accounts = [{**one, "end_users": "listed"}, {**one, "end_users": "central_only", "status": "conflict"}]
    central = {"licence": "L3", "end_users": "central_only", "issued": "2010", "consignee": "U0"}
    read = made(licences=[*accounts, central])
    lines = list(coarse_lines(read, coarse(read), words("en")))
    assert lines[3].split()[-4:] == ["1", "0", "1", "100%"]
    assert lines[-1].startswith("Accounts of L2 differ")
    assert lines[-1].endswith("(contested)")


def test_coarse_lines_of_an_empty_ledger_say_so() -> None:
    assert len(list(coarse_lines(ledger({}), (), words("en")))) == 1


@pytest.mark.parametrize("language", languages())
def test_trace_lines_number_the_links_and_name_the_weakest(language: str) -> None:
    read = made()
    lines = list(trace_lines(read, trace(read, serial="A0"), words(language)))
    assert [line[:2] for line in lines if line[:1].isdigit()] == ["1.", "2.", "3.", "4."]
    assert sum("p. 42" in line for line in lines) == 4
    assert any(line.endswith(words(language)(WEAKNESS_SENTENCES["by_lot_only"])) for line in lines)


def test_trace_lines_tell_of_look_alikes() -> None:
    read = made()
    lines = list(trace_lines(read, trace(read, serial="AO"), words("en")))
    assert lines[0] == "No record lists this number or lot."
    assert lines[-1] == "  A0 – Ficta Arms FX-1 US: R2"


def test_trace_lines_of_a_lot_without_a_weak_link_promise_nothing() -> None:
    read = made()
    lines = list(trace_lines(read, trace(read, lot="T1"), words("en")))
    assert any("not to say that they are complete" in line for line in lines)


@pytest.mark.parametrize(
    ("first", "last", "said"),
    [
        (span("2010-05-10").first, span("2010-05-10").last, "on 2010-05-10"),
        (span("2010").first, span("2010").last, "between 2010-01-01 and 2010-12-31"),
        (ALWAYS, span("2010").last, "not after 2010-12-31"),
        (span("2010").first, FOR_EVER, "not before 2010-01-01"),
        (ALWAYS, FOR_EVER, "on an unknown day"),
    ],
)
def test_days_are_said_as_precisely_as_they_are_known(first: int, last: int, said: str) -> None:
    assert days(first, last, words("en")) == said


def test_state_name_of_a_code_is_the_usual_name() -> None:
    assert len(USUAL) == 32
    assert [state_name(code, words("en")) for code in STATES_OF_THE_BRIEF] == [
        "Guerrero",
        "Veracruz",
        "Tamaulipas",
        "Chihuahua",
        "Michoacán",
    ]
    assert state_name("99", words("en")) == "99"
    assert state_name("", words("es")) == "no se indica"


def test_teller_prefers_the_name_that_an_accepted_row_gives() -> None:
    rows = [{"unit": "U1", "name": "Otra", "status": "conflict"}, {"unit": "U1", "name": "Policía"}]
    says = teller(made(units=rows), (), words("en"))
    assert says.unit("U1") == "Policía (U1)"
    assert says.unit("U7") == "U7"
    assert says.unit("") == "not told"


def test_columns_are_as_wide_as_their_widest_cell() -> None:
    assert columns([["a", "bb"], ["ccc", "d"]]) == ["a    bb", "ccc   d"]


def test_table_and_finding_tell_contested_possessions_apart() -> None:
    held = {**THING, "unit": "U1", "date": "2011"}
    rows = [
        {**held, "holding": f"H{at}", "status": status} for at, status in enumerate(["accepted", "conflict"])
    ]
    one = made(holdings=rows, receipts=[])
    found = named(one)
    told = list(named_table(found, words("en"), ["12"], contested=contested(one)))
    assert [" ".join(line.split()) for line in told if line.startswith("Guerrero")] == [
        "Guerrero 2, of which 1 is contested 0 0 0"
    ]
    assert "2, de ellas 1 discutida" in "\n".join(
        named_table(found, words("es"), ["12"], contested=contested(one))
    )
    lines = "\n".join(named_lines(one, found.verdicts, words("en")))
    assert lines.count("Contested record: only contested claims tell of this possession.") == 1
