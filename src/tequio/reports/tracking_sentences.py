"""What the faults of tracking say, in the reader's language."""

from collections.abc import Callable
from typing import Any

from tequio.faults import Fault, Note
from tequio.reports import tracking_match_sentences
from tequio.reports.tracking_check_sentences import sentence
from tequio.tracking import application, applied, asked, check, dates, ledger, levels, screen
from tequio.words import Words

Sentence = str | Callable[[Any, Words], str]


def _unsound(fault: check.UnsoundLedger, words: Words) -> str:
    first = sentence(fault.first, words)
    return words.plural(
        "The ledger {path} has {n} mistake, and an answer from it could be wrong: {first} "
        "See them all with: tequio track check {path}",
        "The ledger {path} has {n} mistakes, and an answer from it could be wrong. The first: {first} "
        "See them all with: tequio track check {path}",
        fault.count,
        path=fault.directory,
        first=first,
    )


def _unknown_record(fault: asked.UnknownRecord, words: Words) -> str:
    if not fault.some:
        return words(
            "The ledger has no possession {record}; it has none at all. A possession is a receipt, a count or a "
            "find.",
            record=fault.record,
        )
    return words(
        "The ledger has no possession {record} of which it could be asked whether its holder was named. It has, for "
        "instance: {some}. These are ids of receipts by units that are not central, of counts and of finds with a "
        "holder.",
        record=fault.record,
        some=", ".join(fault.some),
    )


def _clash(fault: applied.DecisionsClash, words: Words) -> str:
    return words(
        "With the decisions carried out the ledger would have a mistake; nothing was written: {first} Please take "
        "back a decision on {path}.",
        first=sentence(fault.first, words),
        path=fault.directory / "match.html",
    )


TRACKING_SENTENCES: dict[type[Fault | Note], Sentence] = {
    **tracking_match_sentences.SENTENCES,
    applied.DecisionsClash: _clash,
    check.UnsoundLedger: _unsound,
    dates.ImpossibleDate: "“{text}” is no possible date. Dates are written like 2014, 2014-09, 2014-09-26, "
    "2014-03/2015 or 2014~ (about).",
    ledger.NoLedger: "{directory} holds no ledger: none of its tables (units.csv, licences.csv, receipts.csv …) "
    "is there. An empty one is made with: tequio track new {directory}",
    ledger.UnknownColumn: "{path}: “{column}” is no column of this table. Please take it out or correct its "
    "name; what a source says beyond the columns stays in the source.",
    ledger.NotAQuantity: "{path}, row {line}, column {column}: “{text}” is no whole number.",
    asked.UnknownRecord: _unknown_record,
    levels.DayAhead: "{day} is yet to come: an edition is of today, {today}, or of a day before. Of a later day it "
    "would show what is held back for 24 months.",
    asked.UnknownState: "“{state}” is no code of a state. Codes have two digits, as INEGI's (12), or are those of "
    "ISO 3166-2 (US-AZ). A Mexican state may also be called by its name (Guerrero).",
    application.NotADate: "{path}, row {line}, column {column}: “{text}” is no possible date. Dates are written like "
    "2014, 2014-09, 2014-09-26, 2014-03/2015 or 2014~ (about).",
    screen.UnknownUnit: "The ledger knows no unit {unit}. A unit is named by its id, the column “unit” of units.csv.",
    screen.TooManyPaths: "So many relations lead from unit {unit} that its connections cannot all be followed: "
    "{steps} steps, and no end. Please ask about a shorter time, or look for relations that are there twice.",
}
