"""The worked examples of the documents are true."""

import doctest
from pathlib import Path

import pytest

from tequio.selection import methods

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
FILES = ROOT / "src" / "tequio" / "examples"  # where an example that reads files finds those of the demo
PAGES = [
    page
    for page in (ROOT / "README.md", *sorted(DOCS.rglob("*.md")))
    if ">>> " in page.read_text(encoding="utf-8")
]


def without_fences(text):
    """The same lines, but a line that opens or closes a block of code is blank and so ends an example."""
    return "\n".join("" if line.startswith("```") else line for line in text.split("\n"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_examples_of_a_page_give_what_they_say(page, monkeypatch):
    monkeypatch.chdir(FILES)
    text = without_fences(page.read_text(encoding="utf-8"))
    examples = doctest.DocTestParser().get_doctest(text, {}, page.name, str(page), 0)
    told = []
    runner = doctest.DocTestRunner(verbose=False)
    runner.run(examples, out=told.append)
    assert not runner.failures, "".join(told)
    assert runner.tries == len(examples.examples) > 0


def test_draw_is_explained_with_examples():
    assert DOCS / "explanation" / "draw.md" in PAGES


def test_readme_shows_the_library_by_an_example():
    assert ROOT / "README.md" in PAGES


def test_example_of_the_methods_gives_what_it_says():
    failed, tried = doctest.testmod(methods)
    assert failed == 0
    assert tried > 5
