"""What bad input gets: one sentence on standard error, exit code 2, and nothing written."""

import os
import socket
import zipfile
from pathlib import Path

import pytest
from running import contents, run, run_alone

POOL = "id,gender,region,home,phone\n" + "".join(
    f"{n},{'woman' if n % 2 else 'man'},{'north' if n % 3 else 'south'},h{n // 2},0{n}\n" for n in range(12)
)
QUOTAS = "feature,value,min,max\ngender,woman,1,3\ngender,man,1,3\nregion,north,1,3\nregion,south,1,3\n"


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("v.csv").write_text(POOL, encoding="utf-8")
    Path("q.csv").write_text(QUOTAS, encoding="utf-8")
    return tmp_path


def lottery(*options: object, size: object = 4):
    return run("lottery", "v.csv", "q.csv", "--size", size, "--out", "new/out", *options)


def pool(old: str, new: str, count: int = 1):
    """The file of volunteers with one text changed."""
    return lambda: Path("v.csv").write_text(POOL.replace(old, new, count), encoding="utf-8")


def quotas(old: str, new: str):
    """The file of quotas with one text changed."""
    return lambda: Path("q.csv").write_text(QUOTAS.replace(old, new, 1), encoding="utf-8")


def put(name: str, data: bytes):
    return lambda: Path(name).write_bytes(data)


def sparse() -> None:
    """A file of two gigabytes, which take no room on the disk."""
    with Path("v.csv").open("wb") as file:
        file.truncate(2_000_000_000)


def archive() -> None:
    with zipfile.ZipFile("v.csv", "w") as book:
        book.writestr("picture.txt", "no workbook")


# What is done to the files; what the sentence begins with in English and, of Spanish, a part of it.
CASES = {
    "missing feature column": (
        pool("gender", "sex"),
        "v.csv, row 1: there is no column “gender”. The columns are: “id”, “sex”",
        "v.csv, fila 1: no hay ninguna columna",
    ),
    "missing id column": (
        pool("id,", "number,"),
        "v.csv, row 1: no column is recognised as the one",
        "fila 1",
    ),
    "doubled column": (
        pool("phone", "gender"),
        "v.csv, row 1: the column “gender” is there twice, as column 2 and column 5.",
        "v.csv, fila 1: la columna",
    ),
    "missing quota column": (
        quotas("max", "most"),
        "q.csv, row 1: there is no column “max”.",
        "q.csv, fila 1",
    ),
    "empty file": (put("v.csv", b" \n"), "v.csv is empty.", "v.csv está vacío"),
    "header alone": (
        put("v.csv", b"id,gender,region\n"),
        "v.csv has a header but no rows below it.",
        "v.csv",
    ),
    "no quotas": (put("q.csv", b""), "q.csv is empty.", "q.csv está vacío"),
    "value with no quota": (
        pool("0,man", "0,other"),
        (
            "v.csv: 1 value has no quota. Please correct it or add a quota for it.\n"
            "Row 2, column “gender”: “other” has no quota; rows with it: 1."
        ),
        "Fila 2, columna «gender»",
    ),
    "empty value": (pool("0,man", "0,"), "v.csv: 1 value has no quota.", "Fila 2, columna «gender»"),
    "quota with no volunteers": (
        quotas("region,south", "region,west,1,2\nregion,south"),
        "v.csv: no volunteer has “west” in column “region”, but q.csv asks for at least 1.",
        "v.csv: ",
    ),
    "quota above the pool": (
        quotas("south,1,3", "south,5,5"),
        "q.csv: the quotas of “region” add up to at least 6 and at most 8",
        "q.csv: ",
    ),
    "min above max": (
        quotas("woman,1,3", "woman,4,3"),
        "q.csv, row 2: for “woman” of “gender”, min is 4 and max is only 3.",
        "q.csv, fila 2",
    ),
    "quotas that cannot add up": (
        quotas("woman,1,3\ngender,man,1,3", "woman,0,1\ngender,man,0,1"),
        "q.csv: the quotas of “gender” add up to at least 0 and at most 2, so that a panel of 4",
        "q.csv: ",
    ),
    "duplicate id": (
        pool("\n5,", "\n4,"),
        "v.csv, rows 6 and 7, column “id”: both have the id “4”.",
        "v.csv, filas 6 y 7",
    ),
    "empty id": (pool("\n5,", "\n ,"), "v.csv, row 7, column “id”: the id is empty.", "v.csv, fila 7"),
    "text in a number": (
        quotas("woman,1,3", "woman,one,3"),
        "q.csv, row 2, column “min”: “one” is not a number.",
        "q.csv, fila 2, columna «min»",
    ),
    "fraction": (quotas("1,3", "1.5,3"), "q.csv, row 2, column “min”: 1.5 is not a whole number.", "fila 2"),
    "negative number": (quotas("1,3", "-1,3"), "q.csv, row 2, column “min”: -1 is below zero.", "fila 2"),
    "missing number": (quotas("1,3", ",3"), "q.csv, row 2, column “min”: the number is missing.", "fila 2"),
    "doubled quota": (
        quotas("gender,man", "gender,woman"),
        "q.csv, rows 2 and 3: both are quotas for",
        "filas 2 y 3",
    ),
    "cells without a column": (
        pool("0,man", "0,man,more"),
        "v.csv, row 2: there are 6 cells",
        "v.csv, fila 2",
    ),
    "open quotation mark": (pool("0,man", '0,"man'), "v.csv, row 2: a quotation mark", "v.csv, fila 2"),
    "a picture": (
        put("v.csv", b"\x89PNG\r\n\x1a\n"),
        "v.csv cannot be read as a table: it looks like PNG.",
        "PNG",
    ),
    "an archive": (archive, "v.csv cannot be read as a table: it looks like ZIP.", "ZIP"),
    "noise": (put("v.csv", bytes(range(256)) * 9), "v.csv is no table.", "v.csv no es una tabla"),
    "broken encoding": (
        put("v.csv", POOL.replace("h3", "José ñandú áéí").encode().replace(b"\xc3\xa9\xc3", b"\xff\xc3", 1)),
        "v.csv, row 8, column 4: the text is broken (byte ",
        "v.csv, fila 8",
    ),
    "invisible character": (
        pool("0,man", "0,m\x01an"),
        "v.csv, row 2: there is an invisible",
        "v.csv, fila 2",
    ),
    "two gigabytes": (sparse, "v.csv is too large: 2,000 MB, and at most 200 MB are read.", "2000 MB"),
    "no such file": (lambda: Path("v.csv").unlink(), "There is no file v.csv.", "v.csv"),
    "a folder": (
        lambda: (Path("v.csv").unlink(), Path("v.csv").mkdir()),
        "v.csv is a folder or a device, not a file.",
        "v.csv es una carpeta",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_bad_file_is_named_in_both_languages_and_nothing_is_written(here, case):
    spoil, english, spanish = CASES[case]
    spoil()
    before = [path.name for path in here.iterdir()]
    ended, dicho = lottery(), lottery("--lang", "es")
    assert (ended.code, ended.said, dicho.code, dicho.said) == (2, "", 2, "")
    assert ended.complained.startswith(english), ended.complained
    assert spanish in dicho.complained, dicho.complained
    assert "Traceback" not in ended.complained + dicho.complained
    assert [path.name for path in here.iterdir()] == before


@pytest.mark.parametrize(
    ("options", "size", "english", "spanish"),
    [
        ((), 13, "q.csv: the quotas of “gender” add up to at least 2 and at most 6", "q.csv: "),
        (("--id", "number"), 4, "v.csv, row 1: there is no column “number”.", "v.csv, fila 1"),
        (("--household", "house"), 4, "v.csv, row 1: there is no column “house”.", "v.csv, fila 1"),
        (("--keep", "mail"), 4, "v.csv, row 1: there is no column “mail”.", "v.csv, fila 1"),
        (("--keep", "region"), 4, "v.csv: the column “region” need not be kept", "v.csv: no hace falta"),
        (("--keep", "id"), 4, "v.csv: the column “id” need not be kept", "v.csv: no hace falta"),
        (("--key", "nowhere"), 4, "nowhere does not hold key.csv and panels.json", "nowhere"),
        (
            ("--drop-out-rates", "q.csv", "--reserves", "1"),
            4,
            "q.csv, row 1: there is no column",
            "q.csv, fila 1",
        ),
        (("--reserves", "9"), 4, "There cannot be 9 reserves for each panel", "9 suplentes"),
    ],
)
def test_bad_option_is_named_in_both_languages_and_nothing_is_written(here, options, size, english, spanish):
    ended, dicho = lottery(*options, size=size), lottery(*options, "--lang", "es", size=size)
    last = ended.complained.splitlines()[-1]
    assert (ended.code, ended.said, dicho.code) == (2, "", 2)
    assert last.startswith(english), ended.complained
    assert spanish in dicho.complained
    assert sorted(path.name for path in here.iterdir()) == ["q.csv", "v.csv"]


def test_fewer_volunteers_than_places(here):
    Path("q.csv").write_text(QUOTAS.replace(",1,3", ",1,9"), encoding="utf-8")
    ended = lottery(size=13)
    assert ended.code == 2
    assert ended.complained.startswith("v.csv: there are fewer volunteers (12) than places (13).")


def test_fewer_households_than_places(here):
    Path("q.csv").write_text(QUOTAS.replace(",1,3", ",1,9"), encoding="utf-8")
    ended = lottery("--household", "home", size=7)
    assert (ended.code, "fewer households (6) than places (7)" in ended.complained) == (2, True)


def test_too_few_panels_for_everybody_are_refused(here):
    Path("v.csv").write_text(
        POOL + "".join(f"{n},woman,north,h{n},0\n" for n in range(20, 99)), encoding="utf-8"
    )
    ended = lottery("--panels", "10")
    assert (ended.code, Path("new").exists()) == (2, False)
    assert "With 10 panels" in ended.complained
    assert "Please take 100" in ended.complained.splitlines()[-1]


def test_clashing_quotas_name_the_set_and_offer_a_relaxation(here):
    rows = "".join(
        f"{n},{'woman' if n < 6 else 'man'},{'north' if n < 6 else 'south'},h,0\n" for n in range(12)
    )
    Path("v.csv").write_text(POOL.splitlines()[0] + "\n" + rows, encoding="utf-8")
    Path("q.csv").write_text(
        QUOTAS.replace("woman,1,3", "woman,3,3").replace("south,1,3", "south,2,3"), encoding="utf-8"
    )
    ended = lottery()
    assert (ended.code, Path("new").exists()) == (2, False)
    first, *choices, last = ended.complained.splitlines()
    assert first == (
        "No panel of 4 meets all of this: at least 3 with “woman” in “gender”; "
        "at least 2 with “south” in “region”."
    )
    assert choices
    assert all("instead of" in choice for choice in choices)
    assert last.startswith("Nothing was changed; please decide and correct the file of quotas")


def test_folder_that_holds_another_lottery_is_refused(here):
    assert lottery("--panels", "10").code == 0
    before = contents(here)
    ended = lottery("--panels", "10")
    assert (ended.code, contents(here)) == (2, before)
    assert ended.complained.startswith("new/out already holds something (“private”)")


def test_folder_that_is_a_file_is_refused(here):
    ended = run("lottery", "v.csv", "q.csv", "--size", 4, "--out", "v.csv")
    assert (ended.code, Path("v.csv").read_text(encoding="utf-8")) == (2, POOL)


@pytest.mark.parametrize("command", ["lottery v.csv q.csv --size 4 --out", "demo"])
def test_place_that_cannot_be_written_is_named(here, command):
    ended = run(*command.split(), "v.csv/out")
    assert ended.code == 2
    assert ended.complained.splitlines()[-1].startswith("v.csv/out cannot be written (ENOTDIR).")


def closed(path: Path, mode: int) -> None:
    """Takes permissions away; the test is skipped for whom nothing can be forbidden."""
    path.chmod(mode)
    if os.access(path, os.W_OK):
        pytest.skip("nothing is forbidden to this user")


def test_reserves_beyond_the_pool_are_refused_before_the_computation(here):
    ended = lottery("--reserves", 9)
    assert (ended.code, len(ended.complained.splitlines())) == (2, 1)
    assert "besides its 4 members there are 8 more volunteers." in ended.complained


def test_folder_without_permission_is_named(here):
    (here / "closed").mkdir()
    closed(here / "closed", 0o500)
    ended = run("lottery", "v.csv", "q.csv", "--size", 4, "--out", "closed/out")
    assert (ended.code, "closed/out cannot be written (EACCES)." in ended.complained) == (2, True)


def test_file_without_permission_is_named(here):
    closed(here / "v.csv", 0)
    ended = lottery()
    assert (ended.code, ended.complained.startswith("v.csv may not be read (EACCES).")) == (2, True)


def test_path_that_the_system_refuses_is_named(here):
    long = "x" * 300
    ended = run("lottery", long, "q.csv", "--size", 4, "--out", "out")
    assert (ended.code, f"{long} may not be read (ENAMETOOLONG)." in ended.complained) == (2, True)


def test_device_is_no_file(here):
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind("pipe")
        ended = run("lottery", "pipe", "q.csv", "--size", 4, "--out", "out")
    assert (ended.code, ended.complained.startswith("pipe is a folder or a device")) == (2, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("lottery", "v.csv", "q.csv", "--size", "0", "--out", "out"),
        ("lottery", "v.csv", "q.csv", "--size", "four", "--out", "out"),
        ("lottery", "v.csv", "q.csv", "--size", "4"),
        ("lottery", "v.csv", "q.csv", "--size", "4", "--out", "out", "--method", "luck"),
        ("lottery", "v.csv", "q.csv", "--size", "4", "--out", "out", "--panels", "7"),
        ("lottery", "v.csv", "q.csv", "--size", "4", "--out", "out", "--tolerance", "-1"),
        ("conjure",),
        ("draw",),
    ],
)
def test_misused_command_line_gets_code_two_and_writes_nothing(here, arguments):
    ended = run(*arguments)
    assert (ended.code, "Traceback" in ended.complained) == (2, False)
    assert sorted(path.name for path in here.iterdir()) == ["q.csv", "v.csv"]


def test_language_that_there_is_not_is_named(here):
    ended = lottery("--lang", "tlh")
    assert (ended.code, ended.complained) == (2, "There is no language tlh. There are: “en”, “es”.\n")


def test_environment_in_spanish_is_answered_in_spanish(here):
    ended = run_alone("lottery", "none.csv", "q.csv", "--size", 4, "--out", "out", LANG="es_MX.UTF-8")
    assert (ended.code, ended.said) == (2, "")
    assert ended.complained.startswith("No existe el archivo none.csv")
