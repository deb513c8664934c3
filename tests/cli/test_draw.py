import csv
import json
import re
import shutil

import pytest
from running import contents, run, run_alone, start_alone

from tequio.randomness import digits
from tequio.selection.draw import AlreadyDrawn, draw, open_files
from tequio.selection.draw_files import draw_files, write_draw

DRAWN = {"public/draw.json", "private/panel.csv", "private/remaining.csv", "private/draw.html"}
D6 = "d6: " + "3 1 6 2 5 4 1 1 2 6 " * 5
D20 = "d20: " + "3 11 16 20 5 14 1 12 7 18 " * 3
OTHER = "d20: " + "13 1 6 2 15 4 19 2 17 8 " * 3


def document(folder, name="draw"):
    return json.loads((folder / f"public/{name}.json").read_bytes())


def ids(path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row["id"] for row in csv.DictReader(file)]


def test_draw_writes_four_files_and_touches_no_other(numbered):
    before = contents(numbered)
    assert run("draw", numbered, "--digits", "4 1").code == 0
    after = contents(numbered)
    assert set(after) - set(before) == DRAWN
    assert {name: after[name] for name in before} == before


def test_drawn_private_files_are_for_their_owner_only(numbered):
    run("draw", numbered, "--digits", "4 1")
    modes = {name: (numbered / name).stat().st_mode & 0o777 for name in DRAWN}
    assert modes == {name: 0o644 if name.startswith("public") else 0o600 for name in DRAWN}


@pytest.mark.parametrize(("digits", "panel"), [("4 1", 41), ("41", 41), ("01", 1), ("9-9", 99), ("0 0", 100)])
def test_digits_are_the_number_of_the_panel_and_noughts_the_last(numbered, digits, panel):
    ended = run("draw", numbered, "--digits", digits)
    data = json.loads((numbered / "private/panels.json").read_bytes())
    members = [data["pseudonyms"][place] for place in data["numbered"]["panels"][panel - 1]]
    assert f"Panel {panel} of 100 is drawn." in ended.said
    assert document(numbered)["panel"]["members"] == members


@pytest.mark.parametrize(
    ("source", "kind"), [(("--dice", D6), "dice"), (("--balls", "9319 / 2 5 12 8 10"), "balls")]
)
def test_draw_from_public_randomness_is_proved(numbered, source, kind):
    assert run("draw", numbered, *source).code == 0
    assert (document(numbered)["source"]["kind"], document(numbered)["rehearsal"]) == (kind, False)
    assert run("verify", numbered).code == 0


def test_draw_from_a_drand_pulse_keeps_round_and_signature(numbered, shared):
    pulses = json.loads((shared / "vectors/drand.json").read_bytes())["pulses"]
    pulse = next(pulse for pulse in pulses if "quicknet" in pulse["chain"])
    ended = run("draw", numbered, "--drand", f"{pulse['round']}:{pulse['signature']}")
    assert ended.code == 0, ended.complained
    source = document(numbered)["source"]
    assert (source["round"], source["signature"]) == (pulse["round"], pulse["signature"])
    assert source["text"].endswith(pulse["randomness"])
    assert run("verify", numbered).code == 0


def test_seed_is_marked_as_a_rehearsal_everywhere(numbered):
    ended = run("draw", numbered, "--seed", "ensayo")
    assert ended.said.startswith("REHEARSAL: ")
    assert document(numbered)["rehearsal"] is True
    assert "rehearsal" in (numbered / "private/draw.html").read_text(encoding="utf-8").casefold()
    checked = run("verify", numbered)
    assert (checked.code, "This is a REHEARSAL" in checked.said) == (0, True)


def test_exact_form_by_dice_is_proved(exact):
    assert run("draw", exact, "--dice", D20).code == 0
    panel = document(exact)["panel"]
    assert sum(count for _, count in panel["composition"]) == len(panel["members"]) == 6
    assert run("verify", exact).code == 0


@pytest.mark.parametrize("form", ["numbered", "exact"])
def test_household_members_of_the_drawn_are_neither_remaining_nor_reserves(form, request):
    folder = request.getfixturevalue(form)
    assert run("draw", folder, "--dice", D6).code == 0
    data = json.loads((folder / "private/panels.json").read_bytes())
    homes = dict(zip(data["pseudonyms"], data["households"], strict=True))
    drawn = document(folder)
    members, reserves = set(drawn["panel"]["members"]), drawn["reserves"]
    taken = {homes[name] for name in members} - {None}
    free = {name for name in homes if name not in members and homes[name] not in taken}
    proofs = {p["pseudonym"]: p["id"] for p in map(json.loads, proof_files(folder))}
    assert sorted(ids(folder / "private/remaining.csv")) == sorted(proofs[name] for name in free)
    assert sorted(ids(folder / "private/panel.csv")) == sorted(proofs[name] for name in members)
    assert reserves
    assert set(reserves) <= free


def proof_files(folder):
    return (path.read_bytes() for path in (folder / "private/proofs").iterdir())


def test_panel_list_has_ids_features_and_kept_columns(numbered):
    run("draw", numbered, "--digits", "00")
    with (numbered / "private/panel.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["id", "pseudonym", "name", "region", "height", "telephone"]
    assert all(row["telephone"] == "000-" + row["id"][-4:] for row in rows)


def test_hall_page_shows_pseudonyms_and_no_id(numbered):
    run("draw", numbered, "--digits", "00")
    page = (numbered / "private/draw.html").read_text(encoding="utf-8")
    assert all(name in page for name in document(numbered)["panel"]["members"])
    assert "canary" not in page
    assert [at for at in re.findall(r"https?://[^\s\"'<>)]+", page) if "www.w3.org" not in at] == []


def test_same_randomness_again_gives_the_same_bytes(numbered):
    run("draw", numbered, "--digits", "4 1")
    before = contents(numbered)
    assert run("draw", numbered, "--digits", "41").code == 0
    assert contents(numbered) == before


def test_second_randomness_is_refused_and_nothing_changes(numbered):
    run("draw", numbered, "--digits", "4 1")
    before = contents(numbered)
    ended = run("draw", numbered, "--digits", "4 2")
    assert (ended.code, ended.said, contents(numbered)) == (2, "", before)
    assert ended.complained.startswith("This lottery has been drawn: panel 41, from “digits 4 1”")


def test_redraw_keeps_the_first_draw_and_the_verifier_shows_both(numbered):
    run("draw", numbered, "--digits", "4 1")
    first = contents(numbered)
    ended = run("draw", numbered, "--digits", "0 7", "--redraw", "A die fell", "--by", "Ana Uno", "Bo Dos")
    assert ended.code == 0, ended.complained
    after = contents(numbered)
    kept = {
        "public/draw.json": "public/draw-1.json",
        "private/panel.csv": "private/panel-1.csv",
        "private/remaining.csv": "private/remaining-1.csv",
        "private/draw.html": "private/draw-1.html",
    }
    assert set(after) - set(first) == set(kept.values())
    assert {name: after[kept[name]] for name in kept} == {name: first[name] for name in kept}
    checked = run("verify", numbered)
    assert checked.code == 3
    assert "DRAWN MORE THAN ONCE: draw 1 was replaced. Number 41, from: digits 4 1." in checked.said
    assert "Reason: A die fell. By: Ana Uno, Bo Dos." in checked.said
    assert "Drawn: panel 7 of 100, from: digits 0 7." in checked.said


def test_redraw_twice_is_proved_with_all_three_draws(numbered):
    run("draw", numbered, "--digits", "4 1")
    for again in ("0 7", "0 8"):
        run("draw", numbered, "--digits", again, "--redraw", "Again", "--by", "Ana Uno", "--by", "Bo Dos")
    checked = run("verify", numbered)
    assert (checked.code, checked.said.count("DRAWN MORE THAN ONCE")) == (3, 2)


def test_redraw_made_again_gives_the_same_bytes(numbered):
    run("draw", numbered, "--digits", "4 1")
    run("draw", numbered, "--digits", "0 7", "--redraw", "A die fell", "--by", "Ana Uno", "Bo Dos")
    before = contents(numbered)
    assert run("draw", numbered, "--digits", "0 7").code == 0
    assert contents(numbered) == before


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--digits", "07", "--redraw", "x", "--by", "Ana Uno"), "the names of two different people"),
        (("--digits", "07", "--redraw", "x", "--by", "Ana Uno", "ana  uno "), "two different people"),
        (("--digits", "07", "--redraw", "x"), "the names of two different people"),
        (("--digits", "07", "--redraw", " ", "--by", "Ana Uno", "Bo Dos"), "A redraw needs a reason"),
        (("--digits", "07", "--redraw", "\udcff", "--by", "Ana Uno", "Bo Dos"), "A redraw needs a reason"),
        (("--digits", "41", "--redraw", "x", "--by", "Ana Uno", "Bo Dos"), "A redraw needs new randomness."),
    ],
)
def test_redraw_without_what_it_needs_is_refused(numbered, options, sentence):
    run("draw", numbered, "--digits", "4 1")
    before = contents(numbered)
    ended = run("draw", numbered, *options)
    assert (ended.code, contents(numbered)) == (2, before)
    assert sentence in ended.complained


def test_redraw_of_nothing_is_refused(numbered):
    ended = run("draw", numbered, "--digits", "41", "--redraw", "x", "--by", "Ana Uno", "Bo Dos")
    assert (ended.code, ended.complained) == (2, f"{numbered} has not been drawn yet.\n")


@pytest.mark.parametrize(
    ("options", "english", "dicho"),
    [
        (
            ("--digits", "4 1 7"),
            "“4 1 7”: digits given: 3; needed for 100 panels: exactly 2.",
            "necesarios para 100 paneles: exactamente 2.",
        ),
        (("--digits", "4"), "“4”: digits given: 1;", "«4»: dígitos dados: 1;"),
        (("--digits", "x1"), "“x1”: “x” is no digit", "«x1»: «x» no es un dígito"),
        (
            ("--dice", "d6: 1 2 3"),
            "3 throws of a d6 are too few for the 128 bits that are needed: please throw it 47 more times.",
            "tire el dado 47 veces más.",
        ),
        (
            ("--dice", D6.replace("2", "7", 1)),
            "Throw 4 is 7, but a d6 shows 1 to 6.",
            "pero un d6 muestra de 1 a 6.",
        ),
        (("--dice", "d6: 1 two"), "Throw 2: “two” is no whole number.", "«two» no es un número entero."),
        (("--dice", "d1: 1"), "“d1” is no die", "«d1» no es un dado"),
        (("--balls", "12 x"), "Source 1, number 2: “x” is no whole number", "número 2: «x» no es"),
        (
            ("--balls", "9319"),
            "1 number has too few outcomes",
            "1 número tiene muy pocos resultados posibles",
        ),
        (
            ("--balls", "1 2 / 3"),
            "3 numbers have too few outcomes",
            "3 números tienen muy pocos resultados posibles",
        ),
        (("--balls", "12 / /"), "Source 2 has no numbers.", "La fuente 2 no tiene números."),
        (("--drand", "seven"), "“seven” is no pulse of drand", "«seven» no es un pulso de drand"),
        (
            ("--drand", f"7:{'ab' * 48}"),
            "The signature is not that of round 7 of drand quicknet.",
            "La firma no es la de la ronda 7",
        ),
        (("--seed", " "), "A seed is one line of text that is not empty.", "Una semilla es una línea"),
        ((), "A draw needs exactly one source", "una sola fuente de azar"),
        (("--seed", "a", "--digits", "41"), "A draw needs exactly one source", "una sola fuente de azar"),
    ],
)
def test_bad_randomness_is_said_in_both_languages_and_nothing_is_drawn(numbered, options, english, dicho):
    before = contents(numbered)
    for language, sentence in (("en", english), ("es", dicho)):
        ended = run("draw", numbered, *options, "--lang", language)
        assert (ended.code, ended.said, contents(numbered)) == (2, "", before)
        assert sentence in ended.complained


def test_digits_for_the_exact_form_are_refused(exact):
    ended = run("draw", exact, "--digits", "41")
    assert (ended.code, "Please use dice, balls or a drand round." in ended.complained) == (2, True)


@pytest.mark.parametrize("missing", ["public/lottery.json", "private/panels.json", "private/key.csv"])
def test_draw_from_a_folder_without_one_of_its_files_is_refused(numbered, missing):
    (numbered / missing).unlink()
    ended = run("draw", numbered, "--digits", "41")
    assert (ended.code, ended.said) == (2, "")
    assert ended.complained.startswith(f"{numbered} is not the folder of a lottery")


@pytest.mark.parametrize("content", ["{}", "[]", "null", "not JSON", '{"lottery": 1}'])
@pytest.mark.parametrize("name", ["public/lottery.json", "private/panels.json"])
def test_draw_from_another_file_of_that_name_is_refused(numbered, name, content):
    (numbered / name).write_text(content, encoding="utf-8")
    ended = run("draw", numbered, "--digits", "41")
    assert (ended.code, ended.said) == (2, "")
    assert str(numbered) in ended.complained


def test_draw_with_the_private_folder_of_another_lottery_is_refused(numbered, exact):
    (numbered / "private/panels.json").write_bytes((exact / "private/panels.json").read_bytes())
    ended = run("draw", numbered, "--digits", "41")
    assert (ended.code, "belongs to another lottery" in ended.complained) == (2, True)


def test_draw_ignores_the_hash_seed(numbered, tmp_path):
    first = None
    for seed in ("0", "12345"):
        run_alone("draw", numbered, "--digits", "41", PYTHONHASHSEED=seed)
        first = first or contents(numbered)
        assert contents(numbered) == first


def test_draw_made_while_another_was_written_is_refused_and_leaves_nothing(numbered):
    files = open_files(numbered)
    first, second = (draw_files(files, draw(files, digits(text, files.total))) for text in ("1 1", "2 2"))
    write_draw(files, first, again=False)
    written = contents(numbered)
    with pytest.raises(AlreadyDrawn) as fault:
        write_draw(files, second, again=False)
    assert fault.value.number == 11
    assert contents(numbered) == written


@pytest.mark.parametrize("turn", range(3))
def test_of_two_processes_at_once_one_draws_and_the_other_is_told(numbered, numbered_once, tmp_path, turn):
    texts = (f"{turn} 1", f"{turn} 2")
    running = [start_alone("draw", numbered, "--digits", text) for text in texts]
    ended = [process.communicate() for process in running]
    codes = [process.returncode for process in running]
    assert sorted(codes) == [0, 2], ended
    text, complaint = texts[codes.index(0)], ended[codes.index(2)][1]
    said = f"This lottery has been drawn: panel {int(text.replace(' ', ''))}, from “digits {text}”"
    assert said in complaint
    assert complaint.count("\n") == 1
    alone = shutil.copytree(numbered_once, tmp_path / "alone")
    run("draw", alone, "--digits", text)
    assert contents(numbered) == contents(alone)


BY = ("--redraw", "A die fell", "--by", "Ana Uno", "--by", "Bo Dos")


@pytest.mark.parametrize("turn", range(2))
def test_of_two_redraws_at_once_one_is_made_and_the_other_is_told(numbered, turn):
    run("draw", numbered, "--digits", "9 9")
    texts = (f"{turn} 1", f"{turn} 2")
    running = [start_alone("draw", numbered, "--digits", text, *BY) for text in texts]
    ended = [process.communicate() for process in running]
    codes = [process.returncode for process in running]
    # Where one was done before the other looked, the other is a second redraw.
    assert sorted(codes) in ([0, 2], [0, 0]), ended
    drawn = json.loads((numbered / "public/draw.json").read_bytes())
    assert drawn["source"]["text"] in [
        f"digits {t}" for t, code in zip(texts, codes, strict=True) if code == 0
    ]
    assert len(list((numbered / "public").glob("draw-*.json"))) == codes.count(0)
    assert not (numbered / "private/redraw.json").exists()
    assert run("verify", numbered).code == 3


def test_redraw_that_was_broken_off_is_finished_by_the_same_and_by_no_other(numbered, tmp_path):
    run("draw", numbered, "--digits", "9 9")
    whole = shutil.copytree(numbered, tmp_path / "whole")
    run("draw", whole, "--digits", "4 1", *BY)
    # as if the machine had stopped after the earlier draw was kept
    (numbered / "private/redraw.json").write_bytes((whole / "public/draw.json").read_bytes())
    (numbered / "public/draw-1.json").write_bytes((numbered / "public/draw.json").read_bytes())
    other = run("draw", numbered, "--digits", "4 2", *BY)
    assert (other.code, "panel 41" in other.complained) == (2, True)
    assert run("draw", numbered, "--digits", "4 1", *BY).code == 0
    assert contents(numbered) == contents(whole)


def test_lists_of_a_rehearsal_are_marked_as_such(numbered):
    run("draw", numbered, "--seed", "x")
    for name in ("panel.csv", "remaining.csv"):
        with (numbered / "private" / name).open(encoding="utf-8-sig", newline="") as file:
            assert {row["REHEARSAL · ENSAYO"] for row in csv.DictReader(file)} == {"x"}
    assert run("verify", numbered).code == 0


def test_changed_panel_is_not_shown(numbered):
    path = numbered / "private/panels.json"
    panels = json.loads(path.read_text(encoding="utf-8"))
    panel = panels["numbered"]["panels"][40]
    panel[0] = next(place for place in range(len(panels["pseudonyms"])) if place not in panel)
    path.write_text(json.dumps(panels), encoding="utf-8")
    ended = run("draw", numbered, "--digits", "4 1")
    assert (ended.code, "panel 41 is not the one that was committed to" in ended.complained) == (2, True)
    assert not (numbered / "public/draw.json").exists()


def test_draw_that_is_not_as_written_is_named(numbered):
    (numbered / "public/draw.json").write_text("{}", encoding="utf-8")
    ended = run("draw", numbered, "--digits", "4 1")
    assert (ended.code, "draw.json: “format” is missing" in ended.complained) == (2, True)


def test_rehearsal_cannot_take_the_place_of_a_draw(numbered):
    run("draw", numbered, "--digits", "4 1")
    ended = run("draw", numbered, "--seed", "x", "--redraw", "A die fell", "--by", "Ana Uno", "Bo Dos")
    assert (ended.code, "a rehearsal cannot take its place" in ended.complained) == (2, True)


@pytest.mark.parametrize(("options", "language"), [((), "es"), (("--lang", "en"), "en")])
def test_hall_page_speaks_the_language_of_the_lottery_unless_told_otherwise(
    make, tmp_path, options, language
):
    make(tmp_path / "out", "--panels", 10, "--lang", "es")
    assert run("draw", tmp_path / "out", "--digits", "4", *options).code == 0
    page = (tmp_path / "out/private/draw.html").read_text(encoding="utf-8")
    assert f'<html lang="{language}"' in page


def test_hall_page_without_a_report_speaks_the_language_of_the_environment(numbered):
    (numbered / "private/report.html").unlink()
    assert run("draw", numbered, "--digits", "4 1").code == 0
    assert '<html lang="en"' in (numbered / "private/draw.html").read_text(encoding="utf-8")
