"""The page on which a person decides what names as written mean, and what the terminal says of them."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from tequio.reports.pages import page
from tequio.reports.tracking_match_sentences import DECISION_SENTENCES, VETO_SENTENCES
from tequio.reports.tracking_said import state_name
from tequio.tracking.applied import Plan
from tequio.tracking.claims import NewIds
from tequio.tracking.decisions import Question
from tequio.tracking.ledger import LINE, Ledger
from tequio.tracking.schema import TABLES
from tequio.words import Words

SHOWN = 5


def said(questions: Sequence[Question], ledger: Ledger, words: Words) -> Iterator[str]:
    """Each name that nobody has decided on, with its likeliest units; and how many are decided."""
    names = _names(ledger)
    written = [question for question in questions if not question.spelling.unit]
    open_ = [question for question in written if not question.decisions]
    yield words.plural(
        "{n} name as written, each spelling once.",
        "{n} names as written, each spelling once.",
        len(written),
    )
    yield words.plural("{n} is not decided:", "{n} are not decided:", len(open_))
    yield from _proposed(open_, names, words)
    lacking = sum(not question.has_unit for question in written)
    if lacking:
        yield words.plural("{n} name has no unit yet.", "{n} names have no unit yet.", lacking)
    units = [question for question in questions if question.spelling.unit and question.perhaps]
    if units:
        yield words.plural(
            "{n} unit that an import made of a name may be one that the ledger has already:",
            "{n} units that an import made of names may be some that the ledger has already:",
            len(units),
        )
        yield from _proposed(units, names, words)


def carried_said(
    planned: Plan, left: Sequence[str], names: Sequence[tuple[str, Sequence[str]]], words: Words
) -> Iterator[str]:
    """What carrying out the decisions on units did.

    Args:
        planned: what was carried out.
        left: units whose decisions cannot be carried out.
        names: as `by_spelling` gives them.
        words: of the reader's language.
    """
    yield words.plural(
        "{n} claim has the unit that was decided; the one before it is superseded.",
        "{n} claims have the unit that was decided; those before them are superseded.",
        planned.claims,
    )
    if planned.withdrawn:
        yield words.plural(
            "{n} claim is withdrawn, because its decision is not in force; the one before it stands again.",
            "{n} claims are withdrawn, because their decisions are not in force; those before them stand "
            "again.",
            planned.withdrawn,
        )
    yield from unclear_said(left, words)
    for name, units in names:
        yield words(
            "“{name}” was decided on as a name, which tells what a licence means that has it, and nothing of "
            "the unit {unit} that is called so. To decide who that unit is, please choose it on the page, or "
            "write {unit} into the column name_as_written of decisions.csv instead of the name.",
            name=name,
            unit=" / ".join(units),
        )


def unclear_said(left: Sequence[str], words: Words) -> Iterator[str]:
    """Which decisions on units cannot be carried out."""
    if left:
        yield words(
            "Not carried out, because each was decided to be two units, or has a relation to the one that "
            "it is "
            "said to be: {units}.",
            units=", ".join(left),
        )


def waiting_said(planned: Plan, command: str, words: Words) -> Iterator[str]:
    """That decisions on units are not carried out yet, and how they are."""
    if not planned.empty:
        yield words(
            "Decisions on units are not carried out yet, so that the answers lack them. Please run: "
            "{command}",
            command=command,
        )


def candidates_said(question: Question, ledger: Ledger, words: Words) -> Iterator[str]:
    """The units that one name may mean, which need not stand in the ledger."""
    yield from _proposed([question], _names(ledger), words)


def _proposed(questions: Sequence[Question], names: dict[str, str], words: Words) -> Iterator[str]:
    for question in questions:
        about = question.spelling
        yield f"“{about.name}” ({about.unit})" if about.unit else f"“{about.name}”"
        for candidate in question.candidates[:SHOWN]:
            vetoes = "; ".join(words(VETO_SENTENCES[veto]) for veto in candidate.vetoes)
            score = words.number(candidate.score, 0)
            name = names.get(candidate.id, "")
            yield f"  {score:>3}  {candidate.id}  {name}" + (f"  ({vetoes})" if vetoes else "")
        if not question.candidates:
            yield "  " + words("No unit of the ledger is like it.")


def match_page(questions: Sequence[Question], ledger: Ledger, words: Words) -> str:
    """The page: it proposes, a person chooses, and it saves a new `decisions.csv`.

    It holds the table as it stands, so that what it saves is that table with new rows below: nothing
    is lost, and a decision that is taken back keeps its row, as withdrawn.
    """
    names = _names(ledger)
    cited = {
        claim: (source, place)
        for table in ("end_users", "units")
        for claim, source, place in ledger.tables[table].select("claim", "source", "page").iter_rows()
    }
    states: dict[str, str] = {}
    for unit, state in ledger.standing("units").select("unit", "state").iter_rows():
        states[unit] = states.get(unit) or state
    told = [{**_question(one, names, cited, words), "state": _state(states, one, words)} for one in questions]
    rows = ledger.tables["decisions"].drop(LINE)
    kept = {
        "columns": list(TABLES["decisions"].columns),
        "rows": [list(row) for row in rows.iter_rows()],
        "next": int(NewIds(ledger).claim()[1:]),
    }
    return page(
        "tracking_match.html.j2",
        words,
        questions=told,
        lacking=sum(not one.has_unit for one in questions if one.spelling.claims and not one.spelling.unit),
        offers=sum(bool(one["offer"]) for one in told),
        # Nothing in it may end the script element or begin a comment.
        kept=Markup(json.dumps(kept).replace("<", "\\u003c")),  # noqa: S704
    )


def _question(
    one: Question, names: dict[str, str], cited: dict[str, tuple[str, str]], words: Words
) -> dict[str, Any]:
    spelling = one.spelling
    source, place = cited[spelling.claims[0]] if spelling.claims else ("", "")
    return {
        "key": spelling.key,
        "unit": spelling.unit,
        "name": spelling.name,
        "times": len(spelling.claims) - bool(spelling.unit),
        "source": source,
        "page": place,
        "offer": one.offer,
        "candidates": [
            {
                "id": candidate.id,
                "name": names.get(candidate.id, ""),
                "score": round(candidate.score),
                "vetoes": "; ".join(words(VETO_SENTENCES[veto]) for veto in candidate.vetoes),
            }
            for candidate in one.candidates[:SHOWN]
        ],
        "decisions": [
            {
                "claim": decision.claim,
                "unit": decision.unit,
                "name": names.get(decision.unit, ""),
                "said": words(DECISION_SENTENCES[decision.decision]),
                "by": decision.decided_by,
                "on": decision.decided_on,
            }
            for decision in one.decisions
        ],
    }


def _state(states: dict[str, str], question: Question, words: Words) -> str:
    code = states.get(question.spelling.unit, "")
    return state_name(code, words) if code else ""


def _names(ledger: Ledger) -> dict[str, str]:
    found: dict[str, str] = {}
    for unit, name in ledger.standing("units").select("unit", "name").iter_rows():
        found.setdefault(unit, name)
    return found
