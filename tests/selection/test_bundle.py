import json
import shutil
import tempfile
from fractions import Fraction
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from invented import fair_quotas, invented_bundle, invented_key, invented_pool
from tequio.faults import Fault
from tequio.files import csv_bytes
from tequio.quotas import check_pool, check_size
from tequio.randomness import seed
from tequio.record import commitments, verifier
from tequio.record.merkle import Tree
from tequio.reports.lottery_bundle import with_pages
from tequio.selection.bundle import Bundle, decimal
from tequio.selection.draw import draw, open_files
from tequio.selection.draw_files import draw_files
from tequio.selection.identities import KeptTwice, check_kept, identities
from tequio.selection.methods import METHODS
from tequio.selection.numbered import Choice, number
from tequio.selection.problem import problem
from tequio.selection.progress import Unwatched
from tequio.selection.relaxations import ensure_feasible
from tequio.words import words

VERIFIER = Path(verifier.__file__)


def made(people=24, size=6, *, panels="100", number=1, households=True, slack=1):
    pool = invented_pool(people, seed=number, households=households)
    return invented_bundle(pool, fair_quotas(pool, size, slack), size, panels, invented_key(pool))


def all_files(bundle):
    """As `tequio lottery` writes them."""
    return with_pages(bundle, (), words("en"))


def written(folder: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def numbered():
    return made()


@pytest.fixture(scope="module")
def exact():
    return made(panels="exact")


def test_files_are_those_of_the_specification_and_no_others(numbered):
    assert set(all_files(numbered)) == {
        "public/lottery.json",
        "private/README.md",
        "private/report.html",
        "private/panels.json",
        "private/key.csv",
        "private/chances.csv",
        *(f"private/proofs/{name}.json" for name in numbered.names),
    }


@pytest.mark.parametrize("form", ["numbered", "exact"])
def test_lottery_json_has_the_keys_of_the_specification(form, request):
    document = request.getfixturevalue(form).public()
    assert set(document) == {
        *("format", "kind", "method", "size", "features", "quotas", "pool", "household_rule", "levels"),
        *("status", "distance", "gap", "form", "panels", "seats", "largest_change", "reserves", "published"),
        *(("weights",) if form == "exact" else ()),
    }
    assert document["form"] == form
    assert (document["seats"] is None) == (form == "exact")


@pytest.mark.parametrize("form", ["numbered", "exact"])
def test_panels_json_has_the_keys_of_the_specification(form, request):
    document = request.getfixturevalue(form).private("00")
    assert set(document) == {
        *("format", "lottery", "features", "values", "pseudonyms", "people", "households", "leaves"),
        *("panels", "weights", "numbered", "exact", "certificate"),
    }
    other = "exact" if form == "numbered" else "numbered"
    assert document[other] is None


def test_root_of_the_lottery_is_the_hash_of_its_file(numbered):
    files = all_files(numbered)
    root = sha256(files["public/lottery.json"]).hexdigest()
    assert json.loads(files["private/panels.json"])["lottery"] == root


def test_person_commitment_holds_id_household_and_features_in_order(numbered):
    place = 5
    person = int(numbered.order[place])
    values = [
        numbered.pool.categories[feature][value] for feature, value in enumerate(numbered.pool.values[person])
    ]
    salt, name = numbered.identities.salts[person], numbered.names[place]
    home = numbered.households[place]
    assert numbered.leaves[place] == commitments.person(salt, name, numbered.pool.ids[person], home, values)


def test_pool_root_is_that_of_the_tree_by_pseudonym(numbered):
    assert numbered.names == sorted(numbered.names)
    assert numbered.public()["pool"]["root"] == Tree(numbered.leaves).root.hex()


def test_households_are_numbered_by_their_smallest_pseudonym(numbered):
    homes = [home for home in numbered.households if home is not None]
    assert list(dict.fromkeys(homes)) == list(range(len(set(homes))))


def test_whoever_shares_a_household_with_nobody_has_none(numbered):
    homes = [home for home in numbered.households if home is not None]
    assert all(homes.count(home) > 1 for home in homes)


def test_levels_count_everybody_ascending_and_sum_to_the_size(numbered):
    levels = numbered.public()["levels"]
    chances = [Fraction(level["chance"]) for level in levels]
    assert chances == sorted(set(chances))
    assert sum(level["people"] for level in levels) == 24
    assert sum(chance * level["people"] for chance, level in zip(chances, levels, strict=True)) == 6


def test_weights_of_the_exact_form_sum_to_the_whole(exact):
    assert sum(exact.weights) == 2**64
    assert min(exact.weights) > 0


def test_compositions_have_ascending_types_and_no_empty_ones(exact):
    for composition in exact.compositions:
        assert [kind for kind, _ in composition] == sorted({kind for kind, _ in composition})
        assert min(count for _, count in composition) > 0
        assert sum(count for _, count in composition) == 6


def test_types_are_numbered_by_their_smallest_pseudonym(exact):
    numbers = exact.published_types[exact.lottery.problem.type_of[exact.order]]
    first = [int(np.argmax(numbers == kind)) for kind in range(numbers.max() + 1)]
    assert first == sorted(first)


def test_key_file_has_the_kept_columns_behind(numbered):
    columns, rows = numbered.key_rows()
    assert columns == ["id", "pseudonym", "salt", "telephone"]
    assert [row[1] for row in rows] == numbered.names


def test_cells_of_the_key_are_defused_as_csv(numbered):
    data = csv_bytes(["id", "=x"], [["=1+1", "@a"]])
    assert data == b"id,'=x\r\n'=1+1,'@a\r\n"


@pytest.mark.parametrize("column", ["id", "Pseudonym", " salt", "REGION"])
def test_kept_column_that_is_there_anyway_is_refused(column):
    pool = invented_pool(6)
    pool.kept[column] = pool.ids
    with pytest.raises(KeptTwice) as caught:
        check_kept(pool, Path("v.csv"))
    assert (caught.value.path, caught.value.column) == (Path("v.csv"), column)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (1.0, "1"),
        (0.25, "0.25"),
        (1e-13, "0"),
        (-1e-13, "0"),
        (1 / 3, "0.333333333333"),
    ],
)
def test_decimal_has_twelve_places_at_most_and_no_exponent(value, text):
    assert decimal(value) == text


@pytest.mark.parametrize("panels", ["100", "exact"])
@pytest.mark.parametrize("households", [False, True])
def test_bundle_and_draw_are_proved(tmp_path, panels, households):
    bundle = made(panels=panels, households=households)
    folder = written(tmp_path, all_files(bundle))
    files = open_files(folder)
    drawn = draw(files, seed("one", files.total))
    written(folder, draw_files(files, drawn))
    found = verifier.check(folder)
    assert (found.code, found.failures) == (0, [])
    assert "leximin" in [name for name, _ in found.said]


@pytest.mark.parametrize("method", ["leximin", "maximin"])
@pytest.mark.parametrize("status", ["near", "stopped"])
def test_gap_of_a_lottery_that_is_not_exact_is_proved_by_its_certificate(tmp_path, method, status):
    class Impatient(Unwatched):
        def stopped(self):
            return status == "stopped"

    pool = invented_pool(40, seed=5)
    quotas, key = fair_quotas(pool, 8), invented_key(pool)
    who, generator = identities(pool.ids, key), np.random.default_rng(7)
    watch = Impatient(0.05 if status == "near" else 1e-9)
    found = METHODS[method](problem(pool, quotas, 8), generator, watch)
    numbering = number(found, Choice("100", allow_zero=True), who.ranks, generator, Unwatched())
    folder = written(tmp_path, all_files(Bundle(pool, quotas, found, numbering, who, key)))
    checked = verifier.check(folder)
    assert (found.status, checked.failures) == (status, [])
    assert float(dict(checked.said)["gap_proved"]["gap"]) == pytest.approx(100 * found.gap, abs=1e-3)


@settings(max_examples=20, derandomize=True, deadline=None)
@given(
    people=st.integers(8, 40),
    size=st.integers(2, 8),
    number=st.integers(0, 99),
    slack=st.integers(0, 2),
    panels=st.sampled_from(["100", "exact"]),
    households=st.booleans(),
)
def test_any_leximin_bundle_is_proved(people, size, number, slack, panels, households):
    pool = invented_pool(people, seed=number, households=households)
    quotas = fair_quotas(pool, size, slack)
    try:
        check_size(quotas, size, Path("q"))
        check_pool(pool, quotas, size, volunteers=Path("v"), asked=Path("q"))
        ensure_feasible(problem(pool, quotas, size), quotas)
    except Fault:
        assume(False)
    bundle = invented_bundle(pool, quotas, size, panels, invented_key(pool, seed=str(number)))
    folder = Path(tempfile.mkdtemp())
    try:
        written(folder, all_files(bundle))
        found = verifier.check(folder)
        assert found.failures == []
    finally:
        shutil.rmtree(folder)
