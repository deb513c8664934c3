import csv
import json

import pytest
from running import contents, run

from tequio.cli.replace import named


def column(path, name="id") -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row[name] for row in csv.DictReader(file)]


def rows_by_id(path) -> dict[str, dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["id"]: row for row in csv.DictReader(file)}


@pytest.fixture
def drawn(numbered):
    assert run("draw", numbered, "--digits", "4 1").code == 0
    return numbered


@pytest.fixture
def replaced(drawn, tmp_path):
    """Two members left, and their places are drawn: the folder, who left, who stays."""
    left, stay = column(drawn / "private/panel.csv")[:2], column(drawn / "private/panel.csv")[2:]
    out = tmp_path / "second"
    ended = run("replace", drawn, "--left", *left, "--out", out, "--panels", 100)
    assert ended.code == 0, ended.complained
    assert run("draw", out, "--digits", "0 7").code == 0
    return out, left, stay


def test_replace_writes_a_lottery_of_the_free_places(replaced, drawn):
    out, left, stay = replaced
    document = json.loads((out / "public/lottery.json").read_bytes())
    names = {row["id"]: row["pseudonym"] for row in rows_by_id(drawn / "private/key.csv").values()}
    assert (document["kind"], document["size"]) == ("replacement", 2)
    assert document["replaces"]["left"] == sorted(names[identity] for identity in left)
    assert document["replaces"]["stay"] == sorted(names[identity] for identity in stay)
    assert (out / "private/report.html").is_file()


def test_replacement_is_proved_with_the_draw_before(replaced, drawn):
    ended = run("verify", replaced[0], "--earlier", drawn)
    assert (ended.code, "Members who left: 2; who stay: 4." in ended.said) == (0, True)
    assert "was not compared with it" not in ended.said


def test_replacement_without_the_draw_before_says_what_it_could_not_check(replaced):
    ended = run("verify", replaced[0])
    assert (ended.code, "The draw before was not given" in ended.said) == (0, True)


def test_replacement_beside_another_draw_fails(replaced, exact):
    run("draw", exact, "--seed", "x")
    assert run("verify", replaced[0], "--earlier", exact).code == 1


def test_quotas_hold_with_those_who_stay(replaced, drawn):
    out, _, stay = replaced
    before = rows_by_id(drawn / "private/panel.csv")
    panel = [before[identity] for identity in stay] + list(rows_by_id(out / "private/panel.csv").values())
    quotas = json.loads((drawn / "public/lottery.json").read_bytes())["quotas"]
    for row in quotas:
        count = sum(person[row["feature"]] == row["value"] for person in panel)
        assert row["min"] <= count <= row["max"], row
    assert len({person["id"] for person in panel}) == 6


def test_people_keep_their_pseudonyms_and_kept_columns(replaced, drawn):
    first, second = (rows_by_id(folder / "private/key.csv") for folder in (drawn, replaced[0]))
    assert {name: first[name] for name in second} == second


def test_nobody_who_left_or_stays_is_in_the_pool(replaced):
    out, left, stay = replaced
    assert not set(column(out / "private/key.csv")) & {*left, *stay}


def test_second_round_bars_everybody_who_left(replaced, drawn, tmp_path):
    out, left, _ = replaced
    again = column(out / "private/panel.csv")[:1]
    third = tmp_path / "third"
    ended = run("replace", out, "--earlier", drawn, "--left", *again, "--out", third, "--panels", 100)
    assert ended.code == 0, ended.complained
    assert not set(column(third / "private/key.csv")) & {*left, *again}
    assert run("draw", third, "--digits", "0 3").code == 0
    assert run("verify", third, "--earlier", out).code == 0


def test_chain_is_proved_back_to_the_first_lottery(replaced, drawn, tmp_path):
    out, _, stay = replaced
    third = tmp_path / "third"
    options = ("--earlier", drawn, "--left", stay[0], "--out", third, "--panels", 100)
    assert run("replace", out, *options).code == 0
    assert run("draw", third, "--digits", "0 3").code == 0
    ended = run("verify", third, "--earlier", drawn, "--earlier", out)
    assert (ended.code, "follow from the first lottery" in ended.said) == (0, True)
    assert "Not checked: that the people" in run("verify", third, "--earlier", out).said
    assert run("verify", third, "--earlier", out, "--earlier", drawn).code == 1


def quotas_file(path, rows):
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, ["feature", "value", "min", "max"])
        writer.writeheader()
        writer.writerows(rows)
    return path


def test_relaxed_quotas_are_published_and_told_cell_by_cell(drawn, tmp_path):
    quotas = json.loads((drawn / "public/lottery.json").read_bytes())["quotas"]
    relaxed = [quotas[0] | {"max": quotas[0]["max"] + 1}, *quotas[1:]]
    spelled = [row | {"feature": row["feature"].upper()} for row in reversed(relaxed)]
    path, out = quotas_file(tmp_path / "relaxed.csv", spelled), tmp_path / "out"
    left = column(drawn / "private/panel.csv")[0]
    ended = run("replace", drawn, "--left", left, "--quotas", path, "--out", out, "--panels", 100)
    assert ended.code == 0, ended.complained
    assert json.loads((out / "public/lottery.json").read_bytes())["quotas"] == relaxed
    run("draw", out, "--digits", "0 3")
    said = run("verify", out, "--earlier", drawn)
    low, high = quotas[0]["min"], quotas[0]["max"]
    told = f"QUOTAS WERE CHANGED: name: ada, {low} to {high + 1} instead of {low} to {high}."
    assert (said.code, told in said.said) == (0, True)


def test_relaxed_quotas_for_other_values_are_refused(drawn, tmp_path):
    quotas = json.loads((drawn / "public/lottery.json").read_bytes())["quotas"]
    left = column(drawn / "private/panel.csv")[0]
    for rows, sentence in (
        (quotas[1:], "there is no quota for “ada” in “name”"),
        ([*quotas, quotas[0] | {"value": "cleo"}], "the draw before has no quota for “cleo” in “name”"),
    ):
        path = quotas_file(tmp_path / "other.csv", rows)
        ended = run("replace", drawn, "--left", left, "--quotas", path, "--out", tmp_path / "out")
        assert (ended.code, sentence in ended.complained) == (2, True)


def test_draw_with_another_count_of_those_who_stay_is_refused(replaced):
    out = replaced[0]
    (out / "public/draw.json").unlink()
    path = out / "private/panels.json"
    document = json.loads(path.read_bytes())
    document["seated"]["counts"][0] += 1
    path.write_text(json.dumps(document), encoding="utf-8")
    ended = run("draw", out, "--digits", "0 8")
    assert (ended.code, "belongs to another lottery" in ended.complained) == (2, True)


def test_same_key_makes_the_same_replacement(replaced, drawn, tmp_path):
    out, left, _ = replaced
    again = tmp_path / "again"
    options = ("--key", out / "private", "--out", again, "--panels", 100)
    assert run("replace", drawn, "--left", *left, *options).code == 0
    assert (again / "public/lottery.json").read_bytes() == (out / "public/lottery.json").read_bytes()


def test_left_may_be_named_by_comma_or_before_the_folder(drawn, tmp_path):
    left = column(drawn / "private/panel.csv")[:2]
    ended = run("replace", "--left", *left, drawn, "--out", tmp_path / "a", "--panels", 100)
    assert ended.code == 0, ended.complained
    assert run("replace", drawn, "--left", ",".join(left), "--out", tmp_path / "b", "--panels", 100).code == 0
    files = [json.loads((tmp_path / name / "public/lottery.json").read_bytes()) for name in "ab"]
    assert all(files[0]["replaces"][who] == files[1]["replaces"][who] for who in ("left", "stay"))


def test_exact_form_is_replaced_like_any_other(exact, tmp_path):
    run("draw", exact, "--seed", "x")
    left = column(exact / "private/panel.csv")[:1]
    out = tmp_path / "second"
    assert run("replace", exact, "--left", *left, "--out", out, "--panels", "exact").code == 0
    run("draw", out, "--seed", "y")
    assert run("verify", out, "--earlier", exact).code == 0


def strict(folder, drawn) -> None:
    """Quotas under which whoever is `tall` must number six: those who stay cannot be changed."""
    quotas = json.loads((drawn / "public/lottery.json").read_bytes())["quotas"]
    changed = [row | ({"min": 6, "max": 6} if row["value"] == "tall" else {}) for row in quotas]
    changed = [row | ({"min": 0, "max": 0} if row["value"] == "short" else {}) for row in changed]
    with (folder / "strict.csv").open("w", newline="") as file:
        writer = csv.DictWriter(file, ["feature", "value", "min", "max"])
        writer.writeheader()
        writer.writerows(changed)


def test_quotas_that_cannot_hold_are_named_with_the_least_change(drawn, tmp_path):
    strict(tmp_path, drawn)
    size, left = len(column(drawn / "private/panel.csv")), column(drawn / "private/panel.csv")[:1]
    options = ("--left", *left, "--quotas", tmp_path / "strict.csv", "--out", tmp_path / "out")
    for language, clash, change in (
        (
            "en",
            "No whole panel of {size}, of whom {stay} stay, meets all of this: ",
            "The smallest change that makes a panel possible: ",
        ),
        (
            "es",
            "panel completo de {size}, de quienes {stay} permanecen, cumple todo esto a la vez: ",
            "El cambio más pequeño que hace posible un panel: ",
        ),
    ):
        ended = run("replace", drawn, *options, "--lang", language)
        assert (ended.code, ended.said) == (2, "")
        assert clash.format(size=size, stay=size - 1) in ended.complained
        assert change in ended.complained
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("left", "sentence"),
    [
        (("nobody",), "These ids are not on the panel: “nobody”."),
        (("FIRST", "FIRST"), "These ids are named twice among those who left: “FIRST”."),
    ],
)
def test_wrong_ids_are_named_and_nothing_is_written(drawn, tmp_path, left, sentence):
    first = column(drawn / "private/panel.csv")[0]
    named = [first if name == "FIRST" else name for name in left]
    ended = run("replace", drawn, "--left", *named, "--out", tmp_path / "out")
    assert (ended.code, (tmp_path / "out").exists()) == (2, False)
    assert ended.complained.startswith(sentence.replace("FIRST", first))


def test_replace_before_the_draw_is_refused(numbered, tmp_path):
    ended = run("replace", numbered, "--left", "canary0001", "--out", tmp_path / "out")
    assert (ended.code, ended.complained) == (2, f"{numbered} has not been drawn yet.\n")


@pytest.mark.parametrize("chain", ["without the first", "wrong order", "first twice"])
def test_folders_out_of_order_are_refused(replaced, drawn, tmp_path, chain):
    out = replaced[0]
    again = column(out / "private/panel.csv")[0]
    folders = {
        "without the first": (out,),
        "wrong order": (drawn, "--earlier", out),
        "first twice": (out, "--earlier", drawn, "--earlier", drawn),
    }[chain]
    ended = run("replace", *folders, "--left", again, "--out", tmp_path / "out")
    assert (ended.code, (tmp_path / "out").exists()) == (2, False)
    assert "does not follow the draw before it." in ended.complained


def test_replacement_of_a_draw_that_was_made_again_since_is_refused(replaced, drawn, tmp_path):
    out = replaced[0]
    run("draw", drawn, "--digits", "0 7", "--redraw", "A die fell", "--by", "Ana Uno", "Bo Dos")
    again = column(out / "private/panel.csv")[0]
    ended = run("replace", out, "--earlier", drawn, "--left", again, "--out", tmp_path / "out")
    assert (ended.code, f"{out} does not follow" in ended.complained) == (2, True)


def test_replace_changes_nothing_in_the_folder_before(drawn, tmp_path):
    before = contents(drawn)
    left = column(drawn / "private/panel.csv")[:1]
    run("replace", drawn, "--left", *left, "--out", tmp_path / "out", "--panels", 100)
    assert contents(drawn) == before


def test_erased_member_stays_under_the_pseudonym(drawn, tmp_path):
    panel = rows_by_id(drawn / "private/panel.csv")
    left, erased = list(panel)[:2]
    key = (drawn / "private/key.csv").read_text()
    row = next(line for line in key.splitlines() if line.startswith(f"{erased},"))
    pseudonym = panel[erased]["pseudonym"]
    (drawn / "private/key.csv").write_text(key.replace(row, f",{pseudonym},,"))
    ended = run("replace", drawn, "--left", left, "--out", tmp_path / "out", "--panels", 100)
    assert ended.code == 0, ended.complained
    document = json.loads((tmp_path / "out/public/lottery.json").read_bytes())
    assert pseudonym in document["replaces"]["stay"]
    assert run("verify", tmp_path / "out", "--earlier", drawn).code == 0


def test_erased_volunteer_is_not_asked_to_step_in(drawn, tmp_path):
    panel = list(rows_by_id(drawn / "private/panel.csv"))
    key = (drawn / "private/key.csv").read_text()
    row = next(line for line in key.splitlines()[1:] if line.split(",")[0] not in panel)
    pseudonym = row.split(",")[1]
    (drawn / "private/key.csv").write_text(key.replace(row, f",{pseudonym},,"))
    ended = run("replace", drawn, "--left", panel[0], "--out", tmp_path / "out", "--panels", 100)
    assert ended.code == 0, ended.complained
    assert pseudonym not in column(tmp_path / "out/private/key.csv", "pseudonym")


def test_left_as_our_files_show_an_id_is_that_id():
    assert named(["'-p8, p9"], {"-p8", "p9"}) == ["-p8", "p9"]
    assert named(["'-p8"], {"'-p8", "-p8"}) == ["'-p8"]
