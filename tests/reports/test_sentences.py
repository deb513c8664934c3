import gettext
import io
import string
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tequio import pool, quotas, randomness
from tequio.faults import Fault, Note
from tequio.files import faults as files
from tequio.reports.sentences import SENTENCES, say
from tequio.selection import numbered, reserves
from tequio.tracking import application
from tequio.words import LOCALE, Words, words

V, Q = Path("volunteers.csv"), Path("quotas.csv")
QUOTA = quotas.Quota("age", "18-24", 1204, 7)
MISFITS = tuple(pool.Misfit("sex", value, 1204, 3, ("woman", "man")) for value in ("femal", ""))
EXAMPLES: tuple[Fault | Note, ...] = (
    application.NotADate(V, 1204, "date", "2014-13"),
    files.MissingFile(V),
    files.NotAFile(V),
    files.UnreadableFile(V, "EACCES"),
    files.UnwritableFile(V, "ENOSPC"),
    files.TooLarge(V, 2_000_000_000, 200_000_000),
    files.UnpacksTooLarge(V, 201_000_000, 200_000_000),
    files.FarCell(V, "sheet1", 16_384, 1_048_576),
    files.FormulaUnsaved(V, "S1", "B7"),
    files.UnreadSheets(V, "S1", ("S2", "S3")),
    files.FormulaError(V, "sheet1", "C4"),
    files.LinkedCell(V, "sheet1", "C4"),
    files.FileChanged(V),
    files.EmptyFile(V),
    files.NoRows(V),
    files.NotATable(V, "PDF"),
    files.NotATable(V, "XLS"),
    files.NotATable(V, ""),
    files.BrokenEncoding(V, 1204, 77, "utf-8"),
    files.BrokenEncoding(V, 1204, 77, "utf-8", 3),
    files.ControlCharacter(V, 1204, 7),
    files.OpenQuote(V, 1204),
    files.StrayQuote(V, 1204),
    files.RaggedRow(V, 1204, 9, 8),
    files.DoubledColumn(V, 1, "sex", (2, 5)),
    files.MissingColumn(V, 1, ("min", "mín"), ("feature", "{value}", "")),
    files.FileInUse(V),
    files.FolderInUse(V, "private"),
    files.NotJson(V, 1204, 5),
    files.GuessedEncoding(V, "cp1252"),
    pool.NoIdColumn(V, 1, ("name", "sex")),
    pool.EmptyId(V, 1204, "id"),
    pool.DoubledId(V, (3, 1204), "id", "p{7}"),
    pool.UnknownValues(V, MISFITS, 40),
    pool.UnknownValues(V, MISFITS[:1], 1),
    pool.BrokenId(V, 1204, "id"),
    pool.AlikeIds(V, (3, 1204), "id", "p8", "P8"),
    pool.NoSharedHousehold(V, ("id",)),
    pool.MatchedColumn(V, "Sex ", "sex"),
    pool.MatchedValue(V, "sex", "Woman", "woman", 1),
    pool.MatchedValue(V, "sex", "Woman", "woman", 1204),
    quotas.NamelessFeature(Q, 1204, "feature"),
    quotas.NamelessValue(Q, 1204, "value"),
    quotas.EmptyNumber(Q, 1204, "min"),
    quotas.TextInNumber(Q, 1204, "min", "four"),
    quotas.NumberTooLarge(Q, 1204, "max", 23, 1_000_000_000),
    quotas.NotWhole(Q, 1204, "min", "4.5"),
    quotas.OtherNotation(Q, 1204, "max", "1e2", "100"),
    quotas.NegativeNumber(Q, 1204, "min", "-4"),
    quotas.MinAboveMax(Q, 1204, QUOTA),
    quotas.FlexInside(Q, 1204, "min_flex", QUOTA),
    quotas.DoubledQuota(Q, (3, 1204), "age", "18-24"),
    quotas.SizeOutOfReach(Q, "age", 30, 40, 1204),
    quotas.TooFewVolunteers(V, 20, 30),
    quotas.TooFewHouseholds(V, 20, 30),
    quotas.QuotaAbovePool(V, Q, QUOTA, 0),
    quotas.QuotaAbovePool(V, Q, QUOTA, 3),
    quotas.UnusedQuota(V, Q, QUOTA),
)


def spanish_catalogue() -> Catalog:
    """The Spanish of all catalogue files, in whatever parts they are kept."""
    book = Catalog(locale="es")
    for path in sorted((LOCALE / "es/LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="es"):
                if message.id:
                    book.add(message.id, message.string)
    return book


@pytest.fixture(scope="module")
def spanish() -> Words:
    file = io.BytesIO()
    write_mo(file, spanish_catalogue())
    file.seek(0)
    return Words("es", gettext.GNUTranslations(file))


@pytest.mark.parametrize("fault", EXAMPLES, ids=lambda fault: type(fault).__name__)
def test_sentence_names_the_file_and_where_in_it(fault, spanish):
    for said in (say(fault, words("en")), say(fault, spanish)):
        assert str(fault.path) in said
        assert not hasattr(fault, "row") or str(fault.row) in said
        assert not isinstance(getattr(fault, "column", None), str) or fault.column in said
        assert said.endswith(".")


@pytest.mark.parametrize("fault", EXAMPLES, ids=lambda fault: type(fault).__name__)
def test_sentence_in_spanish_has_nothing_english(fault, spanish):
    said = say(fault, spanish)
    assert said != say(fault, words("en"))
    assert not [word for word in said.split() if word in ("Please", "the", "row", "column", "is", "and", "“")]


@pytest.mark.parametrize("module", [files, pool, quotas])
def test_every_fault_and_note_has_a_sentence_and_an_example(module):
    own = [
        thing
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, Fault | Note) and thing not in (Fault, Note)
    ]
    assert [thing for thing in own if thing not in SENTENCES] == []
    assert [thing for thing in own if not any(type(example) is thing for example in EXAMPLES)] == []


def test_spanish_uses_the_same_names_in_braces():
    def braces(text: str) -> list[str]:
        return sorted({name for _, name, _, _ in string.Formatter().parse(text) if name})

    for message in spanish_catalogue():
        if message.id:
            pairs = (
                zip(message.id, message.string, strict=True)
                if isinstance(message.id, tuple)
                else [(message.id, message.string)]
            )
            assert [(one, other) for one, other in pairs if braces(one) != braces(other)] == []


def test_sentence_with_two_values_lists_them_and_the_rest():
    assert say(pool.UnknownValues(V, MISFITS, 40), words("en")) == (
        "volunteers.csv: 40 different values have no quota. Please correct them or add a quota for each.\n"
        "Row 1204, column “sex”: “femal” has no quota; rows with it: 3. "
        "Values with a quota: “woman”, “man”.\n"
        "Row 1204, column “sex”: the cell is empty; rows like this: 3. Values with a quota: “woman”, “man”.\n"
        "… and 38 more."
    )


def test_sentence_in_spanish_reads_as_written(spanish):
    assert say(files.DoubledColumn(V, 1, "edad", (2, 5)), spanish) == (
        "volunteers.csv, fila 1: la columna «edad» está repetida: es la columna 2 y la columna 5. "
        "Cambie el nombre de una de ellas o bórrela."
    )


@pytest.mark.parametrize(
    ("fault", "one", "uno"),
    [
        (numbered.ChanceLost(10, 1, 100), "1 volunteer who has a chance", "1 persona voluntaria que tiene"),
        (numbered.ChanceLost(10, 1, 0), "1 volunteer who has a chance", "1 persona voluntaria que tiene"),
        (randomness.TooFewThrows(6, 1, 49, 2), "1 throw of a d6 is", "1 tiro de un d6 no alcanza"),
        (randomness.TooFewThrows(6, 49, 1, 126), "please throw it 1 more time.", "tire el dado 1 vez más."),
        (randomness.TooFewBalls(1, 6), "1 number has", "1 número tiene"),
        (
            reserves.TooFewReserves(2, 1),
            "only 1 person is neither a member",
            "solo 1 persona no es integrante",
        ),
        (
            reserves.ReservesBeyondPool(2, 5, 1, False),
            "there is 1 more volunteer.",
            "hay 1 persona voluntaria más",
        ),
    ],
)
def test_sentence_about_one_is_in_the_singular(fault, one, uno, spanish):
    assert one in say(fault, words("en"))
    assert uno in say(fault, spanish)
