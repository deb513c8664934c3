import json

from running import run, run_alone


def test_demo_draws_a_panel_publishes_a_ledger_and_proves_both(tmp_path):
    ended = run_alone("demo", tmp_path / "demo", "--lang", "es")
    assert ended.code == 0, ended.complained
    assert ended.said.count("DEMOSTRADO") >= 2
    assert {path.name for path in (tmp_path / "demo").iterdir()} == {
        "volunteers.csv",
        "quotas.csv",
        "lottery",
        "ledger",
        "site",
        "index.html",
    }
    draw = json.loads((tmp_path / "demo/lottery/public/draw.json").read_bytes())
    assert (len(draw["panel"]["members"]), draw["rehearsal"]) == (42, False)


def test_demo_in_a_folder_that_holds_one_names_a_free_one(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("demo", "demo2"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "volunteers.csv").touch()
    ended = run("demo")
    assert (ended.code, ended.said) == (2, "")
    assert ended.complained.endswith("make demo OUT=demo3, or tequio demo demo3.\n")
