"""The same input and key give the same bytes, in any process and whatever the order of the rows."""

import random

import pytest
from running import contents, run, run_alone

FORMS = [
    ("--panels", 100, "--household", "home", "--reserves", 1, "--keep", "telephone"),
    ("--panels", "exact", "--household", "home", "--method", "nash"),
    ("--panels", 100, "--publish", "panels", "--method", "goldilocks"),
]


def different(first, second) -> list[str]:
    """The files that differ, or that only one has."""
    return sorted(name for name in {*first, *second} if first.get(name) != second.get(name))


def test_several_hash_seeds_in_separate_processes(inputs, key, tmp_path):
    options = ("--size", 6, "--key", key, *FORMS[0])
    for seed in ("0", "1", "4242"):
        ended = run_alone("lottery", *inputs, *options, "--out", tmp_path / seed, PYTHONHASHSEED=seed)
        assert ended.code == 0, ended.complained
        run_alone("draw", tmp_path / seed, "--digits", "4 1", PYTHONHASHSEED=seed)
    first = contents(tmp_path / "0")
    assert [different(first, contents(tmp_path / seed)) for seed in ("1", "4242")] == [[], []]


@pytest.mark.parametrize("options", FORMS, ids=["leximin", "exact", "goldilocks"])
def test_order_of_rows_changes_no_byte(inputs, key, tmp_path, options):
    header, *rows = inputs[0].read_text(encoding="utf-8").splitlines()
    random.Random(5).shuffle(rows)
    (tmp_path / "v.csv").write_text("\n".join([header, *rows]), encoding="utf-8")
    for volunteers, out in ((inputs[0], "first"), (tmp_path / "v.csv", "second")):
        fixed = ("--size", 6, "--key", key, "--out", tmp_path / out)
        assert run("lottery", volunteers, inputs[1], *fixed, *options).code == 0
        assert run("draw", tmp_path / out, "--seed", "one").code == 0
    assert different(contents(tmp_path / "first"), contents(tmp_path / "second")) == []


def test_key_of_an_earlier_run_repeats_it_to_the_byte(make, tmp_path):
    make(tmp_path / "first", *FORMS[0])
    make(tmp_path / "second", *FORMS[0], "--key", tmp_path / "first/private")
    assert different(contents(tmp_path / "first"), contents(tmp_path / "second")) == []


def test_without_a_key_every_pseudonym_salt_and_root_is_new(make, tmp_path):
    for name in ("first", "second"):
        make(tmp_path / name, "--panels", "exact")
    first, second = contents(tmp_path / "first"), contents(tmp_path / "second")
    assert {name for name in {*first} & {*second} if first[name] == second[name]} == {"private/README.md"}
    rows = [set(files["private/key.csv"].decode().split()) for files in (first, second)]
    assert rows[0] & rows[1] == {"id,pseudonym,salt"}
