"""Letters as one PDF: a page each, in every language of the assembly, made by typst without a browser."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import segno
import typst
from django.utils import timezone

from tequio.selection.progress import Progress
from tequio.web.assemblies.models import Assembly, Wording
from tequio.web.recruitment.frame.codes import shown
from tequio.web.recruitment.frame.queries import Addressed, letters_to_print
from tequio.web.recruitment.models import Wave
from tequio.web.runs.kinds import Outcome, Work
from tequio.words import Words
from tequio.words import words as words_of

PDF = "letters.pdf"
TEMPLATE = Path(__file__).parent / "letter.typ"
# Names of the assembly's texts that a letter takes: all of it, its reminder, who sends it.
TEXT, REMINDER, SENDER = "letter", "letter-reminder", "letter-sender"


SIZES = ((12.0, 1900), (10.5, 2700), (9.5, 3500), (8.5, sys.maxsize))  # points, and signs up to which


def short_address(site: str) -> str:
    """The address to type by hand, without what browsers add by themselves."""
    return site.partition("://")[2] + "/r"


def blocks(assembly: Assembly, *, reminder: bool) -> list[dict[str, Any]]:
    """What the letters say, in each language of the assembly: its own published text, or ours."""
    own = _published(assembly, REMINDER if reminder else TEXT)
    return [
        {
            "language": code,
            **_ending(words_of(code)),
            **_middle(words_of(code), assembly.name, own.get(code), reminder),
        }
        for code in assembly.languages
    ]


def sender(assembly: Assembly) -> str:
    """Who sends the letters, one line or several."""
    known = _published(assembly, SENDER)
    return next((known[code] for code in assembly.languages if code in known), assembly.name)


def _published(assembly: Assembly, name: str) -> dict[str, str]:
    """The newest published wording of a text by language."""
    found = Wording.objects.filter(text__assembly=assembly, text__name=name, published_at__isnull=False)
    return dict(found.order_by("version").values_list("language", "body"))


def _middle(words: Words, name: str, own: str | None, reminder: bool) -> dict[str, Any]:
    """Heading and paragraphs: the first line of an own text is its heading."""
    if own and own.strip():
        heading, _, rest = own.strip().partition("\n")
        return {
            "heading": heading,
            "paragraphs": [" ".join(part.split()) for part in rest.split("\n\n") if part.strip()],
        }
    said = (
        words("We wrote to you some weeks ago. You have not answered yet, and you still can.")
        if reminder
        else words("You were drawn by lot. That is why you get this letter.")
    )
    return {
        "heading": words("Will you take part in “{name}”?", name=name),
        "paragraphs": [
            said,
            words(
                "A citizens' assembly is a group of people drawn by lot. They meet, listen to experts and to "
                "each other, and say together what should be done. You need to know nothing beforehand."
            ),
            words(
                "If you would like to take part, please tell us. A second lot among all who answer decides "
                "who gets a place. Everybody can check that it is fair."
            ),
        ],
    }


def _ending(words: Words) -> dict[str, str]:
    return {
        "how": words("How to answer"),
        "scan": words("Hold the camera of your phone over the square. Or type this address:"),
        "code": words("Your code:"),
        "nobody": words("The code is yours alone. You need no e-mail address."),
    }


def print_letters(work: Work) -> Outcome:
    """The PDF of a wave's letters. It reads the letters from the database, page by page, and changes nothing.

    The inputs hold the wave's id, the `numbers` from and to, those to `skip`, the `blocks`, `sender`,
    `site`, `paper` and whether it is a `rehearsal`.
    """
    inputs = work.inputs
    wave, skip = Wave.objects.get(pk=inputs["wave"]), frozenset(inputs["skip"])
    first, last = inputs["numbers"]
    letters = []
    for one in letters_to_print(wave, (first, last), skip):
        letters.append(_letter(one, wave.number, inputs["site"]))
        work.tell(Progress("letters", len(letters), last - first + 1 - len(skip)))
    common = {name: inputs[name] for name in ("blocks", "sender", "paper", "rehearsal")}
    data = common | {"address": short_address(inputs["site"]), "letters": letters}
    data["size"] = size_of(inputs["blocks"])
    return Outcome({"letters": len(letters)}, {PDF: pdf(data)})


def size_of(parts: list[dict[str, Any]]) -> float:
    """Points of the type: as large as the texts leave room for on one page."""
    signs = sum(len(part["heading"]) + sum(map(len, part["paragraphs"])) + 250 for part in parts)
    return next(size for size, most in SIZES if signs <= most)


def _letter(one: Addressed, wave: int, site: str) -> dict[str, Any]:
    square = io.BytesIO()
    segno.make(f"{site}/r/{one.code}", error="m", micro=False).save(
        square, kind="svg", xmldecl=False, omitsize=True, border=0
    )
    return {
        "number": f"{wave}-{one.letter.number}",
        "lines": one.lines,
        "code": shown(one.code),
        "square": square.getvalue().decode(),
    }


def pdf(data: dict[str, Any]) -> bytes:
    """The PDF of what `letter.typ` needs. Every text is data to typst, so that none is read as markup."""
    made = typst.compile(
        TEMPLATE.read_bytes(),
        sys_inputs={"letters": json.dumps(data)},  # so that no address lies on the disk
        ignore_system_fonts=True,
        timestamp=int(timezone.now().timestamp()),
        pdf_tags=False,
    )
    return bytes(made)
