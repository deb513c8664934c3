"""The page that checks a record without network, beside verifier.py: written apart, it finds the same."""

import os
import random
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import bundle as made
import chance
import pages
import test_verifier as cases
from test_released_bundles import BUNDLES, CODES, REPLACED, before

TOOL = Path(__file__).resolve().parents[2] / "tools/verify_html.py"
BUNDLES_MADE = int(os.environ.get("TEQUIO_BUNDLES", "60"))  # 1000 in the nightly run
SOURCES = [made.DIGITS, made.DICE, made.BALLS, made.DRAND, made.SEED]
FORMS = [
    {},
    {"count": 10, "publish": True},
    {"households": True},
    {"reserves": 3},
    {"form": "exact"},
    {"form": "exact", "households": True},
]


@pytest.fixture(scope="module")
def browser():
    with pages.browsing() as browser:
        yield browser


@pytest.fixture(scope="module")
def page(browser):
    page = browser.new_page()
    page.goto(pages.PAGE.as_uri())
    return page


def agree(page, folder, **options):
    return pages.alike(pages.of_page(page, folder, **options), pages.of_verifier(folder, **options))


def test_page_is_what_its_parts_give():
    done = subprocess.run([sys.executable, str(TOOL), "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "verify.html is as built.\n")


def test_parts_are_short_enough_to_read():
    for part in (pages.PAGE.parent / "verify").iterdir():
        assert len(part.read_text("utf-8").splitlines()) <= 400, part.name


@pytest.mark.parametrize("bundle", CODES)
def test_released_bundle_is_found_the_same(page, bundle):
    assert agree(page, BUNDLES / bundle)[1] == CODES[bundle]
    for proof in sorted((BUNDLES / bundle / "private/proofs").iterdir())[:3]:
        assert agree(page, BUNDLES / bundle, proof=proof)[0] == "proved"


@pytest.mark.parametrize("bundle", REPLACED)
def test_public_part_of_a_released_replacement_is_found_the_same(page, bundle, tmp_path):
    for folder in (*before(bundle), BUNDLES / "replace-1" / bundle):
        shutil.copytree(folder / "public", tmp_path / folder.name / "public")
    assert agree(page, tmp_path / bundle)[0] == "proved"
    assert agree(page, tmp_path / bundle, earlier=[tmp_path / one.name for one in before(bundle)])[1] == 0


def test_replacement_with_private_folders_says_what_only_the_program_checks(page):
    found = pages.of_page(page, BUNDLES / "replace-1/second", earlier=before("second"))
    assert found[0] == "proved"
    assert "people_unread" in found[3]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source["kind"])
@pytest.mark.parametrize("options", FORMS, ids=str)
def test_true_bundle_is_found_the_same(page, tmp_path, source, options):
    if source["kind"] == "digits" and options.get("form"):
        pytest.skip("digits do not name a composition")
    bundle = made.true_bundle(**options)
    bundle.draw(source)
    folder = bundle.write(tmp_path / "b")
    assert agree(page, folder)[:2] == ("proved", 0)
    shutil.rmtree(folder / "private")
    assert agree(page, folder)[:2] == ("proved", 0)


@pytest.mark.parametrize("case", list(cases.TAMPERED))
def test_tampered_bundle_is_found_the_same(page, tmp_path, case):
    folder = cases.drawn().write(tmp_path / "b")
    cases.TAMPERED[case][0](folder)
    agree(page, folder)
    shutil.rmtree(folder / "private")
    agree(page, folder)


@pytest.mark.parametrize("case", list(cases.EXACT))
def test_tampered_exact_bundle_is_found_the_same(page, tmp_path, case):
    folder = cases.drawn(form="exact").write(tmp_path / "b")
    cases.EXACT[case][0](folder)
    agree(page, folder)
    shutil.rmtree(folder / "private")
    agree(page, folder)


@pytest.mark.parametrize("part", range(2))
def test_bundles_made_and_changed_at_random_are_found_the_same(page, tmp_path, part):
    for seed in range(part, BUNDLES_MADE, 2):
        choice = random.Random(seed)
        folder = chance.bundle(choice).write(tmp_path / str(seed))
        assert agree(page, folder)[0] == "proved", seed
        for _ in range(choice.choice((1, 1, 2))):
            chance.change_file(choice, folder)
        if choice.random() < 0.3:
            shutil.rmtree(folder / "private")
        agree(page, folder)
        shutil.rmtree(folder)


HIDDEN = {
    "nothing": (lambda _: None, ("proved", 3)),
    "first draw removed": (lambda public: (public / "draw-1.json").unlink(), ("failed", 1)),
    "second draw removed": (lambda public: (public / "draw.json").unlink(), ("failed", 1)),
    "first not named": (
        lambda public: cases.rewrite(public / "draw.json", cases.put("redraw", value=None)),
        ("failed", 1),
    ),
    "by one person": (
        lambda public: cases.rewrite(public / "draw.json", cases.put("redraw", "by", value=["Ana", "Ana "])),
        ("failed", 1),
    ),
}


@pytest.mark.parametrize("case", HIDDEN)
def test_redraw_is_found_the_same(page, tmp_path, case):
    bundle = made.true_bundle()
    bundle.draw(made.DIGITS)
    bundle.redraw(made.DICE)
    folder = bundle.write(tmp_path / "b", private=False)
    HIDDEN[case][0](folder / "public")
    assert agree(page, folder)[:2] == HIDDEN[case][1]


@pytest.mark.parametrize("text", ["", "{", "[1,", "nul", "\xff", "[" * 100_000, '{"a": NaN}', "1" * 5000])
def test_broken_json_is_found_the_same(page, tmp_path, text):
    folder = made.true_bundle().write(tmp_path / "b")
    (folder / "public/lottery.json").write_bytes(text.encode("latin-1"))
    assert agree(page, folder)[2] == ["broken"]


# The page as people use it


def zipped(path, folder, inside=""):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for one in folder.rglob("*"):
            file.write(one, inside + one.relative_to(folder).as_posix())
    return path


@pytest.mark.parametrize(("language", "words"), [("en", "PROVED: everything"), ("es", "DEMOSTRADO: todo")])
@pytest.mark.parametrize("way", ["choose", "drag"])
def test_page_says_in_both_languages_what_a_zip_proves(browser, tmp_path, language, words, way):
    folder = cases.drawn().write(tmp_path / "b", private=False)
    path = zipped(tmp_path / "draw.zip", folder, "a folder/")
    context = browser.new_context(viewport={"width": 360, "height": 720}, locale=language, offline=True)
    page, faults = context.new_page(), []
    page.on("pageerror", lambda fault: faults.append(str(fault)))
    page.on("console", lambda message: faults.append(message.text))
    page.goto(pages.PAGE.as_uri())
    give(page, path, way)
    page.wait_for_selector(".verdict")
    assert words in page.inner_text(".verdict")
    assert page.get_attribute("html", "lang") == language
    assert page.evaluate("document.documentElement.scrollWidth <= 360")
    assert faults == []
    if os.environ.get("TEQUIO_PICTURES"):
        page.screenshot(path=f"{os.environ['TEQUIO_PICTURES']}/{language}-{way}.png", full_page=True)
    context.close()


def give(page, path, way):
    if way == "choose":
        page.set_input_files("#file", path)
        return
    drop = """([text, name]) => {
      const data = new DataTransfer();
      data.items.add(new File([Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0))], name));
      document.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
    }"""
    page.evaluate(drop, [pages.coded(path.read_bytes()), path.name])


def test_page_names_failures_and_what_is_no_zip(browser, tmp_path):
    folder = cases.drawn().write(tmp_path / "b", private=False)
    cases.draw(cases.put("number", value=5))(folder)
    page = browser.new_page(locale="es")
    page.goto(pages.PAGE.as_uri())
    page.set_input_files("#file", zipped(tmp_path / "draw.zip", folder))
    page.wait_for_selector(".failed")
    assert "draw.json: el azar indica el panel 4, no el 5." in page.inner_text("#found")
    (tmp_path / "no.zip").write_bytes(b"PK\3\4 and so on")
    page.set_input_files("#file", tmp_path / "no.zip")
    page.wait_for_selector(".unusable")
    page.close()


def test_page_puts_the_draws_of_several_zips_in_their_order(page, tmp_path):
    zips = []
    for folder in (BUNDLES / "replace-1" / "third", *before("third")):
        shutil.copytree(folder / "public", tmp_path / folder.name / "public")
        zips.append(zipped(tmp_path / f"{folder.name}.zip", tmp_path / folder.name))
    found = pages.chosen(page, *zips)
    assert found[:3] == ("proved", 0, [])
    assert "earlier_unread" not in found[3]
    assert "earlier_unread" in pages.chosen(page, zips[0])[3]


def test_page_says_what_a_proof_beside_the_zip_tells_its_owner(page, tmp_path):
    bundle = cases.drawn()
    folder = bundle.write(tmp_path / "b")
    proof = next((folder / "private/proofs").iterdir())
    shutil.move(proof, tmp_path / "proof.json")
    shutil.rmtree(folder / "private")
    found = pages.chosen(page, zipped(tmp_path / "draw.zip", folder), tmp_path / "proof.json")
    assert found[0] == "proved"
    assert {"in_pool", "in_panels"} <= set(found[3])


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_page_bars_nobody(browser, tmp_path, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe is not installed")
    page = browser.new_page(color_scheme=scheme, locale="es")
    page.goto(pages.PAGE.as_uri())
    page.click("summary")
    page.set_input_files("#file", zipped(tmp_path / "draw.zip", cases.drawn().write(tmp_path / "b")))
    page.wait_for_selector(".verdict")
    assert axe.Axe().run(page).response["violations"] == []
    page.close()


def test_page_may_load_nothing():
    policy = re.search('Content-Security-Policy" content="([^"]+)"', pages.PAGE.read_text("utf-8"))[1]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
