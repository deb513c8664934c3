"""The page verify.html finds in each rewritten record what record_verifier.py finds."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[2] / "record"))
import pages
import rewriting
import test_tampering
from test_tampering import CASES, evidence_of

pytestmark = pytest.mark.django_db
site = test_tampering.site


@pytest.fixture(scope="module")
def page():
    with pytest.MonkeyPatch.context() as patch, pages.opened() as page:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright waits in a loop of this thread
        yield page


@pytest.mark.parametrize(("tamper", "evidence", "name"), CASES, ids=[case[0].__name__ for case in CASES])
def test_tampering_is_found_the_same(tamper, evidence, name, site, page, tmp_path):
    rewriting.make_checkpoint()
    tamper(site)
    path, kept = site.zip(tmp_path / "record.zip"), evidence_of(site, evidence, tmp_path)
    files = [*kept.get("checkpoints", ()), *kept.get("receipts", ())]
    outside = {key: value for key, value in kept.items() if key in ("key", "cosigners")}
    found = pages.alike(pages.chosen(page, path, *files, **outside), pages.record_of_verifier(path, **kept))
    assert name in found[2]
    pages.alike(pages.chosen(page, path), pages.record_of_verifier(path))
