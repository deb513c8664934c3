"""The page on which a person decides what names as written mean, and what the terminal says of them."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from tequio.reports.pages import page
from tequio.reports.tracking_match_sentences import DECISION_SENTENCES, VETO_SENTENCES
from tequio.tracking.claims import NewIds
from tequio.tracking.decisions import Question
from tequio.tracking.ledger import LINE, Ledger
from tequio.tracking.schema import TABLES
from tequio.words import Words

SHOWN = 5


def said(questions: Sequence[Question], ledger: Ledger, words: Words) -> Iterator[str]:
    """Each name that nobody has decided on, with its likeliest units; and how many are decided."""
    names = _names(ledger)
    open_ = [question for question in questions if not question.decisions]
    yield words.plural(
        "{n} name as written, each spelling once.",
        "{n} names as written, each spelling once.",
        len(questions),
    )
    yield words.plural("{n} is not decided:", "{n} are not decided:", len(open_))
    for question in open_:
        yield f"“{question.spelling.name}”"
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
        row["claim"]: (row["source"], row["page"])
        for row in ledger.standing("end_users").select("claim", "source", "page").iter_rows(named=True)
    }
    told = [_question(one, names, cited, words) for one in questions]
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
        offers=sum(bool(one["offer"]) for one in told),
        # Nothing in it may end the script element or begin a comment.
        kept=Markup(json.dumps(kept).replace("<", "\\u003c")),  # noqa: S704
    )


def _question(
    one: Question, names: dict[str, str], cited: dict[str, tuple[str, str]], words: Words
) -> dict[str, Any]:
    first = one.spelling.claims[0]
    return {
        "name": one.spelling.name,
        "times": len(one.spelling.claims),
        "source": cited[first][0],
        "page": cited[first][1],
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


def _names(ledger: Ledger) -> dict[str, str]:
    found: dict[str, str] = {}
    for unit, name in ledger.standing("units").select("unit", "name").iter_rows():
        found.setdefault(unit, name)
    return found
