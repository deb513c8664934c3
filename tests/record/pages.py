"""The page `verify.html` beside `verifier.py`: both check the same files, and their findings are compared."""

import base64
import shutil
from contextlib import contextmanager
from pathlib import Path

import pytest

from tequio.record import record_verifier, verifier

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
PAGE = Path(verifier.__file__).parent / "verify.html"
CHECK = """([given, options]) => {
  const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const files = (some) => new Map(Object.entries(some).map(([name, text]) => [name, bytes(text)]));
  const kept = (some) => (some || []).map(({ name, data }) => ({ name, data: bytes(data) }));
  const { verdict, code, failures, said, draws } = verifyFiles(files(given), {
    ...options, earlier: (options.earlier || []).map(files), bundles: (options.bundles || []).map(files),
    checkpoints: kept(options.checkpoints), receipts: kept(options.receipts) });
  return { verdict, code, failures, said, draws };
}"""


CHOSEN = """async ([given, options]) => {
  const bytes = (text) => Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0));
  const found = await verifyChosen(given.map(({ name, data }) => ({ name, data: bytes(data) })), options);
  return { verdict: found.verdict, code: found.code, failures: found.failures, said: found.said };
}"""


@contextmanager
def browsing():
    """The system's Chromium, or the test is skipped."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")
    with playwright.sync_playwright() as tool:
        browser = tool.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@contextmanager
def opened():
    """The page in a browser, which evaluates as many bundles as one likes."""
    with browsing() as browser:
        page = browser.new_page()
        page.goto(PAGE.as_uri())
        yield page


def coded(data: bytes) -> str:
    return base64.b64encode(data).decode()


def contents(folder: Path) -> dict[str, str]:
    """The files of a folder as the page takes them."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): coded(path.read_bytes()) for path in files}


def of_page(page, folder, earlier=(), proof=None):
    """What the page finds in the folder of a lottery: verdict, failures and what is said, sorted."""
    options = {"earlier": [contents(one) for one in earlier]}
    if proof:
        options["proof"] = proof.relative_to(folder).as_posix()
    return sorts(page.evaluate(CHECK, [contents(folder), options]))


def sorts(found):
    return found["verdict"], found["code"], sorted(found["failures"]), sorted(found["said"])


def of_verifier(folder, **options):
    """The same of verifier.py."""
    try:
        found = verifier.check(folder, **options)
    except verifier.Unusable as fault:
        return "unusable", 2, [fault.args[0]], []
    names = [name for name, _ in found.failures], [name for name, _ in found.said]
    return "failed" if found.failures else "proved", found.code, *map(sorted, names)


def record_of_page(page, files, **evidence):
    """What the page finds in a record, given as a dictionary of bytes."""
    given = {name: coded(data) for name, data in files.items()}
    kept = {
        key: [{"name": str(path), "data": coded(path.read_bytes())} for path in evidence.get(key, ())]
        for key in ("checkpoints", "receipts")
    }
    rest = {key: value for key, value in evidence.items() if key in ("key", "cosigners")}
    rest["bundles"] = [contents(one) for one in evidence.get("bundles", ())]
    return sorts(page.evaluate(CHECK, [given, kept | rest]))


def record_of_verifier(path, **evidence):
    """The same of record_verifier.py."""
    try:
        found = record_verifier.check_record(path, verifier.check, **evidence)
    except record_verifier.Unusable as fault:
        return "unusable", 2, [fault.args[0]], []
    names = [name for name, _ in found.failures], [name for name, _ in found.said]
    return found.verdict, found.code, *map(sorted, names)


def chosen(page, *paths, **options):
    """What the page finds in files as somebody chooses them: zips, and what others kept."""
    given = [{"name": path.name, "data": coded(path.read_bytes())} for path in paths]
    return sorts(page.evaluate(CHOSEN, [given, options]))


def alike(ours, theirs):
    """Both results; the same verdict, and the same names of what fails and of what is said."""
    assert (ours[:2], *map(set, ours[2:])) == (theirs[:2], *map(set, theirs[2:]))
    return theirs
