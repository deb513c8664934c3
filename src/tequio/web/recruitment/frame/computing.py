"""What the worker computes with a frame: it looks a file through, lays a plan, and draws the letters.

A frame stands in plain bytes only in a file without a name while it is read (and one in an old
encoding in the library's copy). What a person can mend is a result like any other:
`{"fault": {language: sentence}}`.
"""

import errno
import json
import re
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import numpy as np
import polars as pl
from django.core.files.storage import default_storage

from tequio.faults import Fault
from tequio.files.faults import NoRows
from tequio.pool import NoSharedHousehold
from tequio.reports.sentences import say as say_in_library
from tequio.selection.frames import Frame, open_frame, table_faults
from tequio.selection.invitation_files import FORMULA, LETTERS, PLAN, RESULT, invitation_files, read_plan
from tequio.selection.invitations import Earlier, Ground, Plan, draw_letters, lay_ground
from tequio.selection.progress import Progress
from tequio.selection.response_rates import read_rates
from tequio.web.recruitment.frame.container import ContainerBroken, pieces
from tequio.web.recruitment.frame.faults import DiskFull, FrameTooWide
from tequio.web.recruitment.frame.sentences import told
from tequio.web.runs.kinds import Outcome, Work
from tequio.words import Words, languages
from tequio.words import words as words_of

COLUMNS, LONGEST = 200, 200
EARLIER = "earlier.json"
FEW = 1000  # different values: fewer are counted exactly, since they may make groups
NOTES = 20  # of each kind: a page with thousands helps nobody


@dataclass(frozen=True)
class Drawn(Outcome):
    """The letters of a draw, from the computation to the tables: they are nobody's file.

    Args:
        letters: of each its row in the frame (from 1), its stratum, and its cells by column.
    """

    letters: list[tuple[int, int, dict[str, str]]] = field(default_factory=list)


def mendable(compute: Callable[[Work], Outcome]) -> Callable[[Work], Outcome]:
    """Turns a fault into a result that says it, and a full disk into a fault."""

    def computed(work: Work) -> Outcome:
        try:
            return compute(work)
        except Fault as fault:
            return Outcome({"fault": told(fault, str(work.inputs.get("name", "")))}, {})
        except OSError as error:
            if error.errno not in (errno.ENOSPC, errno.EDQUOT):
                raise
            return Outcome({"fault": told(DiskFull(), "")}, {})

    return computed


@contextmanager
def opened(work: Work) -> Iterator[Frame]:
    """The frame of a run: its inputs hold `path` in the storage, `bytes`, `encoding` and `name`."""
    inputs, done = work.inputs, 0
    with nameless() as (plain, path):
        with default_storage.open(inputs["path"], "rb") as sealed:
            for piece in pieces(sealed):
                plain.write(piece)
                done += len(piece)
                work.tell(Progress("reading", done, int(inputs["bytes"])))
        plain.flush()
        with open_frame(path, inputs["encoding"]) as frame:
            yield frame


@contextmanager
def nameless() -> Iterator[tuple[IO[bytes], Path]]:
    """A file without a name, and a path to it while it is open: nothing is left of it if the worker dies.

    Elsewhere than on Linux it has a name, and goes when it is closed.
    """
    numbers = Path("/proc/self/fd")
    if numbers.is_dir():
        with tempfile.TemporaryFile() as file:
            yield file, numbers / str(file.fileno())
    else:
        with tempfile.NamedTemporaryFile(prefix="tequio-frame-") as named:
            yield named, Path(named.name)


@mendable
def check_frame(work: Work) -> Outcome:
    """Reads the whole table once: rows and columns, empty cells, how many different values."""
    with opened(work) as frame:
        if len(frame.columns) > COLUMNS or any(len(name) > LONGEST for name in frame.columns):
            raise FrameTooWide(frame.path, COLUMNS, LONGEST)
        text = pl.all().cast(pl.String).str.strip_chars()
        asked = [
            pl.len().alias("rows"),
            ((text == "") | text.is_null()).sum().name.prefix("e "),
            text.approx_n_unique().name.prefix("v "),
        ]
        with table_faults(frame):
            found = frame.scan().select(asked).collect(engine="streaming").row(0, named=True)
            few = [name for name in frame.columns if found[f"v {name}"] < FEW]
            exact = frame.scan().select(
                pl.col(few).cast(pl.String).str.strip_chars().n_unique().name.prefix("v ")
            )
            found |= exact.collect(engine="streaming").row(0, named=True) if few else {}
        if not found["rows"]:
            raise NoRows(frame.path)
        columns = [
            {"name": name, "empty": int(found[f"e {name}"]), "values": int(found[f"v {name}"])}
            for name in frame.columns
        ]
        return Outcome({"rows": int(found["rows"]), "columns": columns, "encoding": frame.encoding}, {})


@mendable
def lay_plan(work: Work) -> Outcome:
    """Sees that a plan can be carried out on its frame, and fixes its bytes."""
    inputs = work.inputs
    with opened(work) as frame:
        strata = tuple(frame.column(name) for name in inputs["stratify"])
        earlier = _earlier(work)
        plan = Plan(
            frame=frame.sha256,
            encoding=frame.encoding,
            letters=inputs["letters"],
            stratify=strata,
            allow_empty=inputs["allow_empty"],
            household=tuple(frame.column(name) for name in inputs["household"]),
            id=frame.column(inputs["id"]) if inputs["id"] else "",
            rates=_rates(inputs["rates"], strata),
            earlier=tuple(wave.sha256 for wave in earlier),
        )
        ground = lay_ground(frame, plan, earlier)
        work.tell(Progress("laying", 1, 1))
        name = Path(inputs["name"] or "…")
        notes = {code: _notes(name, plan, ground, words_of(code)) for code in languages()}
        result = {
            "plan": plan.bytes().decode(),
            "root": plan.root,
            "strata": [list(values) for values in ground.strata.values],
            "notes": notes,
        }
        return Outcome(result, {})


def _rates(text: str, strata: tuple[str, ...]) -> Any:
    """The response rates of a pasted table; `None` if there is none."""
    if not text.strip():
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "rates.csv"
        path.write_text(text, encoding="utf-8")
        return read_rates(path, strata)


@mendable
def draw_wave(work: Work) -> Outcome:
    """Draws the letters of a plan from announced randomness."""
    inputs = work.inputs
    with opened(work) as frame, tempfile.TemporaryDirectory() as folder:
        (Path(folder) / PLAN).write_bytes(inputs["plan"].encode())
        plan = read_plan(Path(folder))
        if frame.sha256 != plan.frame:
            raise ContainerBroken(0)
        ground = lay_ground(frame, plan, _earlier(work))
        work.tell(Progress("drawing", 0, plan.letters))
        invitation = draw_letters(ground, plan, inputs["source"], inputs["signature"])
        files = invitation_files(frame, invitation)
        strata = ground.strata.stratum[invitation.rows].tolist()
        letters = list(zip((invitation.rows + 1).tolist(), strata, _rows(files[LETTERS]), strict=True))
        work.tell(Progress("drawing", plan.letters, plan.letters))
        return Drawn({"invitation": files[RESULT].decode()}, {}, letters=letters)


def _earlier(work: Work) -> tuple[Earlier, ...]:
    """The earlier waves, as `actions` gave them: number, SHA-256, frame, rows, and ids where needed."""
    return tuple(
        Earlier(
            wave["name"],
            wave["sha256"],
            wave["frame"],
            np.array(wave["rows"], dtype=np.int64),
            None if wave["ids"] is None else tuple(wave["ids"]),
        )
        for wave in json.loads(work.read(EARLIER))
    )


def _rows(letters: bytes) -> Iterator[dict[str, str]]:
    """The cells of each letter as the frame has them, without what protects spreadsheets."""
    table = pl.read_csv(letters, infer_schema=False)
    names = [_undone(name) for name in table.columns[1:]]
    for row in table.iter_rows():
        yield {name: _undone(cell or "") for name, cell in zip(names, row[1:], strict=True)}


def _undone(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and re.search(FORMULA, cell[1:]) else cell


def _notes(name: Path, plan: Plan, ground: Ground, words: Words) -> list[str]:
    """What the organisers should know of a plan, and nobody else: it may name values of few people."""
    notes = [
        words.plural(
            "Column “{column}”: “{spelled}” ({n} row) was taken for “{value}”.",
            "Column “{column}”: “{spelled}” ({n} rows) was taken for “{value}”.",
            spelling.rows,
            column=spelling.column,
            spelled=spelling.spelled,
            value=spelling.value,
        )
        for spelling in ground.strata.spellings[:NOTES]
    ]
    notes += [
        words("There is a response rate for {values}, but no such row.", values=", ".join(values))
        for values in ground.unused_rates[:NOTES]
    ]
    full = sum(ground.shares.full)
    if full:
        notes.append(
            words.plural(
                "{n} stratum holds fewer rows than its share of the letters; the rest goes to the others.",
                "{n} strata hold fewer rows than their share of the letters; the rest goes to the others.",
                full,
            )
        )
    if ground.lonely:
        notes.append(say_in_library(NoSharedHousehold(name, plan.household), words))
    return notes
