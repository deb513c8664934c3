import json
import re
import zipfile

import pytest
from running import run, run_alone


@pytest.fixture(scope="module")
def shown(tmp_path_factory):
    """The folder in which a demo was made, and how the command ended."""
    out = tmp_path_factory.mktemp("shown")
    return out, run_alone("demo", out / "demo", "--lang", "es", DEMO_SERVE="0")


def test_demo_draws_a_panel_publishes_a_ledger_and_proves_both(shown):
    tmp_path, ended = shown
    assert ended.code == 0, ended.complained
    assert ended.said.count("DEMOSTRADO") >= 2
    assert {path.name for path in (tmp_path / "demo").iterdir()} == {
        "volunteers.csv",
        "quotas.csv",
        "lottery",
        "ledger",
        "site",
        "web",
        "index.html",
    }
    draw = json.loads((tmp_path / "demo/lottery/public/draw.json").read_bytes())
    assert (len(draw["panel"]["members"]), draw["rehearsal"]) == (42, False)


def test_demo_brings_an_assembly_to_its_panel_and_proves_its_record(shown):
    out, ended = shown
    step = ended.said.partition("\n6. ")[2]
    assert step.count("DEMOSTRADO") == 3, step
    assert "El código de salida del verificador: 0" in step
    assert len(set(re.findall(r"http://127\.0\.0\.1:\d+/demo/\S+", step))) == 7
    with zipfile.ZipFile(out / "demo/web/published/record/everything.zip") as record:
        kinds = [json.loads(line)["kind"] for line in record.read("acts.jsonl").splitlines()]
    assert (kinds.count("panel.drawn"), kinds[-2:]) == (2, ["panel.confirmed", "stage.closed"])


def test_demo_in_a_folder_that_holds_one_names_a_free_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("demo", "demo2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "volunteers.csv").touch()
    ended = run("demo")
    assert (ended.code, ended.said) == (2, "")
    assert ended.complained.endswith("make demo OUT=demo3, or tequio demo demo3.\n")
