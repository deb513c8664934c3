"""What faults of frames and letters say on the web: its own words where the library's speak of options."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from tequio.faults import Fault
from tequio.reports.sentences import facts
from tequio.reports.sentences import say as say_in_library
from tequio.selection import frames, invitations, response_rates, strata
from tequio.web.recruitment.frame.container import ContainerBroken
from tequio.web.recruitment.frame.faults import (
    DiskFull,
    FrameInUse,
    FrameTooWide,
    UploadTooLarge,
)
from tequio.words import Words, languages
from tequio.words import words as words_of


def _too_large(fault: UploadTooLarge, words: Words) -> str:
    return words(
        "The file is larger than the {limit} MB that this site takes. Nothing of it was kept. Please leave "
        "out columns that you do not need, save it as Parquet, or ask whoever runs the site.",
        limit=words.number(fault.limit >> 20, 0),
    )


SENTENCES: dict[type[Fault], str | Callable[[Any, Words], str]] = {
    UploadTooLarge: _too_large,
    DiskFull: (
        "The site's disk is full, so the file could not be kept; nothing of it was. Please tell whoever runs "
        "the site, and send the file again then."
    ),
    ContainerBroken: (
        "The file that lies in the storage was changed or cut. Please remove it and send it again."
    ),
    FrameTooWide: (
        "{path}: a frame may have up to {most} columns with names of up to {longest} characters. Please "
        "leave out what you do not need."
    ),
    FrameInUse: "The frame is still needed: first certify the letters that were drawn from it.",
    frames.FrameNotUtf8: (
        "{path}, row {row}, column “{column}”: the letters with accents are written in another way; it looks "
        "like {guess}. Choose it below and check the file again."
    ),
    frames.EncodingNeedless: (
        "{path} is a Parquet file, which says itself how its letters are written. Please choose “find out”."
    ),
    strata.StratumEmpty: (
        "{path}, row {row}: column “{column}” is empty (rows concerned: {count}). Fill it in, or tick that "
        "empty cells are a group of their own."
    ),
    response_rates.RateUnused: (
        "{path}: column “{column}” is none of the columns of the groups ({columns}). Please take it out, or "
        "tick it above."
    ),
    invitations.EarlierUnlike: (
        "Wave {folder} came from another frame. Choose a column of ids that both have, so that nobody is "
        "invited twice."
    ),
}


def say(fault: Fault, words: Words) -> str:
    """The sentence of a fault, on the web."""
    sentence = SENTENCES.get(type(fault))
    if sentence is None:
        return say_in_library(fault, words)
    return words(sentence, **facts(fault, words)) if isinstance(sentence, str) else sentence(fault, words)


def told(fault: Fault, name: str) -> dict[str, str]:
    """The sentence in every language; a file of ours goes by the name `name` that people know."""
    known: Any = fault
    if isinstance(getattr(fault, "path", None), Path):
        known.path = Path(name or "…")
    return {code: say(fault, words_of(code)) for code in languages()}
