import inspect
from pathlib import Path

import pytest

from tequio.faults import Fault, Note
from tequio.reports.sentences import say
from tequio.reports.tracking_import_sentences import ASIDE_SENTENCES, SHOWN, report, said
from tequio.tracking import import_faults
from tequio.tracking.importing import Import
from tequio.words import words

ENGLISH, SPANISH = words("en"), words("es")
VALUES = {
    int: 4,
    str: "valor",
    Path: Path("hoja.xlsx"),
    tuple[str, ...]: ("uno", "dos"),
    tuple[Note, ...]: (),
}
TAKEN_FOR = dict.fromkeys(ASIDE_SENTENCES)


def made(kind):
    """One of this kind, with some value in every field."""
    fields = {name: VALUES[type_] for name, type_ in inspect.get_annotations(kind).items()}
    return kind(**fields | ({"taken_for": "title"} if "taken_for" in fields else {}))


KINDS = [
    each
    for _, each in inspect.getmembers(import_faults, inspect.isclass)
    if each.__module__ == import_faults.__name__
]


@pytest.mark.parametrize("kind", KINDS)
def test_everything_that_an_import_tells_has_a_sentence_in_both_languages(kind):
    one = made(kind)
    english, spanish = said(one, ENGLISH), said(one, SPANISH)
    assert english
    assert spanish not in ("", english)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if issubclass(kind, Fault)])
def test_fault_of_an_import_is_said_like_every_other(kind):
    assert say(made(kind), SPANISH) == said(made(kind), SPANISH)


@pytest.mark.parametrize("taken_for", sorted(ASIDE_SENTENCES))
def test_row_aside_says_what_it_was_taken_for(taken_for):
    assert said(import_faults.Aside(1234, taken_for, "Anexo"), SPANISH).startswith("Fila 1234")


def imported(*notes, sheet="Entregas"):
    return Import(
        path=Path("hoja.xlsx"), table="receipts", sheet=sheet, header=1,
        claims={"units": 2, "receipts": 1200}, taken=1200, status="accepted", notes=notes,
        folder="imports/F000001-ab", files={}, before={},
    )  # fmt: skip


def test_report_says_what_was_taken_first_and_where_it_is_kept_last():
    lines = report(imported(import_faults.TotalDiffers(45, "E", "1030", "1027", 3)), ENGLISH)
    assert lines == [
        "hoja.xlsx, sheet “Entregas”: rows taken: 1,200; claims: units 2, receipts 1,200.",
        "Row 45, column E: the sheet's total says 1030, but the rows taken add up to 1027; the difference is 3.",  # noqa: E501
        "The file, the map and each claim's cells are kept in imports/F000001-ab.",
    ]


def test_report_counts_what_it_does_not_show():
    notes = [import_faults.LeftMissing(row, "unit") for row in range(SHOWN + 5)]
    lines = report(imported(*notes), SPANISH, written=False)
    assert lines[-2:] == ["… y 5 más de este tipo.", "No se escribió nada."]
    assert len(lines) == 1 + SHOWN + 2
