"""What an import of a spreadsheet says: why it stopped, or what it took, what it left and why."""

from collections.abc import Iterator

from tequio.faults import Fault, Note
from tequio.tracking import import_faults as f
from tequio.tracking.importing import Import
from tequio.words import Words

SHOWN = 20
"""How many notes of one kind are said; the others are counted."""
LISTED = 30
"""How many columns of a sheet are listed in one sentence."""

ASIDE_SENTENCES = {
    "title": "Row {row}, “{text}”: taken for a title above the table.",
    "footnote": "Row {row}, “{text}”: taken for a footnote.",
    "label": "Row {row}, “{text}”: left, because nothing else stands in it.",
    "repeated_header": "Row {row}: left, because it repeats the header.",
    "other_table": "Row {row}, “{text}”: left, because it belongs to another table further down. "
    "Name its header in a map to import it.",
}
NOTE_SENTENCES: dict[type[Note], str] = {
    f.LeftMissing: "Row {row}: left, because it does not say “{column}”.",
    f.LeftUnread: "Row {row}, column {place}: left, because “{value}” could not be read as “{column}”.",
    f.LeftFormula: "Row {row}, column {place}: left, because “{value}” is a formula.",
    f.LeftMerged: "Row {row}, column {place}: left, because “{value}” is one number for several rows. Only a "
    "person can say how it is shared out.",
    f.LeftNoReference: "Row {row}: left, because the ledger has no “{value}” for the column “{column}”, or more "
    "than one.",
    f.LeftByMap: "Row {row}: left, because the map says so.",
    f.LeftSerials: "Row {row}: left, because it lists {listed} serial numbers for {quantity} weapons.",
    f.DateOfTwoReadings: "Row {row}, column {place}: “{value}” can be read day first or month first. It was taken "
    "as {date}, some day from the one to the other. Say date_order in the map if you know it.",
    f.DateNotKnown: "Row {row}, column {place}: “{value}” was taken as “{column}” not known.",
    f.SerialsUnused: "Row {row}, column {place}: “{value}” was not used as a serial number: it is a range, or a "
    "spreadsheet has rounded it.",
    f.TotalAgrees: "Row {row}, column {column}: the sheet's total says {said}; the rows taken add up to {taken}.",
    f.TotalOfAll: "Row {row}, column {column}: the sheet's total says {said}; the rows taken add up to {taken}, "
    "and the rows left have the other {left}.",
    f.TotalDiffers: "Row {row}, column {column}: the sheet's total says {said}, but the rows taken add up to "
    "{taken}; the difference is {difference}.",
    f.TotalUnread: "Row {row}, “{text}”: taken for a total; it has no number that could be checked.",
    f.EncodingAssumed: "The file is not UTF-8; it was read as {encoding}. If accents look wrong, please save it again "
    "as CSV UTF-8.",
    f.OddLetters: "Row {row}, column {place}: the letters of “{value}” look wrong, as if the file were in another "
    "encoding. Please look, and save it again as CSV UTF-8.",
    f.ComputedCells: "Cells that hold a formula: {cells}. The values that the file stores for them were taken; "
    "nothing was computed again.",
    f.OtherSheet: "The sheet “{sheet}” was not read; rows that hold something: {rows}.",
    f.UnusedColumn: "Column {place}, “{column}”: nothing was taken from it; it stays in the copy of the file.",
    f.QuantityFromSerials: "The sheet has no quantities: each row counts as many weapons as it lists serial "
    "numbers. Rows concerned: {rows}.",
    f.NewUnits: "Units added, one for each different name and place: {units}. Whether two of them are the same is "
    "a decision for matching.",
    f.SameNameElsewhere: "Of these, units whose very name the ledger has in another place, or in one that is not "
    "known to be the same: {units}. Nothing was linked; please decide with tequio track match.",
    f.KnownUnits: "Units of the ledger taken because they alone have exactly that name in that place: {units}.",
    f.TownUnread: "Row {row}, column {place}: “{value}” is no one municipality of INEGI's list in that state. It "
    "tells the unit from others and is not written as its municipality.",
    f.NeedsLooking: "The claims have the status needs_work, so that they make no finding certain, because nobody has "
    "confirmed the map. Claims concerned: {claims}.",
}
SENTENCES: dict[type[Fault], str] = {
    f.UnknownTable: "Nothing can be imported as “{table}”. It can be one of: {tables}.",
    f.UnknownSource: "The ledger has no source “{source}”. It has: {known}. Please add it to sources.csv first.",
    f.ImportedBefore: "{path} was already imported as {table}; it is kept in {folder}. Nothing was written. To "
    "correct claims, add later ones that supersede them.",
    f.NoTableFound: "{path}: no row looks like the header of a table. Please name its row in a map, as header.",
    f.MapNotToml: "{path}, row {row}: this is no TOML in UTF-8. Please correct that line.",
    f.MapKeyUnknown: "{path}: the map says “{key}”, which is not known there. Known are: {known}.",
    f.MapColumnMissing: "{path}: for {key} the map names the column “{column}”, and the sheet has none of that name. "
    "It has: {columns}.",
    f.MapIncomplete: "{path}: every row of {table} must say {missing}, and the map has neither a column nor a "
    "constant for it.",
}


def said(note: Note | Fault, words: Words) -> str:
    """The sentence of a note or fault of an import."""
    if isinstance(note, f.MapNeeded):
        return _map_needed(note, words)
    if isinstance(note, f.MapValueWrong):
        return _map_value(note, words)
    if isinstance(note, f.OtherColumns):
        return _other_columns(note, words)
    if isinstance(note, f.NothingTaken):
        return _nothing(note, words)
    table: dict[type[Note], str] | dict[type[Fault], str] = (
        SENTENCES if isinstance(note, Fault) else NOTE_SENTENCES
    )
    sentence = ASIDE_SENTENCES[note.taken_for] if isinstance(note, f.Aside) else table[type(note)]  # type: ignore[index]
    return words(sentence, **{name: _written(name, value, words) for name, value in vars(note).items()})


def report(ready: Import, words: Words, *, written: bool = True) -> list[str]:
    """The lines of an import: what was taken, then each note, at most `SHOWN` of a kind.

    Args:
        ready: the import.
        words: of the reader's language.
        written: whether it was written, or only tried.
    """
    where = words("sheet “{sheet}”", sheet=ready.sheet) if ready.sheet else words("its only table")
    lines = [
        words(
            "{path}, {where}: rows taken: {rows}; claims: {claims}.",
            path=ready.path,
            where=where,
            rows=words.number(ready.taken),
            claims=", ".join(f"{table} {words.number(count)}" for table, count in ready.claims.items()),
        )
    ]
    lines += _notes(ready.notes, words)
    if written:
        lines.append(
            words("The file, the map and each claim's cells are kept in {folder}.", folder=ready.folder)
        )
    else:
        lines.append(words("Nothing was written."))
    return lines


def _notes(notes: tuple[Note, ...], words: Words) -> Iterator[str]:
    """Notes by kind, in the order in which kinds first appear."""
    kinds: dict[tuple[type[Note], str], list[Note]] = {}
    for note in notes:
        kinds.setdefault((type(note), getattr(note, "taken_for", "")), []).append(note)
    for alike in kinds.values():
        for note in alike[:SHOWN]:
            yield said(note, words)
        if len(alike) > SHOWN:
            yield words("… and {n} more of this kind.", n=words.number(len(alike) - SHOWN))


def _written(name: str, value: object, words: Words) -> str:
    if isinstance(value, tuple):
        shown = [words("“{name}”", name=part) for part in value[:LISTED] if part]
        return ", ".join([*shown, "…"] if len(value) > LISTED else shown) or "–"
    if isinstance(value, int) and name != "row":
        return words.number(value)
    return str(value) or "–"


def _map_needed(fault: f.MapNeeded, words: Words) -> str:
    return words(
        "{path}: it is not certain which column says {missing}. Its columns are: {columns}. Nothing was written. "
        "Please mend the proposed map and name it with --map.",
        path=fault.path,
        missing=_written("", fault.missing, words),
        columns=_written("", fault.columns, words),
    )


def _map_value(fault: f.MapValueWrong, words: Words) -> str:
    if fault.known:
        return words(
            "{path}: the map says {key} = “{value}”. It can be one of: {known}.",
            path=fault.path,
            key=fault.key,
            value=fault.value,
            known=_written("", fault.known, words),
        )
    return words(
        "{path}: the map says {key} = “{value}”, which it cannot be.",
        path=fault.path,
        key=fault.key,
        value=fault.value,
    )


def _other_columns(fault: f.OtherColumns, words: Words) -> str:
    if fault.missing:
        return words(
            "{path}: rows cannot be added, because it lacks these columns: {missing}. Please add them to its header.",
            path=fault.path,
            missing=_written("", fault.missing, words),
        )
    return words("{path}: rows cannot be added, because it is not UTF-8. Please save it so.", path=fault.path)


def _nothing(fault: f.NothingTaken, words: Words) -> str:
    first = words("{path}: not one row could be taken, so that nothing was written.", path=fault.path)
    return "\n".join([first, *_notes(fault.left, words)])


FAULTS = (*SENTENCES, f.MapNeeded, f.MapValueWrong, f.OtherColumns, f.NothingTaken)
"""Every fault that `said` has a sentence for."""
