"""What faults and notes say, in the reader's language.

A line of `SENTENCES` for each class: the English sentence, whose `{names}` are the fields of the
fault, or a function where the sentence depends on them. The Spanish stands in the catalogue.
"""

from collections.abc import Callable, Iterator
from typing import Any

from tequio import pool, quotas
from tequio.faults import Fault, Note
from tequio.files import faults as files
from tequio.reports import (
    costs_sentences,
    draw_sentences,
    invitation_sentences,
    methods_sentences,
    record_sentences,
    tracking_import_sentences,
    tracking_sentences,
    usage_sentences,
)
from tequio.words import Words

Sentence = str | Callable[[Any, Words], str]
AS_IT_IS = ("row", "line", "byte")  # counted off in the file, so written without separators of thousands


def say(fault: Fault | Note, words: Words) -> str:
    """The sentence of a fault or note: file, row and column, what is wrong and what to do.

    Raises:
        LookupError: its class has no sentence.
    """
    sentence = SENTENCES[type(fault)]
    return words(sentence, **facts(fault, words)) if isinstance(sentence, str) else sentence(fault, words)


def facts(fault: Fault | Note | pool.Misfit, words: Words) -> dict[str, str]:
    """The fields of a fault as texts; a quota lends its fields, a pair of numbers is `first` and `second`."""
    return dict(_told(vars(fault), words))


def _told(fields: dict[str, Any], words: Words) -> Iterator[tuple[str, str]]:
    for name, value in fields.items():
        if isinstance(value, quotas.Quota):
            yield from _told(vars(value), words)
        elif isinstance(value, tuple) and value and all(isinstance(part, int) for part in value):
            yield from zip(("first", "second"), map(str, value), strict=False)
        elif isinstance(value, tuple):
            yield name, ", ".join(words("“{name}”", name=part) for part in value if part)
        elif isinstance(value, int) and name not in AS_IT_IS:
            yield name, words.number(value)
        else:
            yield name, str(value)


def _too_large(fault: files.TooLarge, words: Words) -> str:
    return words(
        "{path} is too large: {size} MB, and at most {limit} MB are read. "
        "Please keep only the columns and rows that are needed.",
        path=fault.path,
        size=words.number(fault.bytes / 1e6, 0),
        limit=words.number(fault.limit / 1e6, 0),
    )


def _unpacks_too_large(fault: files.UnpacksTooLarge, words: Words) -> str:
    return words(
        "{path} unpacks to more than the {limit} MB that are read of a workbook. Please save the sheet as "
        "CSV, or keep only the columns and rows that are needed.",
        path=fault.path,
        limit=words.number(fault.limit / 1e6, 0),
    )


def _broken_encoding(fault: files.BrokenEncoding, words: Words) -> str:
    if not fault.column:
        return words(
            "{path}, row {row}: the text is broken (byte {byte} is not valid {encoding}). "
            "Please save the file again as CSV UTF-8 and check the accents in that row.",
            **facts(fault, words),
        )
    return words(
        "{path}, row {row}, column {column}: the text is broken (byte {byte} is not valid {encoding}). "
        "Please save the file again as CSV UTF-8 and check the accents in that row.",
        **facts(fault, words),
    )


def _not_a_table(fault: files.NotATable, words: Words) -> str:
    if fault.found == "XLS":
        return words(
            "{path} is an old or password-protected workbook. Please open it, save it as XLSX or CSV "
            "without a password, and try again.",
            path=fault.path,
        )
    if fault.found:
        return words(
            "{path} cannot be read as a table: it looks like {found}. Please save the table as CSV or XLSX.",
            **facts(fault, words),
        )
    return words("{path} is no table. Please save the table as CSV or XLSX.", path=fault.path)


def _control_character(fault: files.ControlCharacter, words: Words) -> str:
    return words(
        "{path}, row {row}: there is an invisible character (U+{code}) that no table should hold. "
        "Please delete it or save the file again as CSV UTF-8.",
        path=fault.path,
        row=fault.row,
        code=f"{fault.code:04X}",
    )


def _missing_column(fault: files.MissingColumn, words: Words) -> str:
    return words(
        "{path}, row {row}: there is no column “{column}”. The columns are: {columns}. "
        "Please add it or correct its name.",
        **facts(fault, words) | {"column": fault.wanted[0]},
    )


def _unknown_values(fault: pool.UnknownValues, words: Words) -> str:
    lines = [
        words.plural(
            "{path}: {n} value has no quota. Please correct it or add a quota for it.",
            "{path}: {n} different values have no quota. Please correct them or add a quota for each.",
            fault.many,
            path=fault.path,
        )
    ]
    lines += [_misfit(misfit, words) for misfit in fault.misfits]
    if fault.many > len(fault.misfits):
        lines.append(words("… and {n} more.", n=words.number(fault.many - len(fault.misfits))))
    return "\n".join(lines)


def _misfit(misfit: pool.Misfit, words: Words) -> str:
    told = facts(misfit, words)
    if misfit.value.strip():
        return words(
            "Row {row}, column “{column}”: “{value}” has no quota; rows with it: {rows}. "
            "Values with a quota: {values}.",
            **told,
        )
    return words(
        "Row {row}, column “{column}”: the cell is empty; rows like this: {rows}. "
        "Values with a quota: {values}.",
        **told,
    )


def _matched_value(note: pool.MatchedValue, words: Words) -> str:
    return words.plural(
        "{path}, column “{column}”: “{written}” was taken as “{meant}” in {n} row.",
        "{path}, column “{column}”: “{written}” was taken as “{meant}” in {n} rows.",
        note.rows,
        **facts(note, words),
    )


def _quota_above_pool(fault: quotas.QuotaAbovePool, words: Words) -> str:
    if not fault.volunteers:
        return words(
            "{path}: no volunteer has “{value}” in column “{feature}”, but {quotas} asks for at least {min}. "
            "Please lower that quota or correct the column.",
            **facts(fault, words),
        )
    return words(
        "{path}: too few volunteers have “{value}” in column “{feature}”: {volunteers}, and {quotas} asks "
        "for at least {min}. Please lower that quota or find more volunteers.",
        **facts(fault, words),
    )


SENTENCES: dict[type[Fault] | type[Note], Sentence] = {
    # files
    files.MissingFile: "There is no file {path}. Please check its name and folder.",
    files.NotAFile: "{path} is a folder or a device, not a file. Please name a file.",
    files.UnreadableFile: "{path} may not be read ({code}). Please check who is allowed to open it.",
    files.UnwritableFile: "{path} cannot be written ({code}). Please check that its folder exists, that "
    "you may write there and that there is room.",
    files.TooLarge: _too_large,
    files.UnpacksTooLarge: _unpacks_too_large,
    files.FarCell: "{path}: sheet {sheet} spans {columns} columns and {rows} rows. There is probably a "
    "stray cell far from the table. Please copy the table into a new workbook.",
    files.FormulaUnsaved: "{path}, sheet {sheet}, cell {cell}: the result of the formula is not in the file. "
    "Please open it in a spreadsheet program and save it, or save the sheet as CSV.",
    files.UnreadSheets: "{path}: the sheet “{sheet}” was read. These hold something, too, and were not read: "
    "{sheets}.",
    files.EmptyFile: "{path} is empty. Please check that it is the right file.",
    files.NoRows: "{path} has a header but no rows below it. Please check that it is the right file.",
    files.NotATable: _not_a_table,
    files.BrokenEncoding: _broken_encoding,
    files.ControlCharacter: _control_character,
    files.OpenQuote: '{path}, row {row}: a quotation mark (") is opened and never closed. '
    "Please close or delete it.",
    files.StrayQuote: '{path}, row {row}: text goes on after a closing quotation mark ("). '
    "Please double the marks within the cell or delete them.",
    files.RaggedRow: "{path}, row {row}: there are {cells} cells, but the header names only {columns}. "
    "Perhaps a cell holds the separator: please put that cell in quotation marks.",
    files.DoubledColumn: "{path}, row {row}: the column “{column}” is there twice, as column {first} and "
    "column {second}. Please rename or delete one of them.",
    files.MissingColumn: _missing_column,
    files.FormulaError: "{path}, {sheet}, cell {cell}: it holds an error instead of a value. Please correct "
    "or empty that cell.",
    files.LinkedCell: "{path}, {sheet}, cell {cell}: its formula looks into another file or program. Please "
    "replace formulas by their values and save it again.",
    files.FileChanged: "{path} was changed while this was at work; nothing was written. Please try again.",
    files.NotJson: "{path}, row {row}, column {column}: this is not valid JSON. "
    "Please use the file as it was written.",
    files.GuessedEncoding: "{path} is not UTF-8; it was read as {encoding}. "
    "If accents look wrong, please save it again as CSV UTF-8.",
    # the command line
    **usage_sentences.SENTENCES,
    # pool
    pool.NoIdColumn: "{path}, row {row}: no column is recognised as the one with the ids. "
    "The columns are: {columns}. Please say which one it is with --id.",
    pool.EmptyId: "{path}, row {row}, column “{column}”: the id is empty. Please give each volunteer an id.",
    pool.DoubledId: "{path}, rows {first} and {second}, column “{column}”: both have the id “{id}”. "
    "Please delete one of the rows or correct its id.",
    pool.BrokenId: "{path}, row {row}, column “{column}”: the id goes over more than one line. Please "
    "write it on one line.",
    pool.AlikeIds: "{path}, rows {first} and {second}, column “{column}”: “{one}” and “{other}” differ in "
    "case or space only, and are taken for two people.",
    pool.UnknownValues: _unknown_values,
    pool.NoSharedHousehold: "{path}: by {columns}, nobody shares a household with anybody, so that the "
    "household rule changes nothing. Please check that this is the column of households.",
    pool.MatchedColumn: "{path}: the column “{written}” was taken as “{meant}”.",
    pool.MatchedValue: _matched_value,
    # quotas
    quotas.NamelessFeature: "{path}, row {row}, column “{column}”: the feature has no name. "
    "Please write it in each row.",
    quotas.NamelessValue: "{path}, row {row}, column “{column}”: the value is empty. "
    "Please write it or delete the row.",
    quotas.EmptyNumber: "{path}, row {row}, column “{column}”: the number is missing. "
    "Please write a whole number; a min of 0 and a max of the size of the panel ask for nothing.",
    quotas.TextInNumber: "{path}, row {row}, column “{column}”: “{value}” is not a number. "
    "Please write a whole number.",
    quotas.NumberTooLarge: "{path}, row {row}, column “{column}”: a number of {digits} digits is too large; "
    "at most {most} is read. A max equal to the size of the panel asks for nothing.",
    quotas.NotWhole: "{path}, row {row}, column “{column}”: {value} is not a whole number. Please round it.",
    quotas.OtherNotation: "{path}, row {row}, column “{column}”: “{value}” is written in a way that is not "
    "read here. Please write {meant}, if that is meant.",
    quotas.NegativeNumber: "{path}, row {row}, column “{column}”: {value} is below zero. Please write 0 or "
    "more.",
    quotas.MinAboveMax: "{path}, row {row}: for “{value}” of “{feature}”, min is {min} and max is only "
    "{max}. Please correct one of them.",
    quotas.FlexInside: "{path}, row {row}, column “{column}”: for “{value}” of “{feature}” it tightens the "
    "quota of {min} to {max}. Please write a min_flex of at most min and a max_flex of at least max.",
    quotas.DoubledQuota: "{path}, rows {first} and {second}: both are quotas for “{value}” of “{feature}”. "
    "Please delete one of them.",
    quotas.SizeOutOfReach: "{path}: the quotas of “{feature}” add up to at least {least} and at most {most}, "
    "so that a panel of {size} is impossible. Please change them or the size.",
    quotas.TooFewVolunteers: "{path}: there are fewer volunteers ({volunteers}) than places ({size}). "
    "Please find more volunteers or make the panel smaller.",
    quotas.TooFewHouseholds: "{path}: there are fewer households ({households}) than places ({size}), and "
    "each may have only one member. Please find more volunteers, make the panel smaller or leave out the "
    "household rule.",
    quotas.QuotaAbovePool: _quota_above_pool,
    **draw_sentences.SENTENCES,
    **costs_sentences.SENTENCES,
    **tracking_sentences.TRACKING_SENTENCES,
    **methods_sentences.SENTENCES,
    **record_sentences.SENTENCES,
    **dict.fromkeys(invitation_sentences.SENTENCES, invitation_sentences.say_invitation),
    **dict.fromkeys(tracking_import_sentences.FAULTS, tracking_import_sentences.said),
    quotas.UnusedQuota: "{path}: no volunteer has “{value}” in column “{feature}”; {quotas} allows for that.",
}
