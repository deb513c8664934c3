"""The folder of an invitation: what is announced, what is drawn, and the letters."""

import errno
import hashlib
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import rfc8785
from numpy.typing import NDArray

from tequio.faults import Fault
from tequio.files import check_place
from tequio.files.faults import FolderInUse, UnwritableFile
from tequio.selection.frames import Frame, plain, table_faults
from tequio.selection.invitations import PLAN_FORMAT, Earlier, Invitation, Plan, draw_letters, lay_ground
from tequio.selection.response_rates import Rates

# How the parts of a plan are asked for.
OPTIONS = {
    "frame": "FRAME",
    "letters": "--letters",
    "stratify": "--stratify",
    "allow_empty": "--allow-empty",
    "household": "--per-household",
    "id": "--id",
    "rates": "--response-rates",
    "earlier": "--exclude",
}
FORMAT = "tequio-invitation/1"
PLAN, RESULT, LETTERS, REPORT = "plan.json", "invitation.json", "letters.csv", "report.html"
PART = ".{}.part"
# A stratum with fewer people is shown only together with others (design, section 7).
SMALL = 5
# Rows a batch when the letters' rows are fetched: bounds memory.
BATCH = 200_000
# What a spreadsheet takes for a formula; apostrophes may stand before it, so that defusing can be undone.
FORMULA = r"^'*(?:[\t\r\n]|\s*[-=+@－＝＋＠])"


@dataclass(eq=False)
class PlanUnlike(Fault):
    """The folder holds another plan: what it has of each of the `options` is not what was asked for."""

    folder: str
    options: tuple[str, ...]


@dataclass(eq=False)
class EarlierUnnamed(Fault):
    """The plan leaves out `needed` earlier invitations, and not exactly these were named, in their order."""

    folder: str
    needed: int


@dataclass(eq=False)
class DrawUnlike(Fault):
    """The folder holds a draw of the same plan with other randomness; `source` is that draw's."""

    folder: str
    source: str


@dataclass(eq=False)
class FolderNoInvitation(Fault):
    """The folder lacks a file of an invitation, or it cannot be read."""

    folder: str
    name: str


@dataclass(eq=False)
class LettersChanged(Fault):
    """The letters of an earlier invitation are not those that its result names."""

    folder: str


@dataclass(frozen=True)
class Check:
    """What a second computation of an invitation found.

    Args:
        frame: whether the frame is the one that the plan names.
        unlike: the files that differ from what plan, frame and randomness give; empty if proved.
        source: the randomness that was used.
        root: of the plan.
    """

    frame: bool
    unlike: tuple[str, ...]
    source: str
    root: str

    @property
    def proved(self) -> bool:
        """Whether everything agrees."""
        return self.frame and not self.unlike


def check_folder(folder: Path, plan: Plan, source: str = "") -> None:
    """Sees to it that an invitation may be written to a folder.

    A folder that is not there, is empty, or holds the same plan and at most the same draw, will do.

    Raises:
        FolderInUse, PlanUnlike, DrawUnlike: if it holds something else.
        UnwritableFile: it cannot be made or written to.
    """
    if folder.exists() and not folder.is_dir():
        raise FolderInUse(folder, folder.name)
    held = sorted(path.name for path in folder.iterdir()) if folder.exists() else []
    own = {PLAN, RESULT, LETTERS, REPORT}
    for name in held:
        # What an interrupted run leaves is overwritten.
        if name not in own | {PART.format(mine) for mine in own}:
            raise FolderInUse(folder, name)
    if PLAN in held:
        _check_plan(folder, plan)
    elif others := [name for name in held if name in own]:
        raise FolderInUse(folder, others[0])
    if RESULT in held:
        drawn, _ = _source(folder)
        if source and drawn != source:
            raise DrawUnlike(str(folder), drawn)
    check_place(folder)


def _check_plan(folder: Path, plan: Plan) -> None:
    if _bytes(folder, PLAN) == plan.bytes():
        return
    there, asked = _object(folder, PLAN), plan.document()
    unlike = tuple(option for key, option in OPTIONS.items() if there.get(key) != asked[key])
    raise PlanUnlike(str(folder), unlike or (PLAN,))


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Writes the files so that each is there whole or not at all; the folder is the owner's alone.

    Raises:
        UnwritableFile: the place is protected, or the disk is full.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        for name, content in files.items():
            fresh = folder / PART.format(name)
            fresh.write_bytes(content)
            fresh.chmod(0o600)
            fresh.replace(folder / name)
    except OSError as error:
        raise UnwritableFile(folder, errno.errorcode.get(error.errno or 0, "")) from error


def invitation_files(frame: Frame, invitation: Invitation) -> dict[str, bytes]:
    """The bytes of `plan.json`, `letters.csv` and `invitation.json`, the last one last."""
    letters = _letters_csv(frame, invitation)
    document = _document(invitation, hashlib.sha256(letters).hexdigest())
    return {
        PLAN: invitation.plan.bytes(),
        LETTERS: letters,
        RESULT: rfc8785.dumps(document) + b"\n",  # type: ignore[arg-type]
    }


def verify_letters(frame: Frame, folder: Path, earlier: tuple[Earlier, ...] = ()) -> Check:
    """Draws again from plan, frame and randomness, and compares the bytes.

    Args:
        frame: the frame, opened with the plan's encoding.
        folder: holds `plan.json`, `invitation.json` and `letters.csv`.
        earlier: the earlier invitations that the plan names.

    Raises:
        FolderNoInvitation: if a file is missing or is no such file.
        EarlierUnnamed: `earlier` is not what the plan names. Also all that `lay_ground` raises.
    """
    plan, source, signature = read_plan(folder), *_source(folder)
    if frame.sha256 != plan.frame:
        return Check(False, (), source, plan.root)
    waves = tuple(wave.sha256 for wave in earlier)
    if waves != plan.earlier:
        raise EarlierUnnamed(str(folder), len(plan.earlier))
    files = invitation_files(frame, draw_letters(lay_ground(frame, plan, earlier), plan, source, signature))
    unlike = [name for name, content in files.items() if _bytes(folder, name) != content]
    return Check(True, tuple(unlike), source, plan.root)


def read_plan(folder: Path) -> Plan:
    """The plan in a folder.

    Raises:
        FolderNoInvitation: if there is none, or it is of a format that this version does not know.
    """
    data = _object(folder, PLAN)
    try:
        if data["format"] != PLAN_FORMAT:
            raise FolderNoInvitation(str(folder), PLAN)
        rates = data["rates"] and Rates(
            tuple(data["rates"]["columns"]),
            tuple((tuple(row["values"]), Fraction(row["rate"])) for row in data["rates"]["table"]),
        )
        return Plan(
            frame=data["frame"]["sha256"],
            encoding=data["frame"]["encoding"],
            letters=data["letters"],
            stratify=tuple(data["stratify"]),
            allow_empty=data["allow_empty"],
            household=tuple(data["household"]),
            id=data["id"],
            rates=rates,
            earlier=tuple(data["earlier"]),
        )
    except (KeyError, TypeError, ValueError):
        raise FolderNoInvitation(str(folder), PLAN) from None


def read_earlier(folder: Path, id_column: str = "") -> Earlier:
    """The rows of an earlier invitation, and their ids where it has that column.

    Raises:
        FolderNoInvitation, LettersChanged: if it is none, or its letters were changed.
    """
    result, letters = _bytes(folder, RESULT), _bytes(folder, LETTERS)
    data = _object(folder, RESULT)
    if data.get("format") != FORMAT:
        raise FolderNoInvitation(str(folder), RESULT)
    if data.get("letters_sha256") != hashlib.sha256(letters).hexdigest():
        raise LettersChanged(str(folder))
    table = pl.read_csv(io.BytesIO(letters), infer_schema=False)
    first, *others = table.columns
    named = [name for name in others if id_column and plain(_fused(name)) == plain(id_column)]
    ids = tuple(_fused(cell or "") for cell in table[named[0]].to_list()) if named else None
    rows = table[first].cast(pl.Int64).to_numpy()
    return Earlier(str(folder), hashlib.sha256(result).hexdigest(), data["frame"]["sha256"], rows, ids)


def small_strata(population: NDArray[np.int64]) -> list[int]:
    """The strata that are published only together, so that none can be worked out.

    Those with fewer than five people; if there is one alone, or all of them together are fewer
    than five, the next smallest join them.
    """
    order = sorted(range(len(population)), key=lambda s: (population[s], s))
    count = int((population < SMALL).sum())
    while 0 < count < len(order) and (count == 1 or sum(population[order[:count]]) < SMALL):
        count += 1
    return sorted(order[:count])


def decimal(value: Fraction) -> str:
    """A number of at least 0 with six places, as text; halves go to the even digit."""
    whole, rest = divmod(round(value * 10**6), 10**6)
    return f"{whole}.{rest:06d}"


def _document(invitation: Invitation, letters_sha256: str) -> dict[str, object]:
    ground, plan = invitation.ground, invitation.plan
    together = small_strata(ground.strata.rows)
    alone = [s for s in range(len(invitation.letters)) if s not in set(together)]
    kind = invitation.source.partition(" ")[0]
    return {
        "format": FORMAT,
        "plan": plan.root,
        "frame": {
            "sha256": plan.frame,
            "rows": len(ground.open),
            "available": int(ground.open.sum()),
        },
        "source": {"kind": kind, "text": invitation.source}
        | ({"signature": invitation.signature} if invitation.signature else {}),
        "rehearsal": kind == "seed",
        "letters": plan.letters,
        "letters_sha256": letters_sha256,
        "stratify": list(plan.stratify),
        "strata": [
            {
                "values": list(ground.strata.values[s]),
                "rate": decimal(ground.rates[s]) if ground.rates else None,
                "full": ground.shares.full[s],
                **_sums(invitation, [s]),
            }
            for s in alone
        ],
        "small": {"strata": len(together), **_sums(invitation, together)} if together else None,
        "expected": _sums(invitation, list(range(len(invitation.letters))))["expected"],
        "passed_over": invitation.passed_over,
        "rounds": invitation.rounds,
    }


def _sums(invitation: Invitation, strata: list[int]) -> dict[str, object]:
    ground, expected = invitation.ground, invitation.expected
    return {
        "population": int(ground.strata.rows[strata].sum()),
        "available": sum(ground.available[s] for s in strata),
        "share": decimal(sum((ground.shares.exact[s] for s in strata), Fraction(0))),
        "letters": sum(invitation.letters[s] for s in strata),
        "expected": decimal(sum((expected[s] for s in strata), Fraction(0))) if expected else None,
    }


def _letters_csv(frame: Frame, invitation: Invitation) -> bytes:
    """All columns of the rows that get a letter; the mark at the start is for spreadsheets."""
    rows = invitation.rows
    parts, start = [], 0
    with table_faults(frame):
        lazy = frame.scan().select(pl.all().cast(pl.String))
        for batch in lazy.collect_batches(maintain_order=True, chunk_size=BATCH):
            low, high = np.searchsorted(rows, [start, start + batch.height])
            parts.append(batch[rows[low:high] - start])
            start += batch.height
    table = pl.concat(parts)
    risky = pl.all().str.contains(FORMULA)
    table = table.select(pl.when(risky).then("'" + pl.all()).otherwise(pl.all()).name.keep())
    table.columns = ["'" + name if re.search(FORMULA, name) else name for name in table.columns]
    number = pl.Series("frame_row" if "frame_row" not in table.columns else "frame_row_again", rows + 1)
    return table.insert_column(0, number).write_csv(include_bom=True).encode()


def _fused(cell: str) -> str:
    """A cell before it was defused."""
    return cell[1:] if cell.startswith("'") and re.search(FORMULA, cell[1:]) else cell


def _source(folder: Path) -> tuple[str, str]:
    """The randomness of a result, and the signature of its pulse if it has one."""
    try:
        source = _object(folder, RESULT)["source"]
        return str(source["text"]), str(source.get("signature", ""))
    except (KeyError, TypeError, AttributeError):
        raise FolderNoInvitation(str(folder), RESULT) from None


def _bytes(folder: Path, name: str) -> bytes:
    try:
        return (folder / name).read_bytes()
    except OSError:
        raise FolderNoInvitation(str(folder), name) from None


def _object(folder: Path, name: str) -> dict[str, Any]:
    try:
        data = json.loads(_bytes(folder, name))
    except ValueError:
        raise FolderNoInvitation(str(folder), name) from None
    if not isinstance(data, dict):
        raise FolderNoInvitation(str(folder), name)
    return data
