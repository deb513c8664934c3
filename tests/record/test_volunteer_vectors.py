"""The examples of `docs/spec/volunteers.md` are what the code computes."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tequio.record.commitments import canonical, volunteer
from tequio.record.merkle import Tree, root_from_path

SPEC = Path(__file__).resolve().parents[2] / "docs" / "spec"
VECTORS = json.loads((SPEC / "volunteers-vectors.json").read_text())


@pytest.mark.parametrize("case", VECTORS["volunteers"])
def test_commitment_of_a_volunteer(case: dict[str, object]) -> None:
    made = volunteer(str(case["salt"]), int(str(case["number"])), dict(case["features"]))  # type: ignore[call-overload]
    assert made.hex() == case["commitment"]
    assert made.hex() in (SPEC / "volunteers.md").read_text()


def test_pool_of_the_example() -> None:
    pool = VECTORS["pool"]
    leaves = [bytes.fromhex(case["commitment"]) for case in VECTORS["volunteers"]]
    assert Tree(leaves).root.hex() == pool["root"]
    path = [bytes.fromhex(one) for one in pool["path"]]
    assert root_from_path(leaves[2], pool["position"], pool["people"], path) == Tree(leaves).root


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=20), max_size=6))
def test_order_of_answers_changes_nothing(answers: dict[str, str]) -> None:
    turned = dict(reversed(answers.items()))
    assert volunteer("11" * 32, 1, answers) == volunteer("11" * 32, 1, turned)
    assert canonical(answers) == canonical(turned)
