"""What stands in the way of pool and quotas, in the reader's language."""

from collections.abc import Callable
from typing import Any

from tequio.faults import Fault
from tequio.reports.sentences import say
from tequio.web.language import current
from tequio.web.recruitment.pool import faults
from tequio.words import Words

NAMED = 5  # cells that one sentence names


def _cells(cells: tuple[tuple[str, str], ...], words: Words) -> str:
    told = [words("“{value}” in “{feature}”", value=value, feature=feature) for feature, value in cells]
    return ", ".join([*told[:NAMED], *(["…"] if len(told) > NAMED else [])])


def _unfit(fault: faults.QuotasUnfit, words: Words) -> str:
    lines = []
    if fault.missing:
        told = words(
            "These have no row: {cells}. Please add one for each.", cells=_cells(fault.missing, words)
        )
        lines.append(told)
    if fault.unknown:
        told = words(
            "Nobody is asked for these: {cells}. Please write features and values as in the form.",
            cells=_cells(fault.unknown, words),
        )
        lines.append(told)
    return "\n".join(lines)


def _apart(fault: faults.TargetsApart, words: Words) -> str:
    return words(
        "The shares of “{feature}” add up to {total}. Please correct them, so that they add up to 100%.",
        feature=fault.feature,
        total=words.percent(fault.total),
    )


def _wrong(fault: faults.CellsWrong, words: Words) -> str:
    lines = [
        words.plural(
            "Nobody was taken in: {n} cell has to be corrected first.",
            "Nobody was taken in: {n} cells have to be corrected first.",
            fault.many,
        )
    ]
    lines += [cell_sentence(one, words) for one in fault.cells]
    if fault.many > len(fault.cells):
        lines.append(words("… and {n} more.", n=words.number(fault.many - len(fault.cells))))
    return "\n".join(lines)


def _before(fault: faults.ImportedBefore, words: Words) -> str:
    return words.plural(
        "This file was taken in before, with {n} person. Nothing was changed.",
        "This file was taken in before, with {n} people. Nothing was changed.",
        fault.people,
    )


CELL_SENTENCES = {
    "nameless": "Row {row}, column “{column}”: the name is missing. Please write it.",
    "unreachable": "Row {row}: there is no e-mail address, telephone or postal address. Please write one.",
    "email": "Row {row}, column “{column}”: “{value}” is not a whole e-mail address. "
    "It looks like: name@example.org",
    "phone": "Row {row}, column “{column}”: “{value}” is not a telephone number with its area code. "
    "Please write digits.",
    "long": "Row {row}, column “{column}”: the text is too long. Please shorten it.",
    "value": "Row {row}, column “{column}”: “{value}” is none of the answers. They are: {values}.",
    "empty": "Row {row}, column “{column}”: the cell is empty. Please write one of: {values}.",
    "ineligible": "Row {row}, column “{column}”: it does not say yes. "
    "Only who can say yes here can take part.",
}


def cell_sentence(fault: faults.CellFault, words: Words) -> str:
    """One cell of an import."""
    values = ", ".join(words("“{name}”", name=value) for value in fault.values)
    return words(
        CELL_SENTENCES[fault.kind],
        row=words.number(fault.row),
        column=fault.column,
        value=fault.value,
        values=values,
    )


SENTENCES: dict[type[Fault], str | Callable[[Any, Words], str]] = {
    faults.PoolIsClosed: "The pool is closed, with {people} people. Nobody can be added or changed any more.",
    faults.PoolIsOpen: "Please close the pool first: who can still come in must not know the quotas.",
    faults.NobodyThere: "There is nobody in the pool yet. Please wait until somebody is confirmed.",
    faults.QuotasAreFixed: "The quotas were fixed (version {version}). "
    "They can only be departed from, with a public reason.",
    faults.QuotasNotFixed: "The quotas were not fixed yet, so that they can simply be changed.",
    faults.QuotasChanged: "Somebody else saved version {version} meanwhile. "
    "Your numbers are still below: please compare them and save again.",
    faults.QuotasUnfit: _unfit,
    faults.TargetsApart: _apart,
    faults.NotAShare: "Row {row}, column “{column}”: “{value}” is not a share. "
    "Please write a number such as 0.25 or 25%.",
    faults.ImportedBefore: _before,
    faults.FileTooLarge: "{name} is too large: at most {limit} MB are read. "
    "Please keep only the columns and rows that are needed.",
    faults.CellsWrong: _wrong,
}


def said(fault: Fault) -> list[str]:
    """The lines that a fault says to whoever looks."""
    words, sentence = current(), SENTENCES.get(type(fault))
    if sentence is None:
        return say(fault, words).splitlines()
    if callable(sentence):
        return sentence(fault, words).splitlines()
    told = {
        name: words.number(value) if isinstance(value, int) else value for name, value in vars(fault).items()
    }
    return words(sentence, **told).splitlines()
