"""The commands of tracking, as a newcomer meets them."""

import json
import shlex
import subprocess
import sys
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from shutil import which
from typing import Any

import pytest
from playwright.sync_api import sync_playwright
from running import contents, run, run_alone

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
def example() -> Path:
    """The example ledger that comes with the package."""
    return Path(str(files("tequio.examples"))) / "ledger"


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


def test_trace_of_nothing_says_what_to_give() -> None:
    ended, dicho = run("track", "trace", "nowhere"), run("track", "trace", "nowhere", "--lang", "es")
    assert (ended.code, dicho.code) == (2, 2)
    assert ended.complained.startswith("Please say what to trace: one weapon by its number, --serial")
    assert dicho.complained.startswith("Diga qué seguir")


def test_match_of_nothing_says_what_to_give() -> None:
    ended, dicho = run("track", "match"), run("track", "match", "--lang", "es")
    assert (ended.code, dicho.code) == (2, 2)
    assert ended.complained.startswith("Please say what to match: the names of a ledger")
    assert dicho.complained.startswith("Diga qué cotejar")


QUESTIONS = {
    "named": (),
    "reconcile": (),
    "screen": ("U000001",),
    "trace": ("--serial", "1"),
    "coarse": (),
    "vet": ("application.csv",),
}


@pytest.mark.parametrize("command", QUESTIONS)
def test_question_with_json_in_a_place_that_cannot_be_written_answers_nothing(
    example: Path, tmp_path: Path, command: str
) -> None:
    (tmp_path / "application.csv").write_text(
        "consignee,end_user,maker,model,quantity,date\nU000001,,,,,\n", encoding="utf-8"
    )
    more = [tmp_path / word if word.endswith(".csv") else word for word in QUESTIONS[command]]
    for place in (tmp_path / "nowhere" / "answers.json", tmp_path):
        ended = run("track", command, example, *more, "--json", place)
        assert (ended.code, ended.said) == (2, "")
        assert ended.complained.startswith(f"{place} cannot be written")


@pytest.mark.parametrize("command", QUESTIONS)
def test_question_to_an_empty_ledger_is_answered_or_refused_by_a_sentence(
    tmp_path: Path, command: str
) -> None:
    run("track", "new", tmp_path / "ledger")
    header = "consignee,end_user,maker,model,quantity,date\n"
    (tmp_path / "application.csv").write_text(header + "U000001,,,,,\n", encoding="utf-8")
    more = [tmp_path / word if word.endswith(".csv") else word for word in QUESTIONS[command]]
    ended = run("track", command, tmp_path / "ledger", *more)
    assert ended.code == (2 if command == "screen" else 0)
    assert len((ended.said + ended.complained).splitlines()) >= 1


def test_vet_of_an_application_without_rows_is_refused_by_a_sentence(example: Path, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("consignee,end_user,maker,model,quantity,date\n", encoding="utf-8")
    ended = run("track", "vet", example, tmp_path / "a.csv")
    assert (ended.code, ended.said) == (2, "")
    assert "a.csv has a header but no rows below it." in ended.complained


@pytest.mark.parametrize(
    ("options", "english", "spanish"),
    [
        (("--record", "NOPE"), "The ledger has no possession NOPE", "no tiene la posesión NOPE"),
        (("--states", "99"), "“99” is no code of a state.", "«99» no es la clave de un estado."),
    ],
)
def test_named_of_what_is_not_there_is_refused(
    example: Path, options: tuple[str, ...], english: str, spanish: str
) -> None:
    ended, dicho = (run("track", "named", example, *options, "--lang", lang) for lang in ("en", "es"))
    assert (ended.code, ended.said, dicho.code, dicho.said) == (2, "", 2, "")
    assert ended.complained.startswith(english)
    assert spanish in dicho.complained


def test_named_takes_states_by_their_names(example: Path) -> None:
    codes, names = (
        run("track", "named", example, "--states", *states)
        for states in (("12", "16", "15"), ("Guerrero", "Mich.", "Estado de México"))
    )
    assert (names.code, names.said) == (0, codes.said)


def test_check_counts_in_good_spanish(unsound: Path, example: Path) -> None:
    last = run("track", "check", unsound, "--lang", "es").said.splitlines()[-1]
    assert last == "En el registro: 1 afirmación; en la revisión: 1 error. No se cambió nada."


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
    before = (tmp_path / "out.csv").read_bytes()
    again = run("track", "match", *options, "--out", tmp_path / "out.csv")
    assert (again.code, (tmp_path / "out.csv").read_bytes()) == (2, before)
    assert "out.csv is there already, and nothing is overwritten." in again.complained


def test_match_without_tables_or_a_ledger_says_what_is_missing() -> None:
    ended = run("track", "match", "--names", "names.csv")
    assert ended.code == 2
    assert "--register" in ended.complained


@pytest.fixture
def two_tables(tmp_path: Path) -> tuple[object, ...]:
    """The options of a match of two tables."""
    (tmp_path / "names.csv").write_text("query,name\nQ1,POL. MPAL. DE EJEMPLO\nQ2,Policia de Otra\n")
    (tmp_path / "register.csv").write_text(
        "id,name\nU1,Policía Municipal de Ejemplo\nU2,Policía Municipal de Otra\n"
    )
    return "--names", tmp_path / "names.csv", "--register", tmp_path / "register.csv"


def test_match_by_splink_writes_the_same_form(two_tables: tuple[object, ...], tmp_path: Path) -> None:
    pytest.importorskip("splink", reason="the extra [splink] is not installed")
    ended = run("track", "match", *two_tables, "--out", tmp_path / "out.csv", "--engine", "splink")
    assert (ended.code, ended.complained) == (0, "")
    rows = (tmp_path / "out.csv").read_text(encoding="utf-8-sig").splitlines()
    assert rows[0] == "query,rank,id,score,vetoes"
    assert rows[1].startswith("Q1,1,U1,")
    assert "2 names have candidates." in ended.said


@pytest.mark.parametrize("option", [("--backend", "spark"), ("--scratch", "folder"), ("--memory", "2")])
def test_option_of_splink_without_splink_is_refused(
    two_tables: tuple[object, ...], option: tuple[str, str], tmp_path: Path
) -> None:
    ended = run("track", "match", *two_tables, "--out", tmp_path / "out.csv", *option)
    assert ended.code == 2
    assert "--engine splink" in ended.complained


@pytest.mark.parametrize(("language", "said"), [("en", "is not installed"), ("es", "no está instalado")])
def test_engine_that_is_not_installed_says_what_to_install(
    two_tables: tuple[object, ...], language: str, said: str, tmp_path: Path
) -> None:
    missing = [name for name in ("splink", "pyspark") if find_spec(name) is None]
    if not missing:
        pytest.skip("all extras are installed")
    options = ("--engine", "splink", "--backend", "spark", "--lang", language)
    ended = run("track", "match", *two_tables, "--out", tmp_path / "out.csv", *options)
    assert ended.code == 2
    assert missing[0] in ended.complained
    assert said in ended.complained
    assert "pip install" in ended.complained
    assert not (tmp_path / "out.csv").exists()


def test_spark_without_java_says_how_to_get_it(two_tables: tuple[object, ...], tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="the extra [spark] is not installed")
    options = ("--out", tmp_path / "out.csv", "--engine", "splink", "--backend", "spark")
    ended = run_alone("track", "match", *two_tables, *options, PATH="", JAVA_HOME="")
    assert ended.code == 2
    assert "Java" in ended.complained
    assert "--backend duckdb" in ended.complained


def test_match_of_a_ledger_by_splink_proposes_as_well(to_decide: Path) -> None:
    pytest.importorskip("splink", reason="the extra [splink] is not installed")
    ended = run("track", "match", to_decide, "--engine", "splink")
    assert (ended.code, ended.complained) == (0, "")
    assert "U000001" in (to_decide / "match.html").read_text(encoding="utf-8")


@pytest.fixture
def to_decide(tmp_path: Path) -> Path:
    """A ledger whose one licence writes a name that nobody has decided on."""
    run("track", "new", tmp_path / "ledger")
    rows = {
        "sources": ["source,title,provenance", "F000001,Example,foi"],
        "units": [
            "claim,unit,name,kind,level,central,state,source,page,status,supersedes",
            "C000001,U000001,Policía Municipal de Ejemplo,,,,,F000001,1,accepted,",
            "C000002,U000002,Policía Municipal de Otra,,,,,F000001,1,accepted,",
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


@pytest.fixture
def variants(to_decide: Path) -> Path:
    """The same ledger, with a receipt whose recipient an import wrote otherwise than the licence does."""
    sheet = to_decide.parent / "t.csv"
    sheet.write_text(
        "Entrega,Recibe,Marca,Modelo,Cantidad,Fecha\nAlmacén,POL. MPAL. EJEMPLO,Ficta,FX-1,5,2013\n"
    )
    options = ("--as", "receipts", "--source", "F000001", "--into", to_decide)
    assert run("track", "import", sheet, *options).code == 0
    return to_decide


def decided(ledger: Path, status: str = "accepted", name: str = "U000004") -> None:
    head = "claim,name_as_written,unit,decision,decided_by,decided_on,reason,source,page,status\n"
    rows = [f"D{n},{one},U000001,same,A Person,2026,,F000001,1" for n, one in enumerate((name,))]
    text = head + "".join(f"{row},{status}\n" for row in rows)
    (ledger / "decisions.csv").write_text(text, encoding="utf-8")


def test_match_carries_a_decision_on_a_unit_out_and_takes_it_back(variants: Path) -> None:
    assert "“POL. MPAL. EJEMPLO” (U000004)" in run("track", "match", variants).said
    decided(variants)
    assert "--apply" in run("track", "match", variants).said
    assert "2 claims have the unit that was decided" in run("track", "match", variants, "--apply").said
    assert "U000001" in read_ledger(variants).standing("receipts")["to_unit"].to_list()
    assert "Take back" in (variants / "match.html").read_text(encoding="utf-8")
    decided(variants, "withdrawn")
    assert "--apply" in run("track", "match", variants).said
    assert "2 claims are withdrawn" in run("track", "match", variants, "--apply").said
    assert read_ledger(variants).standing("receipts")["to_unit"].to_list() == ["U000004"]


def test_match_says_how_to_decide_on_a_unit_where_its_name_was_decided_on(variants: Path) -> None:
    decided(variants, name="POL. MPAL. EJEMPLO")
    ended, dicho = (run("track", "match", variants, "--apply", "--lang", lang) for lang in ("en", "es"))
    assert "0 claims have the unit that was decided" in ended.said
    assert "write U000004 into the column name_as_written of decisions.csv" in " ".join(ended.said.split())
    assert "escriba U000004 en la columna name_as_written" in " ".join(dicho.said.split())


def test_match_says_nothing_of_names_where_the_unit_was_decided_on(variants: Path) -> None:
    decided(variants)
    assert "decided on as a name" not in run("track", "match", variants, "--apply").said


def test_match_page_saves_a_decision_on_a_unit(variants: Path, tmp_path: Path) -> None:
    if which("chromium") is None:
        pytest.skip("there is no chromium on this machine")
    run("track", "match", variants, "--name", "Pol. Ejemplo")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=which("chromium"), args=["--no-sandbox"])
        page = browser.new_page()
        page.goto((variants / "match.html").as_uri())
        page.fill("#by", "Example Person")
        page.check("fieldset[data-name=U000004] input[value=same][data-unit=U000001]")
        outside = page.locator('fieldset[data-name="Pol. Ejemplo"]')
        outside.locator("input[value=different]").check()
        outside.locator("input.source").fill("F000001")
        outside.locator("input.page").fill("3")
        with page.expect_download() as saved:
            page.click("#save")
        saved.value.save_as(tmp_path / "decisions.csv")
        browser.close()
    (tmp_path / "decisions.csv").replace(variants / "decisions.csv")
    decisions = (
        read_ledger(variants).standing("decisions").select("name_as_written", "unit", "decision", "page")
    )
    assert ("U000004", "U000001", "same", "row 2") in decisions.rows()
    assert decisions.rows()[1][0::2] == ("Pol. Ejemplo", "different")
    assert "3 claims have" in run("track", "match", variants, "--apply").said


def test_named_says_beside_a_no_that_the_holder_may_be_another_unit(variants: Path) -> None:
    (variants / "end_users.csv").write_text(
        "claim,end_user,licence,unit,source,page,status\nC000004,E000001,L000001,U000001,F000001,2,accepted\n"
    )
    (variants / "items.csv").write_text(
        "claim,item,licence,maker,model,source,page,status\nD7,I000001,L000001,Ficta,FX-1,F000001,2,accepted\n"
    )
    assert "may be another unit under another name" in run("track", "named", variants).said
    ended = run("track", "named", variants, "--record", "R000001")
    assert "But the holder may be the same as Policía Municipal de Ejemplo (U000001)" in ended.said


def test_match_says_how_many_names_have_no_unit(to_decide: Path) -> None:
    decided(to_decide, name="policía municipal de ejemplo")
    path = to_decide / "decisions.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("same", "different"), encoding="utf-8")
    said = run("track", "match", to_decide).said
    assert "0 are not decided" in said
    assert "1 name has no unit yet." in said
    page = (to_decide / "match.html").read_text(encoding="utf-8")
    assert "1 name on a licence has no unit yet." in page
    assert "become a “no”" in page


def test_command_for_candidates_that_vet_names_shows_them(to_decide: Path, tmp_path: Path) -> None:
    application = tmp_path / "application.csv"
    application.write_text(
        "consignee,end_user,maker,model,quantity,date\nU000002,Pol. Mpal. de Ejemplo,F,X,6,2014\n"
    )
    said = run("track", "vet", to_decide, application).said
    command = next(line for line in said.splitlines() if "tequio track match" in line)
    options = shlex.split(command[command.index("tequio track match") : command.index(";")])[1:]
    ended = run(*options)
    assert (ended.code, ended.complained) == (0, "")
    shown = ended.said[ended.said.index("“Pol. Mpal. de Ejemplo”") :]
    assert "U000001" in shown
    assert "Pol. Mpal. de Ejemplo" in (to_decide / "match.html").read_text(encoding="utf-8")


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


def test_check_names_a_missing_table_and_a_remark_in_either_language(to_decide: Path) -> None:
    (to_decide / "losses.csv").unlink()
    ended, dicho = (run("track", "check", to_decide, "--lang", lang) for lang in ("en", "es"))
    assert (ended.code, dicho.code) == (1, 1)
    assert ended.said.startswith("losses.csv: The table is missing.")
    assert dicho.said.startswith("losses.csv: Falta la tabla.")
    assert "losses.csv: The table is missing." in run("track", "named", to_decide).complained


def test_check_with_remarks_only_ends_well(to_decide: Path) -> None:
    with (to_decide / "licences.csv").open("a", encoding="utf-8") as file:
        file.write("C000009,L000001,central_only,F000001,2,conflict\n")
    ended, dicho = (run("track", "check", to_decide, "--lang", lang) for lang in ("en", "es"))
    assert (ended.code, dicho.code) == (0, 0)
    assert "licences.csv, row 3, column end_users: “central_only” differs from “listed”" in ended.said
    assert "difiere de «listed» en otro relato" in dicho.said


def test_export_of_a_ledger_with_a_broken_package_says_so(to_decide: Path, tmp_path: Path) -> None:
    (to_decide / "datapackage.json").write_text("{")
    ended = run("track", "export", to_decide, "--to", "sfm", "--out", tmp_path / "out")
    assert (ended.code, "Traceback" in ended.complained) == (2, False)
    assert "datapackage.json" in ended.complained


def test_export_warns_that_it_has_no_level(small: Path, tmp_path: Path) -> None:
    for language, told in (("en", "an export has no level"), ("es", "una exportación no tiene nivel")):
        ended = run("track", "export", small, "--to", "sfm", "--out", tmp_path / language, "--lang", language)
        assert ended.code == 0
        assert told in ended.complained


@pytest.mark.parametrize(
    "options", [("track", "--lang", "es", "check"), ("--lang", "es", "track", "check"), ("track", "check")]
)
def test_language_may_stand_before_or_after_track(small: Path, options: tuple[str, ...]) -> None:
    after = () if "--lang" in options else ("--lang", "es")
    ended = run_alone(*options, small, *after)
    assert (ended.code, "ningún error" in ended.said) == (0, True), ended


def test_publish_of_a_day_ahead_is_refused_and_writes_nothing(tmp_path: Path) -> None:
    run("track", "new", tmp_path / "led")
    ended = run("track", "publish", tmp_path / "led", "--out", tmp_path / "site", "--on", "2099-01-01")
    assert ended.code == 2
    assert "yet to come" in ended.complained
    assert not (tmp_path / "site").exists()
