"""The README of the private folder, in every language of the catalogue, one after the other."""

from textwrap import fill

from tequio.words import Words, languages, words

FILE_SENTENCES = (
    ("panels.json", "features and panels by pseudonym, all salts of panels, and the proof of the chances"),
    ("key.csv", "which volunteer has which pseudonym and salt; whoever has it can undo every pseudonym"),
    ("chances.csv", "the chance of each volunteer"),
    ("report.html", "the report of the lottery, to read in a browser"),
    ("proofs/", "one file for each volunteer, that he or she may have"),
    ("panel.csv", "after the draw: the members, with their features"),
    ("remaining.csv", "after the draw: those who may still be drawn"),
    ("draw.html", "after the draw: the page for the screen in the hall"),
)
WHO_SENTENCES = (
    (
        "Only those who run this assembly, and an auditor whom both the organisers and the commissioner "
        "trust. The folder holds data on people: keep it on an encrypted disk, do not mail it, and write "
        "down who had it."
    ),
)
PUBLISH_SENTENCES = (
    "Everything in the folder “public”, as it is. A single byte changed there breaks the proof.",
    "From this folder, draw.html may be shown: it names people by pseudonym only.",
    "Nothing else. The report, too, tells of the pool in small numbers.",
)
PROOF_SENTENCES = (
    (
        "Give each volunteer his or her own file of “proofs”, and no other, before the draw: on paper, or "
        "by a message to that person alone. It says what he or she told you, so check the address."
    ),
    (
        "Volunteers can check it themselves, with DIR as the folder that holds “public”: "
        "python verifier.py DIR --proof FILE."
    ),
)
ERASE_SENTENCES = (
    (
        "To erase one person: empty the whole row of key.csv but the pseudonym, delete the row of "
        "chances.csv and the file in “proofs”, and the rows in panel.csv and remaining.csv (after a redraw "
        "also in panel-1.csv, remaining-1.csv and so on). Then nobody can "
        "connect the pseudonym with the person, and all the rest still proves. The features stay in "
        "panels.json under the pseudonym alone, since the quotas are checked with them."
    ),
    (
        "When the retention period ends: delete this folder and every copy of it. The folder “public” goes "
        "on proving that the draw followed what had been fixed."
    ),
    "Deleting a salt cannot be undone. A lottery can then no longer be repeated to the byte.",
)
SECTION_SENTENCES = (
    ("Who may see it", WHO_SENTENCES),
    ("What may be published", PUBLISH_SENTENCES),
    ("How to hand out the proofs", PROOF_SENTENCES),
    ("How to erase", ERASE_SENTENCES),
)
COLUMNS = 96


def private_readme() -> str:
    """The README as Markdown, ending with a line feed."""
    return "\n\n".join(_readme(words(language)) for language in languages()) + "\n"


def _readme(words: Words) -> str:
    title = "# " + words("Private: this folder holds data on people")
    who, *others = (_section(heading, paragraphs, words) for heading, paragraphs in SECTION_SENTENCES)
    files = "## " + words("What each file is")
    return "\n\n".join([title, who, files, _files(words), *others])


def _files(words: Words) -> str:
    return "\n".join(
        fill(f"- `{name}`: {words(sentence)}", COLUMNS, subsequent_indent="  ")
        for name, sentence in FILE_SENTENCES
    )


def _section(heading: str, paragraphs: tuple[str, ...], words: Words) -> str:
    return "\n\n".join(["## " + words(heading), *(fill(words(text), COLUMNS) for text in paragraphs)])
