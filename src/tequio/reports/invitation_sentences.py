"""What the faults of an invitation say."""

from tequio.faults import Fault
from tequio.selection import frames, invitation_files, invitations, response_rates, strata
from tequio.words import Words

SENTENCES: dict[type[Fault], str] = {
    frames.FrameMissing: "There is no file {file}.",
    frames.FrameNoTable: (
        "{file} is neither a CSV nor a Parquet table. From a spreadsheet, save the sheet as CSV first."
    ),
    frames.FrameEmpty: "{file} has no rows of data.",
    frames.FrameBroken: (
        "{file}, line {line}, column “{column}”: this is not {encoding}. Name another one with --encoding."
    ),
    frames.FrameNotUtf8: (
        "{file}, line {line}, column “{column}”: this is not UTF-8; it looks like {guess}. "
        "If that is right, say --encoding {guess}."
    ),
    frames.EncodingUnknown: (
        "There is no encoding called {encoding}; common ones are utf-8, cp1252 and utf-16."
    ),
    frames.ColumnDoubled: "{file}, row 1: two columns are called “{column}”. Rename one of them.",
    frames.ColumnMissing: "{file} has no single column “{column}”. Its columns are: {columns}.",
    frames.RowTooLong: "{file}, data row {row}: {cells} cells, but the header has {columns}.",
    frames.LineBlank: "{file}: line {line} is blank. Delete it; programs disagree whether it is a row.",
    frames.FrameUnreadable: "{file} could not be read as a table. The reader says: {reason}",
    strata.StratumEmpty: (
        "{file}, data row {row}: column “{column}” is empty (rows concerned: {count}). "
        "Fill it in, or let empty cells be a stratum of their own with --allow-empty."
    ),
    strata.StrataTooMany: (
        "{file}: the columns {columns} make {count} strata, and at most {most} are possible. "
        "Choose columns with few values, such as a region and an age band."
    ),
    response_rates.RateWrong: (
        "{file}, data row {row}, column “{column}”: “{value}” is no response rate. "
        "A rate lies above 0 and is at most 1, and is written 0.04 or 4 %."
    ),
    response_rates.RateDoubled: "{file}, data row {row}: there is a rate for {values} already.",
    response_rates.RateUnused: (
        "{file}: column “{column}” is none of the columns of the strata ({columns}). Remove it, or add "
        "it to --stratify."
    ),
    response_rates.RateMissing: "The stratum {values} has no response rate (strata without one: {count}).",
    invitations.LettersNone: "{letters} letters cannot be sent; ask for one at least.",
    invitations.LettersTooMany: (
        "{letters} letters were asked for, but only {available} can be sent from this frame."
    ),
    invitations.IdRepeated: (
        "{file}, data row {row}, column “{column}”: the id “{value}” is empty or stands in two rows."
    ),
    invitations.EarlierUnlike: (
        "{folder} was drawn from another frame. Name a column of ids that both have with --id, "
        "so that nobody is invited twice."
    ),
    invitation_files.FolderTaken: "The folder {folder} holds something else ({name}). Choose another one.",
    invitation_files.PlanUnlike: "The folder {folder} holds another plan ({root}). Choose another folder.",
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


def say_invitation(fault: Fault, words: Words) -> str:
    """The sentence for a fault of an invitation; numbers as the language writes them."""
    return words(
        SENTENCES[type(fault)], **{name: _written(value, words) for name, value in vars(fault).items()}
    )


def _written(value: object, words: Words) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(part) or "–" for part in value)
    if isinstance(value, int):
        return words.number(value)
    return str(value) or "–"
