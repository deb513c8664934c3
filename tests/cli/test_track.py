"""The commands of tracking, as a newcomer meets them."""

import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from playwright.sync_api import sync_playwright
from running import contents, run

from tequio.tracking.ledger import read_ledger


def test_new_makes_a_ledger_that_check_finds_sound(tmp_path: Path) -> None:
    assert run("track", "new", tmp_path / "Armas Ñ", "--title", "Example").code == 0
    ended = run("track", "check", tmp_path / "Armas Ñ")
    assert (ended.code, ended.said) == (0, "0 claims read, no mistake found.\n")


def test_new_in_a_folder_that_holds_something_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")
    assert run("track", "new", tmp_path).code == 2
    assert list(contents(tmp_path)) == ["mine.txt"]


@pytest.fixture
def unsound(tmp_path: Path) -> Path:
    """A ledger in which one holding names a unit that there is not."""
    run("track", "new", tmp_path / "ledger")
    (tmp_path / "ledger" / "holdings.csv").write_text(
        "claim,holding,unit,source,page,status\nC000001,H000001,U000009,F000001,3,accepted\n"
    )
    (tmp_path / "ledger" / "sources.csv").write_text("source,title,provenance\nF000001,Example,foi\n")
    return tmp_path / "ledger"


def test_check_names_file_row_and_column_in_either_language(unsound: Path) -> None:
    ended = run("track", "check", unsound)
    assert ended.code == 1
    assert ended.said.splitlines()[0] == "holdings.csv, row 2, column unit: “U000009” is not in units.csv."
    spanish = run("track", "check", unsound, "--lang", "es").said.splitlines()[0]
    assert spanish == "holdings.csv, fila 2, columna unit: “U000009” no está en units.csv."


def test_check_of_a_folder_without_a_ledger_says_how_to_make_one(tmp_path: Path) -> None:
    ended = run("track", "check", tmp_path)
    assert ended.code == 2
    assert "tequio track new" in ended.complained


def test_track_with_a_command_that_there_is_not_names_the_nearest() -> None:
    ended = run("track", "chek", "x")
    assert ended.code == 2
    assert "check" in ended.complained


@pytest.fixture
def small(shared: Path) -> Path:
    """The shared ledger with its truths."""
    return shared / "data" / "tracking" / "ledger_small"


def by(rows: list[dict[str, Any]], *names: str) -> list[dict[str, Any]]:
    """Rows without hints, in the order of some of their fields."""
    plain = [{key: value for key, value in row.items() if key != "why"} for row in rows]
    return sorted(plain, key=lambda row: [str(row[name]) for name in names])


@pytest.mark.parametrize(
    ("command", "lists"),
    [
        (("named",), {"named": ("record",), "breaches": ("record", "licence")}),
        (("reconcile",), {"reconcile": ("check", "subject", "at")}),
    ],
)
def test_question_with_json_writes_the_truths(
    small: Path, tmp_path: Path, command: tuple[str, ...], lists: dict[str, tuple[str, ...]]
) -> None:
    truth = json.loads((small / "truth.json").read_text(encoding="utf-8"))
    ended = run("track", *command, small, "--json", tmp_path / "answers.json")
    assert ended.code == 0, ended.complained
    answers = json.loads((tmp_path / "answers.json").read_text(encoding="utf-8"))
    for name, order in lists.items():
        assert by(answers[name], *order) == by(truth[name], *order)


def test_coarse_with_json_writes_the_truths(small: Path, tmp_path: Path) -> None:
    truth = json.loads((small / "truth.json").read_text(encoding="utf-8"))
    assert run("track", "coarse", small, "--json", tmp_path / "answers.json").code == 0
    assert json.loads((tmp_path / "answers.json").read_text(encoding="utf-8"))["coarse"] == truth["coarse"]


def test_screen_with_json_writes_the_truths(small: Path, tmp_path: Path) -> None:
    truth = json.loads((small / "truth.json").read_text(encoding="utf-8"))["screen"]
    for asked in truth:
        path = tmp_path / "answers.json"
        assert run("track", "screen", small, asked["unit"], "--on", asked["on"], "--json", path).code == 0
        (answer,) = json.loads(path.read_text(encoding="utf-8"))["screen"]
        order = ("allegation", "path", "edges")
        assert (answer["unit"], answer["on"]) == (asked["unit"], asked["on"])
        assert by(answer["hits"], *order) == by(asked["hits"], *order)


def test_trace_with_json_writes_the_truths(small: Path, tmp_path: Path) -> None:
    truth = json.loads((small / "truth.json").read_text(encoding="utf-8"))["trace"]
    for asked in truth:
        path = tmp_path / "answers.json"
        options = ("--serial", asked["serial"], "--make", asked["maker"], "--json", path)
        assert run("track", "trace", small, *options).code == 0
        assert json.loads(path.read_text(encoding="utf-8"))["trace"] == [asked]


def test_trace_of_nothing_asks_for_a_number() -> None:
    assert run("track", "trace", "nowhere").code == 2


def test_vet_names_whom_an_application_names_and_asks_for_the_rest(small: Path, tmp_path: Path) -> None:
    application = tmp_path / "application.csv"
    application.write_text(
        "consignee,end_user,maker,model,quantity,date\nU000001,,Ficta Arms,FX-000001,60,2014-09-26\n"
    )
    ended = run("track", "vet", small, application, "--json", tmp_path / "answer.json")
    assert ended.code == 0, ended.complained
    assert "U000003" in ended.said
    assert json.loads((tmp_path / "answer.json").read_text(encoding="utf-8"))["vet"]["questions"]


def test_question_to_an_unsound_ledger_is_refused(unsound: Path) -> None:
    ended = run("track", "named", unsound)
    assert ended.code == 2
    assert "holdings.csv, row 2" in ended.complained


def test_match_of_two_tables_writes_candidates(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("query,name\nQ1,POL. MPAL. DE EJEMPLO\nQ2,Policia de Otra\n")
    (tmp_path / "register.csv").write_text(
        "id,name\nU1,Policía Municipal de Ejemplo\nU2,Policía Municipal de Otra\n"
    )
    options = ("--names", tmp_path / "names.csv", "--register", tmp_path / "register.csv")
    assert run("track", "match", *options, "--out", tmp_path / "out.csv").code == 0
    rows = (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()
    assert rows[0] == "query,rank,id,score,vetoes"
    assert rows[1].startswith("Q1,1,U1,")


def test_match_without_tables_or_a_ledger_says_what_is_missing() -> None:
    ended = run("track", "match", "--names", "names.csv")
    assert ended.code == 2
    assert "--register" in ended.complained


@pytest.fixture
def to_decide(tmp_path: Path) -> Path:
    """A ledger whose one licence writes a name that nobody has decided on."""
    run("track", "new", tmp_path / "ledger")
    rows = {
        "sources": ["source,title,provenance", "F000001,Example,foi"],
        "units": [
            "claim,unit,name,source,page,status",
            "C000001,U000001,Policía Municipal de Ejemplo,F000001,1,accepted",
            "C000002,U000002,Policía Municipal de Otra,F000001,1,accepted",
        ],
        "licences": [
            "claim,licence,end_users,source,page,status",
            "C000003,L000001,listed,F000001,2,accepted",
        ],
        "end_users": [
            "claim,end_user,licence,name_as_written,source,page,status",
            "C000004,E000001,L000001,policía municipal de ejemplo,F000001,2,accepted",
        ],
    }
    for name, lines in rows.items():
        (tmp_path / "ledger" / f"{name}.csv").write_text("\n".join([*lines, ""]), encoding="utf-8")
    return tmp_path / "ledger"


def test_match_page_saves_a_decision_that_answers_the_name(to_decide: Path, tmp_path: Path) -> None:
    if which("chromium") is None:
        pytest.skip("there is no chromium on this machine")
    ended = run("track", "match", to_decide)
    assert (ended.code, ended.complained) == (0, "")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto((to_decide / "match.html").as_uri())
        page.fill("#by", "Example Person")
        page.click("#all")
        with page.expect_download() as saved:
            page.click("#save")
        saved.value.save_as(tmp_path / "decisions.csv")
        browser.close()
    (tmp_path / "decisions.csv").replace(to_decide / "decisions.csv")
    assert run("track", "check", to_decide).code == 0
    (decision,) = read_ledger(to_decide).standing("decisions").to_dicts()
    said = (decision["name_as_written"], decision["unit"], decision["decision"], decision["decided_by"])
    assert said == ("policía municipal de ejemplo", "U000001", "same", "Example Person")
    assert "0 are not decided" in run("track", "match", to_decide).said


def test_import_without_a_certain_map_proposes_one_and_takes_nothing(tmp_path: Path) -> None:
    run("track", "new", tmp_path / "ledger")
    (tmp_path / "ledger" / "sources.csv").write_text(
        "source,title,provenance,language\nF000001,Example,foi,es\n"
    )
    before = contents(tmp_path / "ledger")
    (tmp_path / "sheet.csv").write_text("Zona,Cosa,Cuántas\nA,B,3\nC,D,4\n", encoding="utf-8")
    options = ("--as", "receipts", "--source", "F000001", "--into", tmp_path / "ledger")
    ended = run("track", "import", tmp_path / "sheet.csv", *options)
    assert ended.code == 2
    assert (tmp_path / "sheet.csv.map.toml").is_file()
    assert contents(tmp_path / "ledger") == before


@pytest.mark.parametrize("level", ["public", "partner", "private"])
def test_published_example_is_proved_by_its_own_verifier(tmp_path: Path, level: str) -> None:
    ledger = Path(str(files("tequio.examples") / "ledger"))
    options = ("--out", tmp_path / "site", "--level", level, "--on", "2026-11-24")
    ended = run("track", "publish", ledger, *options)
    assert ended.code == 0, ended.complained
    done = subprocess.run(
        [sys.executable, "-I", "tracking_verifier.py", "."],
        cwd=tmp_path / "site",
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "PROVED" in done.stdout


def test_publish_with_an_impossible_day_writes_nothing(tmp_path: Path) -> None:
    ended = run("track", "publish", tmp_path, "--out", tmp_path / "site", "--on", "2026-13-01")
    assert (ended.code, "2026-13-01" in ended.complained) == (2, True)
    assert not (tmp_path / "site").exists()


@pytest.mark.parametrize(("to", "file"), [("ftm", "entities.ftm.json"), ("sfm", "units.csv")])
def test_export_writes_the_format_that_is_asked_for(tmp_path: Path, to: str, file: str) -> None:
    ledger = Path(str(files("tequio.examples") / "ledger"))
    assert run("track", "export", ledger, "--to", to, "--out", tmp_path / "out").code == 0
    assert (tmp_path / "out" / file).stat().st_size > 0


def test_export_warns_that_it_has_no_level(small: Path, tmp_path: Path) -> None:
    for language, told in (("en", "an export has no level"), ("es", "una exportación no tiene nivel")):
        ended = run("track", "export", small, "--to", "sfm", "--out", tmp_path / language, "--lang", language)
        assert ended.code == 0
        assert told in ended.complained
