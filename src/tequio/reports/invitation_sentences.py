"""What the faults of an invitation say."""

from collections.abc import Callable
from typing import Any

from tequio.faults import Fault, Note
from tequio.selection import frame_ids, frames, invitation_files, invitations, response_rates, strata
from tequio.words import Words

Sentence = str | Callable[[Any, Words], str]


def _letters_too_many(fault: invitations.LettersTooMany, words: Words) -> str:
    return words.plural(
        "{n} letter was asked for, but only {available} can be sent from this frame.",
        "{n} letters were asked for, but only {available} can be sent from this frame.",
        fault.letters,
        available=words.number(fault.available),
    )


def _earlier_unnamed(fault: invitation_files.EarlierUnnamed, words: Words) -> str:
    if not fault.needed:
        return words(
            "The plan in {folder} leaves out no earlier invitation. Please leave --exclude out.",
            folder=fault.folder,
        )
    return words.plural(
        "The plan in {folder} leaves out {n} earlier invitation. Please name its folder, unchanged, with --exclude.",
        "The plan in {folder} leaves out {n} earlier invitations. Please name their folders, unchanged, with "
        "--exclude, in the order of the plan.",
        fault.needed,
        folder=fault.folder,
    )


def _column_no_text(fault: frames.ColumnNoText, words: Words) -> str:
    return words(NO_TEXT_SENTENCES[fault.what], path=fault.path, column=fault.column)


NO_TEXT_SENTENCES = {
    "lists": "{path}: the column “{column}” holds lists, and letters need one text a cell. Please take it out.",
    "structs": "{path}: the column “{column}” holds several fields in each cell. Please make columns of them, or "
    "take it out.",
    "bytes": "{path}: the column “{column}” holds bytes that are no text. Please take it out.",
}
SENTENCES: dict[type[Fault] | type[Note], Sentence] = {
    frames.FrameNoTable: (
        "{path} is neither a CSV nor a Parquet table. From a spreadsheet, save the sheet as CSV first."
    ),
    frames.FrameNotUtf8: (
        "{path}, row {row}, column “{column}”: this is not UTF-8; it looks like {guess}. "
        "If that is right, say --encoding {guess}."
    ),
    frames.ColumnNoText: _column_no_text,
    frames.EncodingNeedless: (
        "{path} is a Parquet file, which says itself how its texts are encoded. Please leave out --encoding."
    ),
    frames.EncodingUnknown: (
        "There is no encoding called {encoding}; common ones are utf-8, cp1252 and utf-16."
    ),
    frames.BlankRow: "{path}, row {row}: it is blank. Delete it; programs disagree whether it is a row.",
    frames.FrameUnreadable: "{path} could not be read as a table. The reader says: {reason}",
    strata.StratumEmpty: (
        "{path}, row {row}: column “{column}” is empty (rows concerned: {count}). "
        "Fill it in, or let empty cells be a stratum of their own with --allow-empty."
    ),
    strata.StrataTooMany: (
        "{path}: the columns {columns} make {count} strata, and at most {most} are possible. "
        "Choose columns with few values, such as a region and an age band."
    ),
    response_rates.RateWrong: (
        "{path}, row {row}, column “{column}”: “{value}” is no response rate. "
        "A rate lies above 0 and is at most 1, and is written 0.04 or 4 %."
    ),
    response_rates.RateDoubled: "{path}, row {row}: there is a rate for {values} already.",
    response_rates.RateUnused: (
        "{path}: column “{column}” is none of the columns of the strata ({columns}). Remove it, or add "
        "it to --stratify."
    ),
    response_rates.RateMissing: "The stratum {values} has no response rate (strata without one: {count}).",
    invitations.LettersNone: "{letters} letters cannot be sent; ask for one at least.",
    invitations.LettersTooMany: _letters_too_many,
    frame_ids.IdRepeated: (
        "{path}, row {row}, column “{column}”: the id “{value}” is empty or stands in two rows."
    ),
    frame_ids.RepeatedId: (
        "{path}, row {row}, column “{column}”: “{value}” stands in another row, too. If this column is to tell "
        "the rows apart, correct it and name it with --id."
    ),
    invitations.EarlierUnlike: (
        "{folder} was drawn from another frame. Name a column of ids that both have with --id, "
        "so that nobody is invited twice."
    ),
    invitation_files.PlanUnlike: (
        "The folder {folder} holds another plan, which differs in: {options}. Repeat the options as they were, "
        "or choose another folder."
    ),
    invitation_files.EarlierUnnamed: _earlier_unnamed,
    invitation_files.DrawUnlike: (
        "The letters of this plan in {folder} were drawn already, from “{source}”. A second draw is not made."
    ),
    invitation_files.FolderNoInvitation: (
        "The folder {folder} holds no complete invitation: {name} is missing or not readable."
    ),
    invitation_files.LettersChanged: (
        "The letters in {folder} are not those that its result names; they were changed."
    ),
}


def say_invitation(fault: Fault | Note, words: Words) -> str:
    """The sentence for a fault of an invitation; numbers as the language writes them, but those of rows."""
    sentence = SENTENCES[type(fault)]
    if not isinstance(sentence, str):
        return sentence(fault, words)
    return words(sentence, **{name: _written(name, value, words) for name, value in vars(fault).items()})


def _written(name: str, value: object, words: Words) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(part) or "–" for part in value)
    if isinstance(value, int) and name != "row":
        return words.number(value)
    return str(value) or "–"
