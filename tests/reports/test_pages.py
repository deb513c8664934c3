"""Looks at every page in a browser, in both languages, on a telephone and on a wide screen."""

import re
import shutil
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from report_samples import DRAW, LOTTERY, PROOF, REDRAW, STOPPED

from tequio.reports.draw import draw_page
from tequio.reports.lottery import lottery_page
from tequio.reports.pages import TEMPLATES
from tequio.reports.proof import proof_page
from tequio.words import languages, words

CHROMIUM = shutil.which("chromium")
PAGES = {
    "lottery": lambda language: lottery_page(LOTTERY, words(language), ["a note"]),
    "stopped": lambda language: lottery_page(STOPPED, words(language)),
    "draw": lambda language: draw_page(DRAW, words(language)),
    "redraw": lambda language: draw_page(REDRAW, words(language)),
    "proof": lambda language: proof_page(PROOF, words(language)),
}
FACTS = """() => ({
    scroll: document.documentElement.scrollWidth,
    wide: [...document.querySelectorAll("main *")].filter(
        part => part.getBoundingClientRect().right > window.innerWidth + 1
    ).map(part => part.outerHTML.slice(0, 80)),
    language: document.documentElement.lang,
    headings: [...document.querySelectorAll("h1, h2, h3, h4")].map(part => Number(part.tagName[1])),
    nameless: [...document.querySelectorAll("svg")].filter(part => part.getAttribute("role") !== "img" ||
        !part.getAttribute("aria-labelledby").split(" ").every(id => document.getElementById(id).textContent)
    ).length,
    tables: [...document.querySelectorAll("table")].filter(part => !part.caption).length,
    scopeless: document.querySelectorAll("th:not([scope])").length,
    doubled: [...document.querySelectorAll("[id]")].map(part => part.id).filter(
        (id, place, all) => all.indexOf(id) !== place),
    scripts: document.querySelectorAll("script, iframe, img[src^=http]").length,
})"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("there is no chromium on this machine")
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=CHROMIUM, args=["--headless", "--no-sandbox", "--disable-gpu"]
        )
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pages")
    for name, write in PAGES.items():
        for language in languages():
            (folder / f"{name}.{language}.html").write_text(write(language), encoding="utf-8")
    return folder


def look(page: Page, path: Path) -> tuple[dict, list[str]]:
    heard: list[str] = []
    page.on("console", lambda message: heard.append(message.text))
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", lambda request: heard.append(request.url) if request.url != path.as_uri() else None)
    page.goto(path.as_uri())
    return page.evaluate(FACTS), [line for line in heard if not line.startswith("data:")]


@pytest.mark.parametrize("width", [360, 1280, 1920])
@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("name", PAGES)
def test_page_in_a_browser(browser, written, name, language, width):
    page = browser.new_page(viewport={"width": width, "height": 800})
    seen, heard = look(page, written / f"{name}.{language}.html")
    page.close()
    headings = seen.pop("headings")
    assert heard == []
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert [pair for pair in pairwise(headings) if pair[1] > pair[0] + 1] == []
    assert seen == {
        "scroll": width,
        "wide": [],
        "language": language,
        "nameless": 0,
        "tables": 0,
        "scopeless": 0,
        "doubled": [],
        "scripts": 0,
    }


def test_skip_link_is_seen_when_it_has_the_focus(browser, written):
    page = browser.new_page()
    page.goto((written / "lottery.en.html").as_uri())
    page.keyboard.press("Tab")
    box = page.locator(".skip").bounding_box()
    page.close()
    assert box is not None
    assert box["x"] >= 0


def luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def palettes() -> list[dict[str, str]]:
    sheets = [(TEMPLATES / name).read_text(encoding="utf-8") for name in ("style.css", "draw.css")]
    blocks = [block for sheet in sheets for block in re.findall(r":root \{([^}]*)\}", sheet)]
    found = [dict(re.findall(r"--([a-z-]+): (#[0-9a-f]+)", block)) for block in blocks]
    return [palette for palette in found if "paper" in palette]


@pytest.mark.parametrize("palette", palettes(), ids=lambda palette: palette["paper"])
def test_texts_have_the_contrast_of_wcag_aa(palette):
    papers = [palette[name] for name in ("paper", "soft") if name in palette]
    texts = [palette[name] for name in ("ink", "quiet", "mark", "accent") if name in palette]
    assert [(paper, text) for paper in papers for text in texts if contrast(paper, text) < 4.5] == []
    if "alarm" in palette:
        assert contrast(palette["alarm"], palette["alarm-ink"]) >= 4.5
