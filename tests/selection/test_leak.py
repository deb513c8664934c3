import csv
import json
import os
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from tequio.cli import app
from tequio.pool import Pool
from tequio.quotas import Quota, Quotas
from tequio.selection import leak
from tequio.selection.leak import NoBundle, PoolTooLarge, attack, leaks
from tequio.selection.leximin import leximin
from tequio.selection.problem import problem
from tequio.selection.progress import Unwatched

HERE = Path(__file__).resolve()
SHARED = Path(os.environ.get("TEQUIO_SHARED", HERE.parents[2] / "../shared"))
QUOTAS = Quotas(
    (
        Quota("colour", "red", 4, 4),
        Quota("colour", "blue", 4, 4),
        Quota("colour", "green", 2, 2),
        Quota("size", "small", 0, 10),
        Quota("size", "large", 0, 10),
    )
)


def invented(panels: int = 200) -> tuple[list[list[int]], np.ndarray]:
    """Sixty invented people: panels hold 4 red, 4 blue and 2 green, and any number of small ones."""
    generator = np.random.default_rng(7)
    colour = np.repeat([0, 1, 2], 20)
    truth = np.column_stack([colour, generator.integers(0, 2, 60)]).astype(np.int32)
    draws = [
        np.concatenate(
            [
                generator.choice(np.flatnonzero(colour == value), count, replace=False)
                for value, count in ((0, 4), (1, 4), (2, 2))
            ]
        )
        for _ in range(panels)
    ]
    return [sorted(panel.tolist()) for panel in draws], truth


def told(truth: np.ndarray, people: list[int]) -> np.ndarray:
    known = np.full_like(truth, -1)
    known[people] = truth[people]
    return known


def test_attack_with_one_known_of_each_value_recovers_tight_feature():
    panels, truth = invented()
    claims = attack(panels, QUOTAS, told(truth, [0, 25, 50]), np.random.default_rng(1))
    assert (claims[:, 0] == truth[:, 0]).all()


def test_attack_on_feature_without_quota_claims_nothing():
    panels, truth = invented()
    people = list(range(0, 60, 4))
    claims = attack(panels, QUOTAS, told(truth, people), np.random.default_rng(1))
    assert np.flatnonzero(claims[:, 1] >= 0).tolist() == people


def test_attack_says_nothing_of_people_on_no_panel():
    panels, truth = invented()
    truth = np.vstack([truth, truth[:1]])
    claims = attack(panels, QUOTAS, told(truth, [0, 25, 50]), np.random.default_rng(1))
    assert claims[60].tolist() == [-1, -1]


def test_attack_with_same_generator_repeats():
    panels, truth = invented(40)
    known = told(truth, [0, 25])
    first = attack(panels, QUOTAS, known, np.random.default_rng(3))
    assert (attack(panels, QUOTAS, known, np.random.default_rng(3)) == first).all()


def test_attack_order_of_panels_changes_nothing():
    panels, truth = invented(80)
    known = told(truth, [0, 25, 50])
    first = attack(panels, QUOTAS, known, np.random.default_rng(3))
    assert (attack(panels[::-1], QUOTAS, known, np.random.default_rng(3)) == first).all()


def test_two_values_left_over_are_told_apart_by_inequalities():
    panels, truth = invented(300)
    generator = np.random.default_rng(2)
    # Red and blue add up to eight on each panel, but neither is the same on all of them.
    loose = [
        panel
        if generator.random() < 0.5
        else sorted([*panel[1:], next(p for p in range(20, 40) if p not in panel)])
        for panel in panels
    ]
    quotas = Quotas((Quota("colour", "red", 3, 4), Quota("colour", "blue", 4, 5), *QUOTAS.rows[2:]))
    known = told(truth, [0, 1, 2, 25, 26, 27, 50])
    claims = attack(loose, quotas, known, np.random.default_rng(1))
    claimed = claims[:, 0] >= 0
    assert claimed.mean() > 0.8
    assert (claims[claimed, 0] == truth[claimed, 0]).mean() > 0.95


def test_leaks_counts_claims_against_truth():
    panels, truth = invented()
    found = leaks(panels, QUOTAS, truth, np.random.default_rng(1), known=(20, 60))
    assert [(entry.feature, entry.known, entry.others) for entry in found] == [
        ("colour", 20, 40),
        ("size", 20, 40),
    ]
    assert (found[0].claimed, found[0].right) == (40, 40)
    assert (found[1].claimed, found[1].right) == (0, 0)


def test_pool_too_large_is_refused():
    with pytest.raises(PoolTooLarge) as caught:
        attack(
            [[0]], QUOTAS, np.full((leak.MOST_PEOPLE + 1, 2), -1, dtype=np.int32), np.random.default_rng(1)
        )
    assert (caught.value.people, caught.value.most) == (5001, 5000)


def bundle(folder: Path, published: str) -> Path:
    """A bundle with what the attack reads, after docs/spec/draw.md, sections 3 and 4."""
    panels, truth = invented()
    pseudonyms = [f"{place:04d}-{place:04d}" for place in range(60)]
    rows = [{"feature": q.feature, "value": q.value, "min": q.min, "max": q.max} for q in QUOTAS.rows]
    lottery = {"format": "tequio-lottery/1", "quotas": rows, "published": published}
    if published == "panels":
        lottery["members"] = [[pseudonyms[place] for place in panel] for panel in panels]
    secret = {
        "format": "tequio-panels/1",
        "pseudonyms": pseudonyms,
        "people": truth.tolist(),
        "numbered": {"panels": panels, "salts": [], "reserves": []},
    }
    for name, content in (("public/lottery.json", lottery), ("private/panels.json", secret)):
        (folder / name).parent.mkdir(parents=True)
        (folder / name).write_text(json.dumps(content))
    return folder


def run(*arguments: str):
    return CliRunner().invoke(app, ["leak", *arguments])


def test_command_on_published_panels_says_what_leaks(tmp_path):
    result = run(str(bundle(tmp_path, "panels")))
    assert result.exit_code == 0
    assert "public/ holds all 200 panels by pseudonym" in result.output
    assert "Knowing 45 volunteers, an attacker learns “colour” of 15 of the other 15" in result.output


def test_command_on_commitments_says_there_is_nothing_to_attack(tmp_path):
    result = run(str(bundle(tmp_path, "commitments")))
    assert result.exit_code == 0
    assert "public/ holds commitments only: there is nothing to attack. If the 200 panels" in result.output


def test_command_on_other_folder_refuses(tmp_path):
    assert isinstance(run(str(tmp_path)).exception, NoBundle)


@pytest.mark.skipif(not SHARED.exists(), reason="the shared pools are not beside this checkout")
def test_real_pool_with_45_known_gives_away_party_and_degree_of_nearly_all():
    pool, quotas, size = shared_pool("gss16_semi_60")
    lottery = leximin(problem(pool, quotas, size), np.random.default_rng(1), Unwatched())
    panels = numbered(lottery, 1000)
    found = {
        entry.feature: entry for entry in leaks(panels, quotas, pool.values, np.random.default_rng(5), (45,))
    }
    for feature, least in (("party", 0.9), ("degree", 0.9), ("race", 0.75)):
        assert found[feature].right >= least * found[feature].others
        assert found[feature].right >= 0.98 * found[feature].claimed


def shared_pool(name: str) -> tuple[Pool, Quotas, int]:
    folder = SHARED / "data" / "draw" / name
    with (folder / "categories.csv").open() as file:
        rows = [
            Quota(r["category"], r["feature"], int(r["min"]), int(r["max"])) for r in csv.DictReader(file)
        ]
    quotas = Quotas(tuple(sorted(rows, key=lambda row: row.feature)))
    with (folder / "respondents.csv").open() as file:
        people = list(csv.DictReader(file))
    values = [[quotas.values(f).index(person[f]) for f in quotas.features] for person in people]
    pool = Pool(
        ids=tuple(person["id"] for person in people),
        features=quotas.features,
        categories=tuple(quotas.values(feature) for feature in quotas.features),
        values=np.array(values, dtype=np.int32),
        households=None,
        kept={},
    )
    return pool, quotas, json.loads((folder / "meta.json").read_text())["k"]


def numbered(lottery, count: int) -> list[list[int]]:
    """Equally likely panels by systematic rounding; the people of a type take turns."""
    generator = np.random.default_rng(2)
    copies = np.diff(np.floor(np.concatenate([[0], np.cumsum(lottery.weights)]) * count + 0.5)).astype(int)
    members = [generator.permutation(people) for people in lottery.problem.members_of]
    turns = np.zeros(lottery.problem.types, dtype=int)
    panels = []
    for place in np.repeat(np.arange(len(copies)), copies):
        panel = []
        for kind, taken in enumerate(lottery.panel(place)):
            for _ in range(taken):
                panel.append(int(members[kind][turns[kind] % len(members[kind])]))
                turns[kind] += 1
        panels.append(sorted(panel))
    return panels
