"""What is wrong with a row of a ledger, in the reader's language."""

from collections import Counter

from tequio.tracking.mistakes import Mistake
from tequio.words import Words

SHOWN = 20
CHECK_SENTENCES = {
    "empty": "The cell is empty, and it may not be.",
    "no_citation": "The row names no source. Every claim needs one.",
    "leads_nowhere": "“{text}” is not in {other}.",
    "unknown_word": "“{text}” is not known here. It must be one of: {other}.",
    "impossible_date": "“{text}” is no possible date. Dates are written like 2014, 2014-09, 2014-09-26, "
    "2014-03/2015 or 2014~ (about).",
    "ends_before": "“{text}” lies before the beginning, “{other}”.",
    "no_number": "“{text}” is no whole number.",
    "below_zero": "{text} is below zero.",
    "least_above_most": "The least, {text}, is more than the most, {other}.",
    "more_serials": "{text} serial numbers are listed for at most {other} weapons.",
    "unknown_state": "“{text}” is no code of a state. Codes have two digits, as INEGI's (12), or are those of "
    "ISO 3166-2 (US-AZ).",
    "unknown_municipality": "“{text}” is no code of a municipality in state {other}. INEGI's codes have five "
    "digits, the first two those of the state.",
    "claim_twice": "The claim {text} is there twice; the other one is in {other}.",
    "source_twice": "The source {text} is there twice.",
    "names_nobody": "The row names neither a unit nor a name as written.",
    "same_as_nobody": "The decision says “same” and names no unit.",
    "own_parent": "The unit {text} is its own superior.",
    "circle": "The units are above each other in a circle: {text}.",
    "supersedes_nothing": "It supersedes “{text}”, and there is no such claim.",
    "supersedes_itself": "The claim {text} supersedes itself, over one or more others.",
    "future_date": "“{text}” is after today, {other}. What has not happened yet is not on record.",
    "serial_twice": "The number {text} is listed {other} times. Each weapon has one.",
    "missing_table": "The table is missing. Where nothing is known it is a file with its header and no rows; "
    "“tequio track new” makes such files.",
    "missing_package": "The file is missing. It says what is in the tables; “tequio track new” makes one.",
    "broken_package": "This is no JSON in UTF-8.",
    "no_resources": "It has no list “resources”, which says what is in the tables.",
    "nameless_package": "It has no “name”, from which ids in exports are made.",
    "not_described": "It does not describe {text}.",
    "other_field": "It describes a column “{text}”, which {other} cannot have.",
    "accounts_differ": "“{text}” differs from “{other}” in another account of the same event. Answers use "
    "“{other}”: the first account counts, an accepted one before others.",
    "names_differ": "The name {text} tells of another kind or state than {other}. Please look whether they are one "
    "unit.",
    "two_units": "“{text}” does not fit {other}: two units go by one id. Several names of one unit may "
    "differ in the name only.",
}


def told(mistakes: list[Mistake], words: Words) -> list[str]:
    """A line for each mistake, at most twenty of a kind in one table, and then how many more."""
    lines: list[str] = []
    counts = Counter((mistake.table, mistake.kind) for mistake in mistakes)
    told_of: dict[tuple[str, str], list[Mistake]] = {}
    for mistake in mistakes:
        alike = told_of.setdefault((mistake.table, mistake.kind), [])
        alike.append(mistake)
        if len(alike) <= SHOWN:
            lines.append(sentence(mistake, words))
    for (table, kind), count in counts.items():
        if count > SHOWN:
            first = told_of[table, kind][SHOWN]
            like = _said(first, words)
            lines.append(
                words.plural(
                    "{file}: {n} more mistake of this kind, the first of them: {said}",
                    "{file}: {n} more mistakes of this kind, the first of them: {said}",
                    count - SHOWN,
                    file=first.file,
                    said=like,
                )
            )
    return lines


def sentence(mistake: Mistake, words: Words) -> str:
    """One mistake, with file, row and column."""
    if not mistake.line:
        return words("{file}: {said}", file=mistake.file, said=_said(mistake, words))
    if not mistake.column:
        return words(
            "{file}, row {row}: {said}", file=mistake.file, row=mistake.line, said=_said(mistake, words)
        )
    return words(
        "{file}, row {row}, column {column}: {said}",
        file=mistake.file,
        row=mistake.line,
        column=mistake.column,
        said=_said(mistake, words),
    )


def _said(mistake: Mistake, words: Words) -> str:
    return words(CHECK_SENTENCES[mistake.kind], text=mistake.text, other=mistake.other)
