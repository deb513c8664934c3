import csv
import json
import re
import stat
from fractions import Fraction

import pytest
from running import contents, run

PAGES = {"private/README.md", "private/report.html"}
DATA = {"public/lottery.json", "private/panels.json", "private/key.csv", "private/chances.csv"}


def pseudonyms(folder) -> list[str]:
    return json.loads((folder / "private/panels.json").read_bytes())["pseudonyms"]


def table(path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def modes(folder) -> dict[str, set[str]]:
    """The modes of folders and of files, in public/ and in private/."""
    found: dict[str, set[str]] = {}
    for path in folder.rglob("*"):
        part = path.relative_to(folder).parts[0]
        kind = f"{part} {'folder' if path.is_dir() else 'file'}"
        found.setdefault(kind, set()).add(oct(stat.S_IMODE(path.stat().st_mode)))
    return found


# The same files, whatever is asked for; only what stands in them differs.
OPTIONS = [
    ("--panels", 100),
    ("--panels", "exact", "--household", "home"),
    ("--panels", 100, "--keep", "telephone", "--household", "home", "--reserves", 2),
    ("--panels", 100, "--publish", "panels"),
    ("--panels", 100, "--method", "maximin"),
    ("--panels", 100, "--method", "nash", "--household", "home"),
    ("--panels", 100, "--method", "goldilocks"),
    ("--panels", "exact", "--method", "legacy"),
    ("--panels", 100, "--time-limit", 0),
]


@pytest.mark.parametrize("options", OPTIONS, ids=lambda options: " ".join(map(str, options)))
def test_lottery_writes_the_files_of_the_specification_and_verifies(make, tmp_path, options):
    out = tmp_path / "out"
    ended = make(out, *options)
    assert ended.code == 0, ended.complained
    proofs = {f"private/proofs/{name}.json" for name in pseudonyms(out)}
    assert set(contents(out)) == DATA | PAGES | proofs
    checked = run("verify", out)
    assert (checked.code, checked.said.splitlines()[-1]) == (0, "PROVED: everything that was checked holds.")


def test_lottery_leaves_nothing_beside_its_folder(make, tmp_path):
    make(tmp_path / "out", "--panels", "exact")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_private_files_are_for_their_owner_only(numbered):
    assert modes(numbered) == {
        "public folder": {"0o755"},
        "public file": {"0o644"},
        "private folder": {"0o700"},
        "private file": {"0o600"},
    }


def test_private_readme_speaks_both_languages(numbered):
    text = (numbered / "private/README.md").read_text(encoding="utf-8")
    assert "## Who may see it" in text
    assert "## Quién puede verla" in text


def test_report_asks_nothing_of_the_network(numbered):
    text = (numbered / "private/report.html").read_text(encoding="utf-8")
    addresses = re.findall(r"https?://[^\s\"'<>)]+", text)
    assert [address for address in addresses if not address.startswith("http://www.w3.org/")] == []
    targets = re.findall(r"""(?:src|href)=["']?([^"'\s>]+)""", text) + re.findall(r"url\(([^)]+)\)", text)
    assert [target for target in targets if not target.startswith(("data:", "#"))] == []


def test_every_volunteer_has_a_proof_that_the_verifier_accepts(numbered):
    names = pseudonyms(numbered)
    proofs = [json.loads((numbered / f"private/proofs/{name}.json").read_bytes()) for name in names]
    assert [proof["pseudonym"] for proof in proofs] == names
    ended = run("verify", numbered, "--proof", numbered / f"private/proofs/{names[0]}.json")
    assert ended.code == 0
    assert f"{names[0]} is in the pool, as number 1 of {len(names)}." in ended.said


def test_chances_are_those_of_the_numbered_panels(numbered):
    data = json.loads((numbered / "private/panels.json").read_bytes())
    panels = data["numbered"]["panels"]
    counted = [sum(place in panel for panel in panels) for place in range(len(data["pseudonyms"]))]
    rows = table(numbered / "private/chances.csv")
    assert [Fraction(row["chance_numbered"]) for row in rows] == [Fraction(n, len(panels)) for n in counted]
    assert sum(Fraction(row["fraction"]) for row in rows) == 6


def test_key_holds_the_kept_columns_behind(numbered):
    rows = table(numbered / "private/key.csv")
    assert list(rows[0]) == ["id", "pseudonym", "salt", "telephone"]
    assert all(row["telephone"] == "000-" + row["id"][-4:] for row in rows)


def test_publish_panels_warns_and_shows_the_panels_by_pseudonym(make, tmp_path):
    ended = make(tmp_path / "out", "--panels", 10, "--publish", "panels")
    document = json.loads((tmp_path / "out/public/lottery.json").read_bytes())
    assert "Warning: the panels are published." in ended.said
    assert {len(members) for members in document["members"]} == {6}
    assert {name for members in document["members"] for name in members} <= set(pseudonyms(tmp_path / "out"))


def test_publish_panels_in_the_exact_form_publishes_commitments_and_says_so(make, tmp_path):
    ended = make(tmp_path / "out", "--panels", "exact", "--publish", "panels")
    document = json.loads((tmp_path / "out/public/lottery.json").read_bytes())
    assert "none are published: commitments only." in ended.said
    assert (document["published"], "members" in document) == ("commitments", False)
    assert run("verify", tmp_path / "out").code == 0


def test_reserves_are_neither_members_nor_of_their_households(numbered):
    data = json.loads((numbered / "private/panels.json").read_bytes())
    homes = data["households"]
    for panel, reserves in zip(data["numbered"]["panels"], data["numbered"]["reserves"], strict=True):
        taken = [homes[place] for place in (*panel, *reserves) if homes[place] is not None]
        assert len(reserves) == len(set(reserves) - set(panel)) == 2
        assert len(taken) == len(set(taken))


def test_lottery_stopped_by_the_clock_is_marked_so_with_its_gap(make, tmp_path):
    ended = make(tmp_path / "out", "--panels", 100, "--method", "nash", "--time-limit", 0)
    document = json.loads((tmp_path / "out/public/lottery.json").read_bytes())
    assert (ended.code, document["status"]) == (0, "stopped")
    assert float(document["distance"]) > 0
    assert "The best lottery so far, not proved the fairest" in ended.said
    assert "Not proved here" in run("verify", tmp_path / "out").said


def test_lottery_in_spanish_says_everything_in_spanish(make, tmp_path):
    ended = make(tmp_path / "out", "--panels", 10, "--lang", "es")
    assert ended.said.startswith("Una lotería sobre paneles de 6")
    assert 'lang="es"' in (tmp_path / "out/private/report.html").read_text(encoding="utf-8")


def test_options_may_take_several_values_before_the_files(inputs, tmp_path):
    ended = run("lottery", "--size", 6, "--keep", "home", "telephone", *inputs, "--out", tmp_path / "out")
    assert ended.code == 0, ended.complained
    assert list(table(tmp_path / "out/private/key.csv")[0])[3:] == ["home", "telephone"]


def test_values_in_other_case_and_space_are_matched_and_reported(inputs, tmp_path):
    volunteers, quotas = inputs
    text = volunteers.read_text(encoding="utf-8").replace(",north,", ", NORTH ,", 1)
    (tmp_path / "v.csv").write_text(text.replace("region", "Region", 1), encoding="utf-8")
    ended = run("lottery", tmp_path / "v.csv", quotas, "--size", 6, "--out", tmp_path / "out")
    assert ended.code == 0
    assert f"{tmp_path}/v.csv: the column “Region” was taken as “region”." in ended.complained
    assert "column “Region”: “ NORTH ” was taken as “north” in 1 row." in ended.complained
    assert "“ NORTH ” was taken as" in (tmp_path / "out/private/report.html").read_text(encoding="utf-8")


def test_cells_that_spreadsheets_would_run_come_out_defused_and_still_prove(inputs, tmp_path):
    evil = ["=1+1", "+1", "-1", "@x", "'=1", "＝1", " =1"]
    header, *rows = inputs[0].read_text(encoding="utf-8").splitlines()
    for place, start in enumerate(evil):
        rows[place] = rows[place].replace("canary", f"{start} canary", 1).replace("000-", f"{start}000-", 1)
    text = "\n".join([header, *rows]).replace(",ada,", ",=ada,")
    (tmp_path / "v.csv").write_text(text, encoding="utf-8")
    (tmp_path / "q.csv").write_text(inputs[1].read_text(encoding="utf-8").replace("ada", "=ada"))
    out = tmp_path / "out"
    files = (tmp_path / "v.csv", tmp_path / "q.csv")
    made = run("lottery", *files, "--size", 6, "--out", out, "--panels", 100, "--keep", "telephone")
    assert made.code == 0, made.complained
    assert run("draw", out, "--digits", "0 7").code == 0
    assert run("verify", out).code == 0
    cells = [
        cell
        for name in ("key", "chances", "panel", "remaining")
        for row in table(out / f"private/{name}.csv")
        for cell in row.values()
    ]
    assert not [cell for cell in cells if re.match(r"\s*[-=+@－＝＋＠]", cell)]
    # A cell that comes in defused is the same cell; the space before an id is no part of it.
    told = [start.removeprefix("'").strip() for start in evil]
    assert {f"'{start} canary{place:04d}" for place, start in enumerate(told)} <= set(cells)


def test_leak_on_the_exact_form_says_that_nothing_can_be_attacked(exact):
    ended = run("leak", exact)
    assert (ended.code, ended.complained) == (0, "")
    assert "has no numbered panels" in ended.said


def test_legacy_that_was_cut_short_says_so(make, tmp_path):
    ended = make(tmp_path / "out", "--panels", 100, "--method", "legacy", "--time-limit", 0)
    assert ended.code == 0, ended.complained
    assert "ended early" in ended.said
    assert "ended early" in (tmp_path / "out/private/report.html").read_text(encoding="utf-8")


def test_lottery_within_a_tolerance_says_so_in_its_report(inputs, tmp_path):
    out = tmp_path / "near"
    ended = run(
        "lottery", *inputs, "--size", 6, "--out", out, "--tolerance", 0.5, "--panels", 100, "--allow-zero"
    )
    assert (ended.code, json.loads((out / "public/lottery.json").read_bytes())["status"]) == (0, "near")
    assert "within the tolerance" in (out / "private/report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "options",
    [
        ("--reserves", 2, "--panels", "exact"),
        ("--drop-out-rates", "x.csv"),
        ("--reserves", 2, "--drop-out-rates", "x.csv", "--past-members", "y.csv"),
    ],
)
def test_options_that_would_do_nothing_are_refused(inputs, tmp_path, options):
    ended = run("lottery", *inputs, "--size", 6, "--out", tmp_path / "out", *options)
    assert (ended.code, (tmp_path / "out").exists()) == (2, False)
    assert "cannot be used together" in ended.complained or "means nothing without" in ended.complained


def test_household_column_in_which_everybody_differs_is_noted(make, tmp_path):
    ended = make(tmp_path / "out", "--panels", 10, "--allow-zero", "--household", "id")
    assert ended.code == 0
    assert "by “id”, nobody shares a household with anybody" in ended.complained


def test_household_column_that_somebody_shares_is_not_noted(make, tmp_path):
    ended = make(tmp_path / "out", "--panels", 10, "--allow-zero", "--household", "home")
    assert (ended.code, "nobody shares" in ended.complained) == (0, False)
