"""The act that picks one panel of a lottery, from randomness that everybody could see."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import Any

from tequio.faults import Fault
from tequio.files import folded, read_bytes, read_json, read_table
from tequio.randomness import EXACT_TOTAL, Source, in_order, number
from tequio.record import commitments, verifier
from tequio.record.commitments import public_bytes
from tequio.selection.counts import counts, seated_holds

LARGE = 4_000_000_000  # bytes of a lottery's own files: 100,000 panels of 200 are far more than an input


@dataclass(eq=False)
class NoLottery(Fault):
    """The folder holds no `public/lottery.json` with its `private/panels.json`."""

    path: Path


@dataclass(eq=False)
class NotThisLottery(Fault):
    """The private files belong to another lottery than the published one."""

    path: Path


@dataclass(eq=False)
class AlreadyDrawn(Fault):
    """This lottery has been drawn with other randomness; a redraw needs a reason and two names."""

    path: Path
    number: int
    text: str


@dataclass(eq=False)
class NotDrawnYet(Fault):
    """There is no draw that a redraw, or a replacement, could follow."""

    path: Path


@dataclass(eq=False)
class SameRandomness(Fault):
    """A redraw with the randomness of the draw that it follows would change nothing."""

    text: str


@dataclass(eq=False)
class TwoNamesNeeded(Fault):
    """A redraw is signed by two different people and has a reason."""

    given: tuple[str, ...]


@dataclass(eq=False)
class OneSourceNeeded(Fault):
    """A draw has one source of randomness: none, or several, were given."""

    given: tuple[str, ...]


@dataclass(eq=False)
class PanelChanged(Fault):
    """The panel in the private file is not the one that was committed to."""

    path: Path
    number: int


@dataclass(eq=False)
class NotAsWritten(Fault):
    """A file of the bundle lacks something, or holds what it should not, at `key`."""

    path: Path
    key: str


@dataclass(eq=False)
class RehearsalAfterDraw(Fault):
    """A rehearsal cannot take the place of a draw; the draw that stands."""

    path: Path
    number: int


@dataclass(frozen=True)
class Files:
    """The files of a lottery that a draw reads.

    Args:
        directory: that holds `public/` and `private/`.
        root: of the lottery: SHA-256 of `lottery.json`.
        lottery: `public/lottery.json`.
        panels: `private/panels.json`.
        ids: the id of each pseudonym; erased people are missing.
        kept: names of the kept columns.
        carried: for each pseudonym its kept cells.
    """

    directory: Path
    root: str
    lottery: dict[str, Any]
    panels: dict[str, Any]
    ids: dict[str, str]
    kept: tuple[str, ...]
    carried: dict[str, tuple[str, ...]]

    @property
    def total(self) -> int:
        """How many equally likely outcomes the randomness decides between."""
        return int(self.lottery["panels"]["count"]) if self.lottery["form"] == "numbered" else EXACT_TOTAL


def open_files(directory: Path) -> Files:
    """The files of a lottery.

    Raises:
        NoLottery: some are missing.
        NotThisLottery: private and public files do not belong together.
        Fault: one cannot be read.
    """
    public, private = directory / "public" / "lottery.json", directory / "private"
    needed = (public, private / "panels.json", private / "key.csv")
    if not all(path.is_file() for path in needed):
        raise NoLottery(directory)
    root = sha256(read_bytes(public, LARGE)).hexdigest()
    panels = read_json(private / "panels.json", LARGE)
    lottery = read_json(public, LARGE)
    if not all(isinstance(document, dict) and "format" in document for document in (lottery, panels)):
        raise NoLottery(directory)
    as_written(public, lottery, verifier.LOTTERY)
    missing = [key for key in verifier.PANELS if key not in panels and not key.endswith("?")]
    if missing:
        raise NotAsWritten(private / "panels.json", missing[0])
    if lottery.get("replaces"):
        as_written(private / "panels.json", panels.get("seated"), verifier.SEATED)
    if panels.get("lottery") != root or not seated_holds(lottery, panels):
        raise NotThisLottery(private)
    table = read_table(private / "key.csv")
    at, name, salt = (table.column(column) for column in ("id", "pseudonym", "salt"))
    kept = [place for place in range(len(table.columns)) if place not in (at, name, salt)]
    return Files(
        directory=directory,
        root=root,
        lottery=lottery,
        panels=panels,
        ids={row[name]: row[at] for row in table.rows if row[at]},
        kept=tuple(table.columns[place] for place in kept),
        # An erased person's kept cells go with the id, wherever they were forgotten.
        carried={row[name]: tuple(row[place] for place in kept) for row in table.rows if row[at]},
    )


def as_written(path: Path, document: Any, shape: Any) -> None:
    """Raises `NotAsWritten` if a document lacks what the format asks for, or holds anything else."""
    wrong = verifier.misfit(document, shape)
    if wrong:
        raise NotAsWritten(path, wrong.removeprefix("$.") or "format")


def read_draw(path: Path) -> dict[str, Any]:
    """A draw's document, with all that the format asks for. Raises a `Fault` otherwise."""
    document: dict[str, Any] = read_json(path)
    as_written(path, document, verifier.DRAW)
    return document


@dataclass(frozen=True)
class Redraw:
    """Why a draw is made again, and who says so."""

    draw: str
    reason: str
    by: tuple[str, str]


@dataclass(frozen=True)
class Draw:
    """A drawn panel.

    Args:
        document: `public/draw.json`.
        members: pseudonyms, sorted.
        remaining: pseudonyms of those who are neither drawn nor in a member's household.
    """

    document: dict[str, Any]
    members: tuple[str, ...]
    remaining: tuple[str, ...]

    @property
    def content(self) -> bytes:
        """The bytes of `public/draw.json`."""
        return public_bytes(self.document)


def draw(files: Files, source: Source, redraw: Redraw | None = None) -> Draw:
    """The panel that the randomness picks, after `docs/spec/draw.md`, section 5.

    Args:
        files: of the lottery.
        source: public randomness, checked.
        redraw: for a second draw.
    """
    outcome = number(files.root, source, files.total)
    opened = (
        _numbered(files, outcome) if files.lottery["form"] == "numbered" else _exact(files, outcome, source)
    )
    at, panel = opened
    members = panel["members"]
    if _opened(files, at, panel) != files.lottery["panels"]["commitments"][at - 1]:
        raise PanelChanged(files.directory / "private" / "panels.json", at)
    remaining = remaining_of(files, members)
    document: dict[str, Any] = {
        "format": "tequio-draw/1",
        "lottery": files.root,
        "source": _source(source),
        "rehearsal": source.rehearsal,
        "number": at,
        "panel": panel,
        "counts": counts(files.lottery, files.panels, members),
        "reserves": panel.get("reserves") or _reserves(files, remaining, source),
        "redraw": {"draw": redraw.draw, "reason": redraw.reason, "by": list(redraw.by)} if redraw else None,
    }
    return Draw(document, tuple(members), tuple(remaining))


def _opened(files: Files, at: int, panel: dict[str, Any]) -> str:
    """The commitment of the panel that is about to be shown."""
    if files.lottery["form"] == "numbered":
        return commitments.panel(panel["salt"], at, panel["members"], panel["reserves"]).hex()
    counts = [(int(kind), int(count)) for kind, count in panel["composition"]]
    return commitments.composition(panel["salt"], at, int(panel["weight"]), counts).hex()


def _source(source: Source) -> dict[str, Any]:
    pulse = {"round": source.round, "signature": source.signature} if source.kind == "drand" else {}
    return {"kind": source.kind, "text": source.text, **pulse}


def _named(files: Files, places: Iterable[int]) -> list[str]:
    return [files.panels["pseudonyms"][place] for place in places]


def _numbered(files: Files, outcome: int) -> tuple[int, dict[str, Any]]:
    numbered = files.panels["numbered"]
    return outcome + 1, {
        "salt": numbered["salts"][outcome],
        "members": _named(files, numbered["panels"][outcome]),
        "reserves": _named(files, numbered["reserves"][outcome]),
    }


def _exact(files: Files, outcome: int, source: Source) -> tuple[int, dict[str, Any]]:
    exact = files.panels["exact"]
    ends = list(accumulate(int(weight) for weight in exact["weights"]))
    place = bisect_right(ends, outcome)
    composition = exact["compositions"][place]
    return place + 1, {
        "salt": exact["salts"][place],
        "weight": exact["weights"][place],
        "composition": composition,
        "members": sorted(_people(files, composition, source)),
    }


def _people(files: Files, composition: Sequence[Sequence[int]], source: Source) -> list[str]:
    """Who of each type is taken: the first in the order that the randomness gives, one a household."""
    names, types = files.panels["pseudonyms"], types_of(files.panels)
    homes = dict(zip(names, files.panels["households"] or [None] * len(names)))
    of: dict[int, list[str]] = {}
    for name, kind in zip(names, types):
        of.setdefault(kind, []).append(name)
    taken: set[int] = set()
    chosen: list[str] = []
    for kind, count in composition:
        for name in in_order("tequio-order/1", files.root, source, of[kind]):
            if count and (homes[name] is None or homes[name] not in taken):
                chosen.append(name)
                count -= 1  # noqa: PLW2901 - seats of this type still to fill
                if homes[name] is not None:
                    taken.add(homes[name])
    return chosen


def types_of(panels: dict[str, Any]) -> list[int]:
    """The type of each pseudonym in `panels.json`, numbered in the order of first appearance."""
    people = [tuple(row) for row in panels["people"]]
    homes = panels["households"] or [None] * len(people)
    inside: dict[int, list[tuple[int, ...]]] = {}
    for row, home in zip(people, homes):
        if home is not None:
            inside.setdefault(home, []).append(row)
    patterns = {home: tuple(sorted(rows)) for home, rows in inside.items()}
    numbers: dict[tuple[Any, Any], int] = {}
    return [
        numbers.setdefault((row, None if home is None else patterns[home]), len(numbers))
        for row, home in zip(people, homes)
    ]


def remaining_of(files: Files, members: Sequence[str]) -> list[str]:
    """The pseudonyms of those who are neither members nor in a member's household."""
    names = files.panels["pseudonyms"]
    homes = dict(zip(names, files.panels["households"] or [None] * len(names)))
    drawn, taken = set(members), {homes[name] for name in members} - {None}
    return [name for name in names if name not in drawn and homes[name] not in taken]


def _reserves(files: Files, remaining: Sequence[str], source: Source) -> list[str]:
    return in_order("tequio-reserve/1", files.root, source, remaining)[: files.lottery["size"]]


def people_rows(files: Files, names: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """Columns and rows of `panel.csv` and `remaining.csv` for these pseudonyms."""
    place = {name: position for position, name in enumerate(files.panels["pseudonyms"])}
    values = files.panels["values"]
    rows = [
        [
            files.ids.get(name, ""),
            name,
            *(values[at][value] for at, value in enumerate(files.panels["people"][place[name]])),
            *files.carried.get(name, ()),
        ]
        for name in names
    ]
    return ["id", "pseudonym", *files.panels["features"], *files.kept], rows


def earlier_draws(directory: Path) -> list[Path]:
    """The draws of a lottery so far, in order; the latest is `draw.json`.

    A copy of the latest, made for a redraw that was broken off, is no draw of its own.
    """
    public = directory / "public"
    numbered = [path for path in public.glob("draw-*.json") if re.fullmatch(r"draw-[0-9]+\.json", path.name)]
    latest = [public / "draw.json"] if (public / "draw.json").is_file() else []
    ordered = sorted(numbered, key=lambda path: int(path.stem.split("-")[1]))
    if ordered and latest and ordered[-1].read_bytes() == latest[0].read_bytes():
        ordered.pop()
    return ordered + latest


def check_redraw(files: Files, source: Source, reason: str | None, by: Sequence[str]) -> Redraw | None:
    """Whether this draw may be made: the first, the same again, or a redraw with its reason and two names.

    Raises:
        AlreadyDrawn: with other randomness, and no reason is given.
        NotDrawnYet: a reason is given, but nothing has been drawn.
        TwoNamesNeeded: not two different names, or an empty reason, or some of it is no text.
        SameRandomness: the redraw brings nothing new.
    """
    drawn = earlier_draws(files.directory)
    if reason is None:
        return _first(drawn, source)
    # One person is not two by writing the name in another case.
    names = tuple({folded(name): name.strip() for name in by if name.strip()}.values())
    if not drawn:
        raise NotDrawnYet(files.directory)
    # Bytes of a command line that are no text can stand in no JSON.
    written = not re.search("[\ud800-\udfff]", "".join((reason, *names)))
    if len(names) != 2 or not reason.strip() or not written:
        raise TwoNamesNeeded(tuple(by))
    if any(read_draw(path)["source"]["text"] == source.text for path in drawn):
        raise SameRandomness(source.text)
    standing = read_draw(drawn[-1])
    if source.rehearsal and not standing["rehearsal"]:
        raise RehearsalAfterDraw(drawn[-1], standing["number"])
    return Redraw(sha256(read_bytes(drawn[-1])).hexdigest(), reason.strip(), (names[0], names[1]))


def _first(drawn: Sequence[Path], source: Source) -> Redraw | None:
    if not drawn:
        return None
    latest = read_draw(drawn[-1])
    if latest["source"]["text"] != source.text:
        raise AlreadyDrawn(drawn[-1], latest["number"], latest["source"]["text"])
    again = latest["redraw"]
    return Redraw(again["draw"], again["reason"], (again["by"][0], again["by"][1])) if again else None
