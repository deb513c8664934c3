# ruff: noqa: E501  (one tampered bundle a line)
"""The verifier proves true bundles and names what is wrong with tampered ones."""

import csv
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import unicodedata
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tequio.record import verifier

sys.path.insert(0, str(Path(__file__).parent))
import bundle as made


def failures(folder, **options):
    return [name for name, _ in verifier.check(folder, **options).failures]


def said(folder, **options):
    return dict(verifier.check(folder, **options).said)


def rewrite(file, change):
    """Changes a JSON file; what was public stays canonical."""
    value = json.loads(file.read_bytes())
    value = change(value) or value
    file.write_bytes(
        made.canonical(value) + b"\n" if file.parent.name == "public" else json.dumps(value).encode()
    )


def rewrite_csv(file, change):
    rows = list(csv.DictReader(file.read_text("utf-8-sig").splitlines()))
    rows = change(rows) or rows
    made._write_csv(file, [tuple(rows[0]), *(tuple(row.values()) for row in rows)])


# What is true


@pytest.mark.parametrize(
    "source", [made.DIGITS, made.DICE, made.BALLS, made.DRAND, made.SEED], ids=lambda s: s["kind"]
)
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"count": 10, "publish": True},
        {"households": True},
        {"reserves": 3},
        {"form": "exact"},
        {"form": "exact", "households": True},
    ],
    ids=str,
)
def test_true_bundle_is_proved(tmp_path, source, options):
    if source["kind"] == "digits" and options.get("form"):
        pytest.skip("digits do not name a composition")
    bundle = made.true_bundle(**options)
    bundle.draw(source)
    folder = bundle.write(tmp_path / "b")
    report = verifier.check(folder)
    assert report.failures == []
    assert report.code == 0
    names = [name for name, _ in report.said]
    assert {"level_auditor", "leximin", "drawn", "proofs_checked"} <= set(names)
    assert ("rehearsal" in names) == (source["kind"] == "seed")


def test_true_bundle_at_the_public_level_says_what_it_cannot_show(tmp_path):
    bundle = made.true_bundle()
    bundle.draw(made.DIGITS)
    report = verifier.check(bundle.write(tmp_path / "b", private=False))
    assert report.failures == []
    assert report.said[0][0] == "level_public"
    assert "cannot show" in verifier.sentence("level_public", "en")


def test_lottery_without_a_draw_is_proved_as_such(tmp_path):
    report = verifier.check(made.true_bundle().write(tmp_path / "b"))
    assert (report.failures, report.code) == ([], 0)
    assert "not_drawn" in [name for name, _ in report.said]


def test_certificate_bounds_every_panel_there_is():
    bundle = made.true_bundle()
    lottery, rows = bundle.lottery, bundle.people.values
    feasible = 0
    for panel in itertools.combinations(range(12), 4):
        counts = [sum(rows[i][q > 1] == q % 2 for i in panel) for q in range(4)]
        if all(quota["min"] <= count <= quota["max"] for quota, count in zip(lottery["quotas"], counts)):
            feasible += 1
            assert counts[0] <= 8 * Fraction(1, 4)
            assert counts[1] <= 4 * Fraction(1, 2)
    assert feasible > len(bundle.portfolio)


def test_redraw_is_proved_and_shows_both_draws(tmp_path):
    bundle = made.true_bundle()
    bundle.draw(made.DIGITS)
    bundle.redraw(made.DICE)
    bundle.redraw(made.DRAND)
    report = verifier.check(bundle.write(tmp_path / "b"))
    assert (report.failures, report.code) == ([], 3)
    lines = list(report.sentences("en"))
    assert lines[0].startswith("Level: AUDITOR.")
    assert lines[1].startswith("DRAWN MORE THAN ONCE: draw 1 was replaced. Number 4, from: digits 4.")
    assert lines[2].startswith("DRAWN MORE THAN ONCE: draw 2 was replaced.")
    assert lines[3].startswith("Drawn: panel ")


@pytest.fixture
def replaced(tmp_path):
    first = made.true_bundle()
    first.draw(made.DIGITS)
    second = made.replacement_of(first)
    second.draw(made.DICE)
    return first, second, first.write(tmp_path / "first")


def test_replacement_is_proved_with_the_earlier_draw(tmp_path, replaced):
    _, second, earlier = replaced
    folder = second.write(tmp_path / "second")
    assert failures(folder, earlier=[earlier]) == []
    assert "earlier_unread" in said(folder)
    assert "people_follow" in said(folder, earlier=[earlier])


def test_replacement_of_another_draw_is_named(tmp_path, replaced):
    first, second, _ = replaced
    first.redraw(made.DICE)
    other = first.write(tmp_path / "other")
    assert failures(second.write(tmp_path / "second"), earlier=[other]) == ["earlier_other"]


def test_replacement_that_hides_who_stays_is_named(tmp_path, replaced):
    _, second, earlier = replaced
    second.lottery["replaces"]["stay"].pop()
    second.draws.clear()
    second.draw(made.DICE)
    assert failures(second.write(tmp_path / "second"), earlier=[earlier]) == ["left_stay", "seated_wrong"]


# A replacement beside the draw before it


def follows(tmp_path, first, second):
    """What fails in a replacement beside its draw before, with the private folders of both."""
    second.draw(made.DICE)
    return verifier.check(second.write(tmp_path / "second"), earlier=[first.write(tmp_path / "first")])


@pytest.fixture
def first():
    bundle = made.true_bundle()
    bundle.draw(made.DIGITS)
    return bundle


def named(report):
    return [name for name, _ in report.failures]


def test_count_of_those_who_stay_is_fixed_by_its_commitment(tmp_path, replaced):
    _, second, _ = replaced
    second.private["seated"]["counts"] = [1, 1, 0, 2]
    assert "seated_wrong" in failures(second.write(tmp_path / "second"))


def test_count_of_those_who_stay_that_is_no_count_is_named(tmp_path, replaced):
    _, second, _ = replaced
    second.private["seated"]["counts"] = [1, 1, 1]
    assert failures(second.write(tmp_path / "second")) == ["unfit"]


def test_count_of_those_who_stay_that_was_false_from_the_start_is_named(tmp_path, first):
    second = made.replacement_of(first, counted=lambda counts: [*counts[:2], 0, 2])
    second.lottery["quotas"] = [row | {"max": 4} for row in second.lottery["quotas"]]  # so that panels hold
    assert {"seated_earlier"} <= set(named(follows(tmp_path, first, second)))


def test_each_panel_meets_the_quotas_only_with_those_who_stay(tmp_path, first):
    second = made.replacement_of(first, counted=lambda counts: [*counts[:2], 2, 0])
    second.lottery["quotas"] = [row | {"max": 2} for row in second.lottery["quotas"]]
    found = {
        values["count"] for name, values in follows(tmp_path, first, second).failures if name == "panel_quota"
    }
    assert found == {3, 4}


def test_person_left_out_of_the_pool_of_a_replacement_is_named(tmp_path, first):
    gone = []
    second = made.replacement_of(first, change=lambda rows: gone.append(rows[0][0]) or rows[1:])
    report = follows(tmp_path, first, second)
    assert report.failures == [("person_missing", {"pseudonym": gone[0]})]


def test_stranger_in_the_pool_of_a_replacement_is_named(tmp_path, first):
    stranger = ("0000-0000", "w99", (0, 1), None)
    report = follows(tmp_path, first, made.replacement_of(first, change=lambda rows: [*rows, stranger]))
    assert report.failures == [("person_added", {"pseudonym": "0000-0000"})]


def test_member_in_the_pool_of_a_replacement_is_named(tmp_path, first):
    member = next(row for row in first.people.rows if row[0] in first.draws[0]["panel"]["members"])
    report = follows(tmp_path, first, made.replacement_of(first, change=lambda rows: [*rows, member]))
    assert ("person_added", {"pseudonym": member[0]}) in report.failures


@pytest.mark.parametrize(
    "change",
    [
        lambda row: (row[0], row[1], (row[2][0], 1 - row[2][1]), row[3]),
        lambda row: (row[0], "somebody else", row[2], row[3]),
    ],
    ids=["features", "id"],
)
def test_person_who_is_told_otherwise_than_before_is_named(tmp_path, first, change):
    second = made.replacement_of(first, change=lambda rows: [change(rows[0]), *rows[1:]])
    assert named(follows(tmp_path, first, second)) == ["person_changed"]


def test_household_that_is_told_otherwise_than_before_is_named(tmp_path, first):
    second = made.replacement_of(first)
    other = [(*row[:3], "home" if row[1] in ("w4", "w5") else None) for row in second.people.rows]
    before = made.Bundle(made.People(first.people.rows), 4, made.pairs(first.people), rule=True)
    before.draw(made.DIGITS)
    second = made.replacement_of(before, change=lambda _: other)
    second.lottery["household_rule"] = second.rule = True
    second.private["households"] = second.people.households
    found = named(follows(tmp_path, before, second))
    assert found.count("person_changed") == 2


def test_somebody_erased_before_need_not_be_in_the_pool_of_a_replacement(tmp_path, first):
    gone = []
    second = made.replacement_of(first, change=lambda rows: gone.append(rows[0][0]) or rows[1:])
    second.draw(made.DICE)
    earlier = first.write(tmp_path / "first")
    rewrite_csv(
        earlier / "private/key.csv",
        lambda rows: [row.update(id="", salt="") for row in rows if row["pseudonym"] == gone[0]] and None,
    )
    assert failures(second.write(tmp_path / "second"), earlier=[earlier]) == []


def test_somebody_who_left_told_as_staying_is_named(tmp_path, first):
    second = made.replacement_of(first)
    replaces = second.lottery["replaces"]
    replaces["left"][0], replaces["stay"][0] = replaces["stay"][0], replaces["left"][0]
    replaces["left"].sort(), replaces["stay"].sort()
    report = follows(tmp_path, first, second)
    assert {"seated_earlier"} == set(named(report))


def test_relaxed_quota_is_told_beside_the_draw_before(tmp_path, first):
    second = made.replacement_of(first)
    second.lottery["quotas"] = [second.lottery["quotas"][0] | {"min": 1}, *second.lottery["quotas"][1:]]
    report = follows(tmp_path, first, second)
    assert report.failures == []
    told = "QUOTAS WERE CHANGED: gender: woman, 1 to 2 instead of 2 to 2."
    assert told in list(report.sentences("en"))


def test_quotas_for_other_values_than_before_are_named(tmp_path, first):
    second = made.replacement_of(first)
    second.lottery["quotas"] = second.lottery["quotas"][:3]
    assert "unfit" in named(follows(tmp_path, first, second))


@pytest.mark.parametrize("more", [{"count": 2}, {"met": False}, {"met": True, "count": 2}])
def test_replacement_that_publishes_a_count_is_named(tmp_path, replaced, more):
    _, second, _ = replaced
    quota = second.lottery["quotas"][0]
    second.draws[0]["counts"][0] = quota | more
    assert {"count_quotas", "shape"} & set(failures(second.write(tmp_path / "second", private=False)))


def test_places_other_than_those_who_left_are_named(tmp_path, first):
    second = made.replacement_of(first)
    second.lottery["replaces"]["left"].pop()
    assert {"left_stay", "unfit"} <= set(named(follows(tmp_path, first, second)))


def test_private_folder_before_that_was_changed_is_named(tmp_path, replaced):
    _, second, earlier = replaced
    panels(lambda v: put("people", 0, 1, value=1 - v["people"][0][1])(v))(earlier)
    assert failures(second.write(tmp_path / "second"), earlier=[earlier]) == ["earlier_broken"]


def test_public_folder_before_is_enough_for_the_public_comparison(tmp_path, replaced):
    _, second, earlier = replaced
    shutil.rmtree(earlier / "private")
    folder = second.write(tmp_path / "second")
    assert failures(folder, earlier=[earlier]) == []
    assert "people_unread" in said(folder, earlier=[earlier])


def test_folder_before_without_a_draw_is_no_draw_before(tmp_path, replaced):
    _, second, _ = replaced
    other = made.true_bundle().write(tmp_path / "undrawn")
    assert unusable(second.write(tmp_path / "second"), earlier=[other]) == "earlier_none"


def test_folder_itself_is_no_draw_before(tmp_path, replaced):
    folder = replaced[1].write(tmp_path / "second")
    assert unusable(folder, earlier=[folder / "public" / ".."]) == "earlier_same"


@pytest.mark.parametrize("inside", ["public", "private"])
def test_folder_within_the_folder_is_told_by_name(tmp_path, inside):
    folder = made.true_bundle().write(tmp_path / "b")
    assert unusable(folder / inside) == "inside"


def test_erased_person_leaves_the_rest_provable(tmp_path):
    bundle = made.true_bundle()
    bundle.draw(made.DIGITS)
    folder = bundle.write(tmp_path / "b")
    gone = bundle.people.names[3]

    def erase(rows):
        for row in rows:
            if row["pseudonym"] == gone:
                row["id"] = row["salt"] = ""

    rewrite_csv(folder / "private" / "key.csv", erase)
    (folder / "private" / "proofs" / f"{gone}.json").unlink()
    assert failures(folder) == []
    assert said(folder)["erased"] == {"n": 1}
    assert said(folder)["proofs_checked"]["n"] == 11


def test_volunteers_file_that_is_the_pool(tmp_path):
    bundle = made.true_bundle()
    folder = bundle.write(tmp_path / "b")
    rows = [
        (name, *(made.VALUES[f][v].upper() for f, v in enumerate(row)))
        for name, row in zip(bundle.people.ids, bundle.people.values)
    ]
    made._write_csv(tmp_path / "v.csv", [("nr", "gender", "age"), *rows])
    assert failures(folder, volunteers=tmp_path / "v.csv", columns=["nr"]) == []
    assert "pool_fits" in said(folder, volunteers=tmp_path / "v.csv", columns=["nr"])


def test_volunteers_file_that_differs_is_named(tmp_path):
    bundle = made.true_bundle()
    folder = bundle.write(tmp_path / "b")
    rows = [
        (name, *(made.VALUES[f][v] for f, v in enumerate(row)))
        for name, row in zip(bundle.people.ids, bundle.people.values)
    ]
    rows[2] = (rows[2][0], rows[2][1], "ancient")
    rows[5] = ("stranger", *rows[5][1:])
    made._write_csv(tmp_path / "v.csv", [("nr", "gender", "age"), *rows])
    found = verifier.check(folder, volunteers=tmp_path / "v.csv", columns=["nr"]).failures
    assert {name for name, _ in found} == {"pool_row"}
    assert {(values["id"], values["key"]) for _, values in found} >= {(rows[2][0], "age"), ("stranger", "nr")}


def volunteers_file(bundle, path, change=lambda text: text, encoding="utf-8", homes=None):
    """The file of volunteers as an organiser may have it, with a column for the household."""
    rows = [
        (name, *(made.VALUES[f][v] for f, v in enumerate(row[2])), (homes or {}).get(name, row[3] or ""))
        for name, row in zip(bundle.people.ids, bundle.people.rows)
    ]
    text = "\r\n".join(",".join(cells) for cells in [("id", "gender", "age", "home"), *rows])
    path.write_bytes(change(text).encode(encoding))
    return path


def test_volunteers_file_is_compared_by_households(tmp_path):
    bundle = made.true_bundle(households=True)
    folder, options = bundle.write(tmp_path / "b"), {"columns": ["id", "home"]}
    assert failures(folder, volunteers=volunteers_file(bundle, tmp_path / "v.csv"), **options) == []
    other = volunteers_file(bundle, tmp_path / "other.csv", homes={"w4": "A "})
    found = verifier.check(folder, volunteers=other, **options).failures
    assert {(name, values["id"], values["key"]) for name, values in found} == {
        ("pool_row", name, "home") for name in ("w0", "w2", "w4")
    }


def test_volunteers_file_may_spell_letters_and_headers_otherwise(tmp_path):
    bundle = made.true_bundle()
    folder = bundle.write(tmp_path / "b")
    path = volunteers_file(
        bundle,
        tmp_path / "v.csv",
        lambda text: text.replace("gender", " GENDER ").replace("young", "  Young"),
    )
    assert failures(folder, volunteers=path) == []


@pytest.mark.parametrize(("encoding", "form"), [("cp1252", "NFC"), ("utf-8-sig", "NFD")])
def test_volunteers_file_may_be_encoded_as_spreadsheets_do(tmp_path, monkeypatch, encoding, form):
    monkeypatch.setattr(made, "VALUES", [["añosa", "man"], ["young", "old"]])
    bundle = made.true_bundle()
    bundle.lottery["quotas"][0]["value"] = "añosa"
    folder = bundle.write(tmp_path / "b")
    path = volunteers_file(
        bundle, tmp_path / "v.csv", lambda text: unicodedata.normalize(form, text), encoding=encoding
    )
    assert failures(folder, volunteers=path) == []


def test_cell_of_the_volunteers_file_may_hold_any_line_separator(tmp_path):
    bundle = made.true_bundle()
    folder = bundle.write(tmp_path / "b")
    path = volunteers_file(bundle, tmp_path / "v.csv", lambda text: text.replace(",home", ",ho\u2028me"))
    assert failures(folder, volunteers=path) == []


def test_volunteer_given_twice_is_named(tmp_path):
    bundle = made.true_bundle()
    folder = bundle.write(tmp_path / "b")
    path = volunteers_file(bundle, tmp_path / "v.csv", lambda text: text + "\r\n" + text.splitlines()[1])
    assert failures(folder, volunteers=path) == ["pool_row"]


def test_workbook_of_volunteers_is_to_be_saved_as_csv(tmp_path):
    (tmp_path / "v.xlsx").write_bytes(b"PK\3\4 and so on")
    folder = made.true_bundle().write(tmp_path / "b")
    assert unusable(folder, volunteers=tmp_path / "v.xlsx") == "workbook"


# What was tampered with: each case changes a true, drawn bundle, and names what must be found.


def drawn(**options):
    bundle = made.true_bundle(**options)
    bundle.draw(made.DICE if options.get("form") or options.get("count", 10) != 10 else made.DIGITS)
    return bundle


def lottery(change):
    return lambda folder: rewrite(folder / "public" / "lottery.json", change)


def draw(change):
    return lambda folder: rewrite(folder / "public" / "draw.json", change)


def panels(change):
    return lambda folder: rewrite(folder / "private" / "panels.json", change)


def sheet(name, change):
    return lambda folder: rewrite_csv(folder / "private" / name, change)


def proof(change):
    return lambda folder: rewrite(min((folder / "private" / "proofs").iterdir()), change)


def put(*keys, value):
    """Sets value["a"][0]… to something."""

    def change(whole):
        for key in keys[:-1]:
            whole = whole[key]
        whole[keys[-1]] = value

    return change


def swap(*keys):
    """Swaps the first two entries of a list."""

    def change(whole):
        for key in keys:
            whole = whole[key]
        whole[0], whole[1] = whole[1], whole[0]

    return change


def other_member(value):
    value["panel"]["members"][0] = "0000-0000"


def breaking(value):
    """Numbered panel 2 becomes three women and one man."""
    people, panel = value["people"], value["numbered"]["panels"][1]
    man = next(i for i in panel if people[i][0] == 1)
    panel[panel.index(man)] = next(i for i in range(12) if people[i][0] == 0 and i not in panel)


def breaking_portfolio(value):
    value["numbered"], keep = value["numbered"], value["panels"][2]
    people = value["people"]
    man = next(i for i in keep if people[i][0] == 1)
    keep[keep.index(man)] = next(i for i in range(12) if people[i][0] == 0 and i not in keep)


def household_twice(value):
    """Somebody of numbered panel 1 gives his or her place to the housemate of another member."""
    homes, panel, people = value["households"], value["numbered"]["panels"][0], value["people"]
    who = next(i for i in panel if homes[i] is not None)
    mate = next(i for i in range(12) if homes[i] == homes[who] and i != who)
    out = next(i for i in panel if i != who and people[i][0] == people[mate][0])
    panel[panel.index(out)] = mate


def first_two_weights(value):
    value["weights"][0] += 0.01
    value["weights"][1] -= 0.01


def other_level(value):
    certificate = value["certificate"]
    certificate["level"][0] = 1 - certificate["level"][0]


TAMPERED = {
    "moved quota": (lottery(put("quotas", 0, "max", value=3)), {"other_lottery", "count_quotas"}),
    "quota that contradicts itself": (lottery(put("quotas", 0, "min", value=4)), {"quota_wrong"}),
    "changed level": (lottery(put("levels", 0, "chance", value="1/5")), {"levels_wrong", "levels_differ"}),
    "level that counts too many": (lottery(put("levels", 0, "people", value=9)), {"levels_wrong"}),
    "root of the panels": (lottery(put("panels", "root", value="00" * 32)), {"root_wrong"}),
    "commitment of a panel": (lottery(put("panels", "commitments", 6, value="00" * 32)), {"root_wrong", "panel_commitment"}),
    "pool root": (lottery(put("pool", "root", value="00" * 32)), {"root_wrong", "proof_wrong"}),
    "seats root": (lottery(put("seats", "root", value="00" * 32)), {"root_wrong", "proof_wrong"}),
    "largest change": (lottery(put("largest_change", "absolute", value="0.01")), {"change_wrong"}),
    "distance that is not exact": (lottery(put("distance", value="0.1")), {"unfit"}),
    "pool smaller than it is": (lottery(put("pool", "people", value=11)), {"levels_wrong", "unfit"}),
    "key that nobody knows": (lottery(lambda v: v | {"note": "x"}), {"shape"}),
    "swapped member in the drawn panel": (draw(other_member), {"opening_wrong", "panel_size"}),
    "other number": (draw(put("number", value=5)), {"number_wrong", "opening_wrong"}),
    "number that no panel has": (draw(put("number", value=11)), {"number_wrong", "opening_wrong"}),
    "other salt": (draw(put("panel", "salt", value="11" * 32)), {"opening_wrong"}),
    "other lottery": (draw(put("lottery", value="11" * 32)), {"other_lottery"}),
    "other digits": (draw(put("source", "text", value="digits 5")), {"number_wrong"}),
    "too many digits": (draw(put("source", "text", value="digits 0 4")), {"source_wrong"}),
    "too few throws": (draw(put("source", value={"kind": "dice", "text": "dice d6 1 2 3"})), {"source_wrong"}),
    "five balls": (draw(put("source", value={"kind": "balls", "text": "balls 1.2.3.4.5./"})), {"source_wrong"}),
    "unsorted balls": (draw(put("source", value={"kind": "balls", "text": "balls 3.1.7.8.9.10./"})), {"source_wrong"}),
    "rehearsal hidden": (draw(put("rehearsal", value=True)), {"unfit"}),
    "counts that add up but are untrue": (draw(lambda v: (put("counts", 2, "count", value=3)(v), put("counts", 3, "count", value=1)(v))[0]), {"count_wrong"}),
    "counts that do not add up": (draw(put("counts", 2, "count", value=1)), {"count_sum", "count_wrong"}),
    "counts outside a quota": (draw(put("counts", 0, "count", value=4)), {"panel_quota"}),
    "counts with other quotas": (draw(put("counts", 0, "max", value=9)), {"count_quotas"}),
    "reserves reordered": (draw(swap("reserves")), {"reserves_wrong"}),
    "redraw of nothing": (draw(put("redraw", value={"draw": "00" * 32, "reason": "x", "by": ["a", "b"]})), {"earlier_hidden"}),
    "panel that breaks a quota": (panels(breaking), {"panel_quota", "panel_commitment"}),
    "panel of the lottery that breaks a quota": (panels(breaking_portfolio), {"panel_quota"}),
    "panel with somebody twice": (panels(lambda v: put("panels", 0, 0, value=v["panels"][0][1])(v)), {"panel_size"}),
    "panel with nobody": (panels(put("panels", 0, value=[])), {"panel_size"}),
    "weight changed": (panels(put("weights", 0, value=0.5)), {"weights_sum", "person_chance"}),
    "weights shifted": (panels(first_two_weights), {"person_chance", "levels_differ"}),
    "price changed": (panels(put("certificate", "levels", 0, "quotas", value=[[0, "2/3"]])), set()),
    "price of another quota": (panels(put("certificate", "levels", 0, "quotas", value=[[2, "1"]])), {"certificate_prices"}),
    "price of the size": (panels(put("certificate", "levels", 0, "size", value="1/7")), {"certificate_prices"}),
    "chance of a level": (panels(put("certificate", "levels", 0, "chance", value="1/3")), {"certificate_prices", "certificate_chances", "person_chance"}),
    "levels reversed": (panels(swap("certificate", "levels")), {"certificate_prices"}),
    "level of a person": (panels(other_level), {"person_chance", "certificate_prices", "certificate_chances"}),
    "certificate removed": (panels(put("certificate", value={"kind": "none"})), {"certificate_missing"}),
    "leaf changed": (panels(put("leaves", 0, value="00" * 32)), {"root_wrong", "person_commitment"}),
    "feature of a person": (panels(lambda v: put("people", 0, 1, value=1 - v["people"][0][1])(v)), {"person_commitment"}),
    "feature that does not exist": (panels(put("people", 0, 1, value=2)), {"unfit"}),
    "people in another order": (panels(swap("pseudonyms")), {"unfit"}),
    "other reserves": (panels(put("numbered", "reserves", 0, value=[0])), {"panel_reserves"}),
    "salt of a panel": (panels(put("numbered", "salts", 0, value="00" * 32)), {"panel_commitment"}),
    "panel left out": (panels(lambda v: v["numbered"]["panels"].pop() and None), {"panels_count"}),
    "values of another quota": (panels(swap("values", 0)), {"unfit"}),
    "pool row changed": (sheet("key.csv", lambda rows: rows[0].update(id="w77")), {"person_commitment", "chances_csv"}),
    "pool row twice": (sheet("key.csv", lambda rows: [*rows, rows[0]]), {"key_rows"}),
    "pool row lost": (sheet("key.csv", lambda rows: rows[1:]), {"key_rows"}),
    "salt of a person": (sheet("key.csv", lambda rows: rows[0].update(salt="00" * 32)), {"person_commitment", "root_wrong"}),
    "chance in chances.csv": (sheet("chances.csv", lambda rows: rows[0].update(chance="0.3")), {"chances_csv"}),
    "numbered chance in chances.csv": (sheet("chances.csv", lambda rows: rows[0].update(chance_numbered="x")), {"chances_csv"}),
    "fraction in chances.csv": (sheet("chances.csv", lambda rows: rows[0].update(fraction="1/3")), {"chances_csv"}),
    "somebody missing in chances.csv": (sheet("chances.csv", lambda rows: rows[1:]), {"chances_csv"}),
    "panels in a proof": (proof(lambda v: v["panels"].append(999)), {"proof_wrong"}),
    "values in a proof": (proof(put("values", 0, value="x")), {"proof_wrong"}),
    "lottery of a proof": (proof(put("lottery", value="00" * 32)), {"proof_wrong"}),
    "words of a proof": (proof(put("says", value={"en": "You are on 999 panels.", "es": "Usted está en 999."})), {"proof_wrong"}),
    "proof with a hash too many": (proof(lambda v: v["person_path"].append("00" * 32)), {"proof_wrong"}),
}  # fmt: skip


@pytest.mark.parametrize("case", [name for name in TAMPERED if TAMPERED[name][1]])
def test_tampered_bundle_is_named(tmp_path, case):
    change, expected = TAMPERED[case]
    folder = drawn().write(tmp_path / "b")
    change(folder)
    found = failures(folder)
    assert expected <= set(found)
    assert verifier.check(folder).code == 1


def test_tampered_price_that_still_proves_is_no_failure(tmp_path):
    folder = drawn().write(tmp_path / "b")
    TAMPERED["price changed"][0](folder)
    assert failures(folder) == []  # any positive price of this one quota proves the same


def test_household_twice_is_named(tmp_path):
    folder = drawn(households=True).write(tmp_path / "b")
    panels(household_twice)(folder)
    assert "panel_household" in failures(folder)


def test_households_numbered_otherwise_are_named(tmp_path):
    folder = drawn(households=True).write(tmp_path / "b")
    panels(lambda v: put("households", value=[None if h is None else 1 - h for h in v["households"]])(v))(
        folder
    )
    assert {"unfit", "person_commitment"} <= set(failures(folder))


def test_household_price_below_zero_proves_nothing(tmp_path):
    folder = drawn(households=True).write(tmp_path / "b")
    panels(put("certificate", "levels", 0, "households", value=[[0, "-1"]]))(folder)
    assert failures(folder) == ["certificate_prices"]


def test_published_panel_with_another_member_is_named(tmp_path):
    folder = drawn(publish=True).write(tmp_path / "b", private=False)
    lottery(put("members", 3, 0, value="0000-0000"))(folder)
    assert "drawn_members" in failures(folder)


def test_committed_reserves_reordered_are_named(tmp_path):
    folder = drawn(reserves=3).write(tmp_path / "b", private=False)
    draw(swap("reserves"))(folder)
    assert failures(folder) == ["reserves_wrong"]


def test_signature_of_another_round_is_named(tmp_path):
    bundle = made.true_bundle()
    source = made.DRAND | {"round": 657414, "text": made.DRAND["text"].replace("657413", "657414")}
    bundle.draw(source)
    assert failures(bundle.write(tmp_path / "b")) == ["pulse_wrong"]


def test_randomness_that_is_not_of_the_signature_is_named(tmp_path):
    bundle = made.true_bundle()
    bundle.draw(made.DRAND | {"text": "drand quicknet 657413 " + "00" * 32})
    assert failures(bundle.write(tmp_path / "b", private=False)) == ["source_wrong"]


def other_weights(folder):
    """The first two weights exchanged, and the new root told to the auditors."""
    lottery(lambda v: v["weights"].__setitem__(slice(0, 2), v["weights"][1::-1]))(folder)
    root = sha256((folder / "public" / "lottery.json").read_bytes()).hexdigest()
    panels(put("lottery", value=root))(folder)


EXACT = {
    "other composition drawn": (draw(lambda v: put("number", value=v["number"] % 3 + 1)(v)), {"opening_wrong", "number_wrong"}),
    "published weights that are not those committed to": (other_weights, {"unfit"}),
    "published weights that do not add up": (lottery(put("weights", 0, value="7")), {"unfit"}),
    "weights that do not add up": (panels(put("exact", "weights", 0, value="7")), {"weights_sum", "panel_commitment"}),
    "composition of another size": (panels(put("exact", "compositions", 0, 0, 1, value=3)), {"panel_size"}),
    "composition with an unknown type": (panels(put("exact", "compositions", 0, 0, 0, value=99)), {"panel_size"}),
    "other people of the composition": (draw(other_member), {"panel_size"}),
    "commitment of a composition": (panels(put("exact", "salts", 0, value="00" * 32)), {"panel_commitment"}),
    "seats in the exact form": (lottery(put("seats", value={"root": "00" * 32})), {"unfit"}),
}  # fmt: skip


@pytest.mark.parametrize("case", list(EXACT))
def test_tampered_exact_form_is_named(tmp_path, case):
    change, expected = EXACT[case]
    folder = drawn(form="exact").write(tmp_path / "b")
    change(folder)
    assert expected <= set(failures(folder))


def exact_by_seed(seed):
    bundle = made.true_bundle(form="exact")
    bundle.draw({"kind": "seed", "text": f"seed {seed}"})
    return bundle


@pytest.mark.parametrize("private", [True, False])
def test_exact_form_with_another_composition_than_the_randomness_picks_is_named(tmp_path, private):
    first, second = (
        next(b for b in map(exact_by_seed, range(20)) if b.draws[0]["number"] == n) for n in (1, 2)
    )
    first.draws[0] |= {key: second.draws[0][key] for key in ("number", "panel", "counts", "reserves")}
    folder = first.write(tmp_path / "b")
    if not private:
        shutil.rmtree(folder / "private")
    assert "number_wrong" in failures(folder)


def test_exact_form_without_published_weights_is_proved_in_part_only(tmp_path):
    whole, bundle = drawn(form="exact"), made.true_bundle(form="exact")
    del bundle.lottery["weights"]
    bundle.draw(made.DICE)
    for each, words in ((whole, "PROVED:"), (bundle, "PROVED IN PART:")):
        folder = each.write(tmp_path / words, private=False)
        found = verifier.check(folder)
        assert ("exact_number" in dict(found.said)) == (each is bundle)
        assert any(line.startswith(words) for line in found.sentences("en"))


def test_exact_form_with_other_people_of_a_type_is_named(tmp_path):
    bundle = next(b for b in map(exact_by_seed, range(20)) if b.draws[0]["number"] == 1)
    members = bundle.draws[0]["panel"]["members"]
    kinds = dict(zip(bundle.people.names, bundle.people.types))
    out = members[0]
    mate = next(name for name in bundle.people.names if kinds[name] == kinds[out] and name not in members)
    bundle.draws[0]["panel"]["members"] = sorted([mate, *members[1:]])
    assert "drawn_members" in failures(bundle.write(tmp_path / "b"))


def test_composition_with_too_many_of_a_household_pattern_is_named(tmp_path):
    bundle = drawn(form="exact", households=True)
    folder = bundle.write(tmp_path / "b")
    shared = next(
        c
        for c in bundle.compositions
        if any(bundle.people.households[bundle.people.types.index(t)] is not None for t, _ in c)
    )
    k = bundle.compositions.index(shared)
    women = [t for t, _ in shared if bundle.people.values[bundle.people.types.index(t)][0] == 0]
    changed = sorted([t, 2] if t == women[0] else [t, 1] for t, _ in shared if t != women[1])
    panels(put("exact", "compositions", k, value=changed))(folder)
    assert "panel_household" in failures(folder)


# Other certificates


def maximin(change=None):
    bundle = made.true_bundle()
    bundle.lottery["method"] = "maximin"
    first = bundle.private["certificate"]["levels"][0] | (change or {})
    bundle.private["certificate"] = {"kind": "lowest", "levels": [first], "level": None}
    return bundle


def test_lowest_chance_is_proved(tmp_path):
    folder = maximin().write(tmp_path / "b")
    assert failures(folder) == []
    assert said(folder)["lowest"]["chance"] == "1/4"


@pytest.mark.parametrize(
    "change", [{"chance": "1/3"}, {"quotas": []}, {"quotas": [[1, "1"]]}, {"quotas": [[9, "1"]]}]
)
def test_lowest_chance_with_wrong_prices_is_named(tmp_path, change):
    assert "certificate_prices" in failures(maximin(change).write(tmp_path / "b"))


@pytest.mark.parametrize("kind", ["relaxation", "lowest"])
@pytest.mark.parametrize("status", ["exact", "near", "stopped"])
def test_gap_that_is_not_the_proven_one_is_named(tmp_path, kind, status):
    bundle = maximin() if kind == "lowest" else made.true_bundle()
    bundle.lottery |= {"status": status, "gap": "0.02"}
    folder = bundle.write(tmp_path / "b")
    assert failures(folder) == ["gap_wrong"]


@pytest.mark.parametrize(("gap", "told"), [("0.0123", "1.2300"), ("0", "0.0000")])
def test_gap_of_a_rule_without_certificate_is_said_to_be_unchecked(tmp_path, gap, told):
    bundle = made.true_bundle()
    bundle.lottery |= {"method": "nash", "gap": gap}
    bundle.private["certificate"] = {"kind": "none"}
    folder = bundle.write(tmp_path / "b")
    assert said(folder)["gap_said"]["gap"] == told
    shutil.rmtree(folder / "private")
    assert ("gap_said" in said(folder)) == (gap != "0")


@pytest.mark.parametrize("method", ["leximin", "maximin"])
def test_exact_lottery_without_its_certificate_is_named(tmp_path, method):
    bundle = made.true_bundle()
    bundle.lottery["method"] = method
    bundle.private["certificate"] = {"kind": "none"}
    assert "certificate_missing" in failures(bundle.write(tmp_path / "b"))


def test_distance_larger_than_it_is_is_named(tmp_path):
    bundle = made.true_bundle()
    bundle.lottery |= {"status": "near", "distance": "0.2"}
    assert failures(bundle.write(tmp_path / "b")) == ["unfit"]


@pytest.mark.parametrize("changed", [{"method": "legacy"}, {"status": "simulated"}])
def test_simulated_frequencies_under_another_name_are_named(tmp_path, changed):
    bundle = made.true_bundle()
    bundle.lottery |= changed
    assert "unfit" in failures(bundle.write(tmp_path / "b"))


def test_lottery_below_the_proven_lowest_chance_is_named(tmp_path):
    folder = maximin().write(tmp_path / "b")
    panels(first_two_weights)(folder)
    panels(lambda v: v["weights"].__setitem__(2, v["weights"][2] - 0.02))(folder)
    assert "gap_wrong" in failures(folder)


@pytest.mark.parametrize("kind", ["panels", "none"])
def test_lottery_over_the_panels_themselves_is_not_said_to_be_proved(tmp_path, kind):
    bundle = made.true_bundle()
    bundle.lottery["status"] = "panels"
    bundle.private["certificate"]["kind"] = kind
    folder = bundle.write(tmp_path / "b")
    assert failures(folder) == []
    assert "unproved" in said(folder)
    assert "leximin" not in said(folder)


def test_price_of_a_household_proves_what_its_two_members_can_have():
    quota = {"feature": "f", "value": "v", "min": 0, "max": 2}
    lottery = {"size": 2, "quotas": [quota]}
    data = {
        "pseudonyms": ["a", "b", "c"],
        "features": ["f"],
        "values": [["v"]],
        "people": [[0]] * 3,
        "households": [0, 0, None],
    }
    pool = verifier.Pool(lottery, data)
    levels = [{"chance": "1/2", "households": [[0, "1"]]}, {"chance": "1"}]
    assert verifier.proves(lottery, pool, levels, [0, 0, 1], 0)
    assert not verifier.proves(lottery, pool, [levels[0] | {"chance": "1/3"}], [0, 0, 0], 0)


def test_endless_denominators_prove_nothing():
    bundle = made.true_bundle()
    pool = verifier.Pool(bundle.lottery, bundle.private)
    prices = [[0, f"1/{10**900 + k}"] for k in range(1, 3)]
    levels = [{"chance": "1/4", "quotas": [[q, f"1/{(10**999 - 1) // (q + 7)}"] for q in range(4)] + prices}]
    assert not verifier.proves(bundle.lottery, pool, levels, [0] * 12, 0)


# Draws that hide one another


@pytest.fixture
def twice(tmp_path):
    bundle = made.true_bundle()
    bundle.draw(made.DIGITS)
    bundle.redraw(made.DICE)
    return bundle.write(tmp_path / "twice", private=False) / "public"


def test_first_draw_removed_is_named(twice):
    (twice / "draw-1.json").unlink()
    assert failures(twice.parent) == ["earlier_hidden"]


def test_second_draw_that_does_not_name_the_first_is_named(twice):
    rewrite(twice / "draw.json", put("redraw", value=None))
    assert failures(twice.parent) == ["redraw_unsaid"]


def test_first_draw_exchanged_is_named(twice):
    rewrite(twice / "draw-1.json", put("source", "text", value="digits 5"))
    assert {"redraw_unsaid", "number_wrong"} <= set(failures(twice.parent))


def test_second_draw_removed_is_named(twice):
    (twice / "draw.json").unlink()
    assert failures(twice.parent) == ["draw_missing"]


def test_first_draw_removed_is_named_by_the_panel_it_left_in_the_private_folder(tmp_path):
    folder = drawn().write(tmp_path / "b")
    assert failures(folder) == []
    for name in ("panel-1.csv", "remaining-1.csv", "draw-1.html"):
        (folder / "private" / name).write_text("")
        assert failures(folder) == ["draw_missing"]
        (folder / "private" / name).unlink()


def test_redraw_by_one_person_is_named(twice):
    rewrite(twice / "draw.json", put("redraw", "by", value=["Ana Ejemplo", "Ana Ejemplo"]))
    assert failures(twice.parent) == ["redraw_by"]


# A volunteer's proof


def test_proof_tells_its_owner_everything(tmp_path):
    bundle = drawn()
    folder = bundle.write(tmp_path / "b")
    name = bundle.draws[0]["panel"]["members"][0]
    told = said(folder, proof=folder / "private" / "proofs" / f"{name}.json")
    i = bundle.people.names.index(name)
    assert told["in_pool"] == {"pseudonym": name, "n": i + 1, "people": 12}
    assert told["in_panels"]["numbers"] == ", ".join(map(str, bundle.seats[i]))
    assert told["chosen"]["number"] == 4


def test_proof_of_somebody_not_drawn(tmp_path):
    bundle = drawn()
    folder = bundle.write(tmp_path / "b")
    name = next(name for name in bundle.people.names if name not in bundle.draws[0]["panel"]["members"])
    assert "not_chosen" in said(folder, proof=folder / "private" / "proofs" / f"{name}.json")


def test_proof_that_was_changed_tells_nothing(tmp_path):
    folder = drawn().write(tmp_path / "b")
    file = min((folder / "private" / "proofs").iterdir())
    rewrite(file, put("id", value="somebody else"))
    assert failures(folder, proof=file) == ["proof_wrong"]
    assert "in_pool" not in said(folder, proof=file)


# What cannot be used, and what is hostile


def unusable(folder, **options):
    with pytest.raises(verifier.Unusable) as caught:
        verifier.check(folder, **options)
    return caught.value.args[0]


def test_folder_that_does_not_exist(tmp_path):
    assert unusable(tmp_path / "none") == "no_file"


@pytest.mark.parametrize("text", ["", "{", "[1,", "nul", "\xff", "[" * 100_000, '{"a": NaN}', "1" * 5000])
def test_broken_json(tmp_path, text):
    folder = made.true_bundle().write(tmp_path / "b")
    (folder / "public" / "lottery.json").write_bytes(text.encode("latin-1"))
    assert unusable(folder) == "broken"


def test_lottery_that_is_not_canonical(tmp_path):
    folder = made.true_bundle().write(tmp_path / "b", private=False)
    file = folder / "public" / "lottery.json"
    file.write_bytes(json.dumps(json.loads(file.read_bytes())).encode())
    assert failures(folder) == ["not_canonical"]


def test_key_without_a_column(tmp_path):
    folder = made.true_bundle().write(tmp_path / "b")
    (folder / "private" / "key.csv").write_text("id,salt\n", "utf-8")
    assert unusable(folder) == "no_column"


anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**70), 2**70)
    | st.floats()
    | st.text(max_size=5)
    | st.just("1/0"),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=4,
)


def places(value, at=()):
    yield at
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield from places(inner, (*at, key))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.data(),
    st.sampled_from([{}, {"households": True}, {"form": "exact"}, {"publish": True, "reserves": 1}]),
)
def test_hostile_values_never_crash(tmp_path, data, options):
    folder = drawn(**options).write(tmp_path / "hostile")
    try:
        names = [
            "public/lottery.json",
            "public/draw.json",
            "private/panels.json",
            f"private/proofs/{made.volunteers(False).names[0]}.json",
        ]
        file = folder / data.draw(st.sampled_from(names))
        value = json.loads(file.read_bytes())
        spot = data.draw(st.sampled_from([at for at in places(value) if at]))
        where = value
        for key in spot[:-1]:
            where = where[key]
        where[spot[-1]] = data.draw(anything)
        file.write_text(json.dumps(value), "utf-8")
        assert verifier.verify(folder, "es") in (0, 1, 2, 3)
    finally:
        shutil.rmtree(folder)


def test_long_and_playful_texts_are_cleaned():
    line = verifier.sentence("pool_row", "en", file="f", id="\x1b[2J" + "x" * 10_000, key="k")
    assert "\x1b" not in line
    assert len(line) < 2100


# The command


def run(*arguments, where=Path(verifier.__file__)):
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONPATH"}
    command = [sys.executable, "-S", "-E", "-W", "error", str(where), *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=False, env=environment
    )


def test_script_runs_alone_beside_drand(tmp_path):
    alone = tmp_path / "alone"
    alone.mkdir()
    for name in ("verifier.py", "drand.py"):
        shutil.copy(Path(verifier.__file__).parent / name, alone)
    bundle = made.true_bundle()
    bundle.draw(made.DRAND)
    done = run(bundle.write(tmp_path / "b"), where=alone / "verifier.py")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("Level: AUDITOR.")
    assert done.stdout.endswith("PROVED: everything that was checked holds.\n")


def test_script_names_failures_in_spanish(tmp_path):
    folder = drawn().write(tmp_path / "b", private=False)
    draw(put("number", value=5))(folder)
    done = run(folder, "--lang", "es")
    assert (done.returncode, done.stderr) == (1, "")
    assert "- draw.json: el azar indica el panel 4, no el 5.\n" in done.stdout


def test_script_without_drand_beside_it_says_so(tmp_path):
    shutil.copy(verifier.__file__, tmp_path / "verifier.py")
    done = run(tmp_path, where=tmp_path / "verifier.py")
    assert (done.returncode, done.stderr) == (2, "")
    assert done.stdout.startswith("drand.py must lie beside verifier.py.")


def test_what_is_wrong_in_a_file_is_told_without_signs_of_the_program(tmp_path):
    folder = made.true_bundle().write(tmp_path / "b")
    lottery(put("pool", "people", value="x"))(folder)
    line = next(line for line in verifier.check(folder).sentences("en") if line.startswith("- "))
    assert line == "- lottery.json: “pool.people” is missing or is not what it should be."


@pytest.mark.parametrize("status", ["near", "panels", "stopped", "simulated"])
def test_status_of_a_lottery_is_told_in_words(status):
    line = verifier.sentence("unproved", "es", method="nash", status=(status, 0))
    assert verifier.SENTENCES[status][1] in line


def test_script_on_nothing_says_so(tmp_path):
    done = run(tmp_path)
    assert (done.returncode, done.stderr) == (2, "")
    assert done.stdout.startswith("There is no file ")


def test_verify_returns_the_exit_code(tmp_path, capsys):
    folder = drawn().write(tmp_path / "b")
    assert verifier.verify(folder, "es") == 0
    assert "DEMOSTRADO" in capsys.readouterr().out
    assert verifier.main([str(folder / "none")]) == 2


def test_sentences_have_the_same_values_in_both_languages():
    for english, spanish in verifier.SENTENCES.values():
        assert set(re.findall("{[a-z]+}", english)) == set(re.findall("{[a-z]+}", spanish))


def test_sentences_are_all_used_and_all_there():
    text = Path(verifier.__file__).read_text("utf-8")
    code = text.split("\nclass Findings", 1)[1]
    used = {name for text in re.findall(r'"([a-z_|]+)"', code) for name in text.split("|")}
    assert set(verifier.SENTENCES) <= used
    named = re.findall(r'(?:say|Unusable)\("([a-z_]+)"', code)
    assert set(named) <= set(verifier.SENTENCES)


def test_files_are_short_enough_to_read():
    assert len(Path(verifier.__file__).read_text("utf-8").splitlines()) <= 700


def test_root_of_the_lottery_is_what_sha256sum_says(tmp_path):
    folder = made.true_bundle().write(tmp_path / "b")
    digest = sha256((folder / "public" / "lottery.json").read_bytes()).hexdigest()
    assert said(folder)["root"]["root"] == digest
