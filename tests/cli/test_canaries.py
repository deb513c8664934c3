"""No value that tells of a person is ever found in public/."""

import csv
import json

import pytest
from running import contents, run

from invented import fair_quotas, invented_pool, write_inputs

STREET, NAME = "Calle Inventada", "Persona Inventada"


@pytest.fixture(scope="module")
def personal(tmp_path_factory):
    """A pool of which every personal value is a canary: ids, telephones, addresses and names."""
    folder = tmp_path_factory.mktemp("personal")
    pool = invented_pool(36, seed=3, households=True)
    volunteers, quotas = write_inputs(folder, pool, fair_quotas(pool, 6))
    with volunteers.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["home"] = f"{STREET} {row['home'].replace(' ', '-')}" if row["home"] else ""
        row["called"] = f"{NAME} {row['id'][-4:]}"
        row["not asked for"] = f"secret{row['id'][-4:]}"
    with volunteers.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return volunteers, quotas, rows


def canaries(rows) -> list[str]:
    """Every cell that is personal, and what all of a kind have in common."""
    columns = ("id", "telephone", "home", "called", "not asked for")
    cells = {row[column] for row in rows for column in columns} - {""}
    return sorted(cells | {"canary", STREET, NAME, "secret"})


def found(folder, rows) -> list[str]:
    """The canaries in public/, names of files included."""
    text = "\n".join([*contents(folder), *(data.decode() for data in contents(folder).values())])
    return [canary for canary in canaries(rows) if canary in text]


@pytest.mark.parametrize("publish", ["commitments", "panels"])
@pytest.mark.parametrize("panels", ["100", "exact"])
def test_canaries_are_nowhere_in_public_through_a_whole_journey(personal, key, tmp_path, publish, panels):
    volunteers, quotas, rows = personal
    out, second = tmp_path / "out", tmp_path / "second"
    options = ("--household", "home", "--keep", "telephone", "called", "--publish", publish, "--key", key)
    made = run("lottery", volunteers, quotas, "--size", 6, "--out", out, "--panels", panels, *options)
    assert made.code == 0, made.complained
    assert found(out / "private", rows)
    assert found(out / "public", rows) == []
    run("draw", out, "--seed", "one")
    assert found(out / "public", rows) == []
    run("draw", out, "--seed", "two", "--redraw", "A die fell", "--by", "Ana Uno", "Bo Dos")
    assert found(out / "public", rows) == []
    assert (out / "public/draw-1.json").is_file()
    with (out / "private/panel.csv").open(encoding="utf-8-sig", newline="") as file:
        left = next(csv.DictReader(file))["id"]
    again = run("replace", out, "--left", left, "--out", second, "--publish", publish, "--panels", panels)
    assert again.code == 0, again.complained
    run("draw", second, "--seed", "three")
    assert (second / "public/draw.json").is_file()
    assert found(second / "public", rows) == []


def erase(folder, identity: str) -> None:
    """Erases a person as private/README.md says: from the key, the chances, every list and the proofs."""
    for path in (folder / "private").glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file)
        if path.name == "key.csv":
            (name,) = (row[1] for row in rows if row[0] == identity)
            rows = [["", name, *[""] * (len(row) - 2)] if row[0] == identity else row for row in rows]
        else:
            rows = [row for row in rows if row[0] != identity]
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
    (folder / "private/proofs" / f"{name}.json").unlink()


def told_of(folder, row) -> set[str]:
    """Files of the whole folder that hold what tells of one person, in name or in content."""
    own = {row[column] for column in ("id", "telephone", "called")}
    files = {path: data.decode() for path, data in contents(folder).items()}
    return {path for path, text in files.items() if any(cell in path + text for cell in own)}


def test_erased_member_is_nowhere_and_the_rest_still_proves(personal, key, tmp_path):
    volunteers, quotas, rows = personal
    out = tmp_path / "out"
    options = ("--household", "home", "--keep", "telephone", "called", "--panels", "100", "--key", key)
    run("lottery", volunteers, quotas, "--size", 6, "--out", out, *options)
    run("draw", out, "--digits", "4 1")
    run("draw", out, "--digits", "0 7", "--redraw", "A die fell", "--by", "Ana Uno", "Bo Dos")
    before = run("verify", out)
    with (out / "private/panel.csv").open(encoding="utf-8-sig", newline="") as file:
        identity = next(csv.DictReader(file))["id"]
    (row,) = (row for row in rows if row["id"] == identity)
    assert {"private/key.csv", "private/panel.csv", "private/chances.csv"} <= told_of(out, row)
    erase(out, identity)
    assert told_of(out, row) == set()
    checked = run("verify", out)
    assert (checked.code, "Erased people" in checked.said) == (before.code, True)
    assert run("draw", out, "--digits", "0 7").code == 0
    assert told_of(out, row) == set()


def paths_of(value, text: str, path: str = "") -> set[str]:
    """Where in a document a text stands; positions in lists are left out."""
    if isinstance(value, dict):
        return set().union(*(paths_of(inner, text, f"{path}/{name}") for name, inner in value.items()))
    if isinstance(value, list):
        return set().union(*(paths_of(inner, text, path) for inner in value))
    return {path} if isinstance(value, str) and text in value else set()


@pytest.mark.parametrize("value", ["north", "south", "short"])
def test_values_of_features_stand_in_quotas_and_counts_only(numbered, value):
    run("draw", numbered, "--digits", "4 1")
    for name, place in (("lottery", "/quotas/value"), ("draw", "/counts/value")):
        document = json.loads((numbered / f"public/{name}.json").read_bytes())
        assert paths_of(document, value) == {place}


def test_hall_page_and_terminal_hold_no_canary(personal, key, tmp_path):
    volunteers, quotas, rows = personal
    out = tmp_path / "out"
    options = ("--household", "home", "--keep", "telephone", "called", "--key", key, "--panels", "100")
    made = run("lottery", volunteers, quotas, "--size", 6, "--out", out, *options)
    drawn = run("draw", out, "--digits", "4 1")
    page = (out / "private/draw.html").read_text(encoding="utf-8")
    told = page + made.said + made.complained + drawn.said + drawn.complained
    assert [canary for canary in canaries(rows) if canary in told] == []
