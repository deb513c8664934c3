import json
import os
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
import running

from tequio import cli

FRAME = "id,region,street\n" + "".join(
    f"{n},{'North' if n % 3 else 'South'},Calle {n // 2}\n" for n in range(60)
)


@pytest.fixture
def run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("frame.csv").write_text(FRAME, encoding="utf-8")
    return lambda line: running.run("invite", *line.split())


def files(folder: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(folder).iterdir()}


# Round 657413 of drand quicknet, as published.
PULSE = "b713718a38ae728dfd477991af2822e08d2f305e47718cef9f7848ce4050e7be41076862b98fad56e91a6b85b89cd97b"
DRAW = "frame.csv --letters 12 --stratify region --per-household street --out out"


def test_invite_without_randomness_fixes_the_plan_only(run):
    result = run(DRAW)
    assert result.code == 0
    assert list(files("out")) == ["plan.json"]


def test_invite_with_randomness_writes_four_files_and_nothing_else(run):
    run(DRAW)
    result = run(f"{DRAW} --seed a")
    assert result.code == 0
    assert sorted(files("out")) == ["invitation.json", "letters.csv", "plan.json", "report.html"]


def test_invite_again_gives_the_same_bytes(run):
    run(f"{DRAW} --seed a")
    before = files("out")
    assert run(f"{DRAW} --seed a").code == 0
    assert files("out") == before


def test_invite_gives_the_same_bytes_in_other_processes(run, tmp_path):
    run(f"{DRAW} --seed a")
    source = Path(cli.__file__).parents[2]
    for hash_seed in ("0", "99"):
        command = [sys.executable, "-c", "from tequio.cli import main; main()", "invite"]
        subprocess.run(
            [*command, *DRAW.replace("out out", f"out {hash_seed}").split(), "--seed", "a"],
            env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(source)},
            check=True,
            capture_output=True,
            cwd=tmp_path,
        )
        assert files(hash_seed) == files("out")


def test_invite_checks_what_it_drew(run):
    run(f"{DRAW} --seed a")
    result = run("frame.csv --check out")
    assert (result.code, "Proved" in result.said + result.complained) == (0, True)


def test_invite_check_of_changed_letters_fails(run):
    run(f"{DRAW} --seed a")
    letters = Path("out/letters.csv")
    letters.write_bytes(letters.read_bytes().replace(b"Calle", b"Kalle", 1))
    result = run("frame.csv --check out")
    assert (result.code, "Failed: letters.csv" in result.said + result.complained) == (1, True)


def test_invite_twice_with_other_randomness_is_refused(run):
    run(f"{DRAW} --seed a")
    before = files("out")
    result = run(f"{DRAW} --seed b")
    assert (result.code, files("out")) == (2, before)
    assert "A second draw is not made" in result.said + result.complained


def test_invite_of_a_second_wave_leaves_out_the_first(run):
    run(f"{DRAW} --seed a")
    result = run("frame.csv --letters 30 --exclude out --out second --seed b")
    assert result.code == 0
    rows = [
        line.split(b",")[0]
        for folder in ("out", "second")
        for line in files(folder)["letters.csv"].splitlines()[1:]
    ]
    assert len(rows) == len(set(rows))


def test_invite_with_rates_expects_responses(run):
    Path("rates.csv").write_text("region,rate\nNorth,5 %\nSouth,10 %\n")
    result = run("frame.csv --letters 20 --stratify region --response-rates rates.csv --out out --seed a")
    assert result.code == 0
    assert [s["rate"] for s in json.loads(files("out")["invitation.json"])["strata"]] == [
        "0.050000",
        "0.100000",
    ]


def test_invite_drand_keeps_the_signature(run):
    assert run(f"frame.csv --letters 3 --out out --drand 657413:{PULSE}").code == 0
    source = json.loads(files("out")["invitation.json"])["source"]
    assert (source["kind"], source["signature"]) == ("drand", PULSE)


def test_invite_splits_column_names_at_commas(run):
    assert run("frame.csv --letters 3 --stratify region,street --out out").code == 0
    assert json.loads(files("out")["plan.json"])["stratify"] == ["region", "street"]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("none.csv --letters 3 --out out", "There is no file none.csv."),
        ("frame.csv --letters 99 --out out --seed a", "99 letters were asked for, but only 60 can be sent"),
        ("frame.csv --out out --seed a", "--letters is missing."),
        (
            "frame.csv --letters 3 --stratify town --out out --seed a",
            "frame.csv, row 1: there is no column “town”.",
        ),
        ("frame.csv --letters 3 --seed a", "--out is missing."),
        ("frame.csv --letters 0 --out out", "--letters takes a whole number of at least 1, and “0” is none."),
        ("frame.csv --letters 3 --out frame.csv/out", "frame.csv/out cannot be written (ENOTDIR)."),
        ("frame.csv --letters 3 --out frame.csv", "frame.csv already holds something"),
        ("frame.csv --letters 3 --out out --seed a --dice d6", "one source of randomness"),
        ("frame.csv --letters 3 --out out --drand x", "“x” is no pulse of drand"),
        ("frame.csv --letters 3 --out out --seed a --encoding utf-99", "no encoding called utf-99"),
        ("frame.csv --letters 3 --out out --seed a --lang xx", "no language xx"),
        ("frame.csv --letters 3 --out out --seed a --exclude nowhere", "invitation.json is missing"),
        (
            "frame.csv --letters 3 --out out --seed a --stratify region --response-rates frame.csv",
            "frame.csv, row 1: there is no column “rate”.",
        ),
        (
            "frame.csv --letters 3 --out out --response-rates frame.csv",
            "--response-rates means nothing without --stratify.",
        ),
        ("frame.csv --check nowhere", "plan.json is missing"),
    ],
)
def test_invite_with_bad_input_says_why_and_writes_nothing(run, line, sentence):
    result = run(line)
    assert result.code == 2
    assert sentence in result.said + result.complained
    assert "Traceback" not in result.said + result.complained
    assert not Path("out").exists()


def test_invite_per_household_alone_says_which_column_it_took(run):
    Path("frame.csv").write_text(FRAME.replace("street", "Address"), encoding="utf-8")
    result = run("frame.csv --letters 12 --per-household --out out")
    assert (result.code, "The household is the column “Address”." in result.complained) == (0, True)


def test_invite_notes_a_repeated_id_that_nobody_asked_about(run):
    Path("frame.csv").write_text(FRAME + "7,North,Calle 99\n", encoding="utf-8")
    result = run("frame.csv --letters 12 --out out")
    assert (
        result.code,
        "frame.csv, row 62, column “id”: “7” stands in another row" in result.complained,
    ) == (0, True)


def test_invite_notes_a_household_that_nobody_shares(run):
    result = run("frame.csv --letters 12 --per-household id --out out")
    assert (result.code, "by “id”, nobody shares a household" in result.complained) == (0, True)


def test_invite_that_repeats_not_every_option_is_told_which_differ(run):
    run(f"{DRAW} --seed a")
    result = run("frame.csv --letters 12 --stratify region --out out --seed a")
    assert (result.code, "which differs in: --per-household." in result.complained) == (2, True)


def test_invite_check_without_the_earlier_waves_asks_for_them(run):
    run(f"{DRAW} --seed a")
    run("frame.csv --letters 20 --exclude out --out second --seed b")
    result = run("frame.csv --check second")
    assert result.code == 2
    assert (
        "leaves out 1 earlier invitation. Please name its folder, unchanged, with --exclude."
        in result.complained
    )
    assert run("frame.csv --check second --exclude out").code == 0


def test_invite_help_shows_no_letters_as_a_default(run):
    said = run("--help").said
    assert "--letters" in said
    assert "default: 0" not in said


def test_encoding_for_a_parquet_frame_is_refused_by_a_sentence(run, tmp_path):
    pl.DataFrame({"id": ["1", "2"]}).write_parquet(tmp_path / "f.parquet")
    line = "f.parquet --letters 1 --out out --encoding cp1252 --lang"
    ended, dicho = run(f"{line} en"), run(f"{line} es")
    assert (ended.code, dicho.code, (tmp_path / "out").exists()) == (2, 2, False)
    assert "f.parquet is a Parquet file, which says itself how its texts are encoded." in ended.complained
    assert "Quite --encoding." in dicho.complained


@pytest.mark.parametrize(("cells", "english"), [([["a"]], "holds lists"), ([{"a": 1}], "several fields")])
def test_parquet_column_that_is_no_text_is_named(run, tmp_path, cells, english):
    pl.DataFrame({"id": ["1"], "extra": cells}).write_parquet(tmp_path / "f.parquet")
    ended = run("f.parquet --letters 1 --out out")
    assert (ended.code, (tmp_path / "out").exists()) == (2, False)
    assert f"f.parquet: the column “extra” holds {english.removeprefix('holds ')}" in ended.complained
