"""The bundle of a lottery, put together from what is stored: for a draw, for auditors, for everybody."""

import io
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tequio.record.commitments import public_bytes
from tequio.reports.draw_bundle import draw_bundle
from tequio.selection.bundle_files import LOTTERY
from tequio.selection.draw import Draw as Drawn
from tequio.selection.draw import Files, open_files, remaining_of
from tequio.web import keys
from tequio.web.runs.actions import content_of
from tequio.web.selection.lottery_run import PROOFS, plain_files
from tequio.web.selection.models import Draw, Lottery
from tequio.words import words

PUBLIC = "public/"
NEEDED = (LOTTERY, "private/panels.json", "private/key.csv")


def public_lottery(lottery: Lottery) -> bytes:
    """`public/lottery.json`."""
    return content_of(lottery.run, LOTTERY)


def draws_of(lottery: Lottery) -> list[Draw]:
    """The draws, the first one first."""
    return list(lottery.draws.order_by("pk"))


def draw_names(count: int) -> list[str]:
    """How the draws are called in the bundle, the first one first: the latest is `draw.json`."""
    return [f"public/draw-{number}.json" for number in range(1, count)] + ["public/draw.json"][:count]


def public_files(lottery: Lottery) -> dict[str, bytes]:
    """What everybody may have of a published lottery."""
    draws = draws_of(lottery)
    files = {LOTTERY: public_lottery(lottery)}
    return files | dict(zip(draw_names(len(draws)), (public_bytes(draw.document) for draw in draws)))


@contextmanager
def opened(lottery: Lottery) -> Iterator[Files]:
    """The files of a lottery as the library's draw reads them."""
    with plain_files({name: content_of(lottery.run, name) for name in NEEDED}) as folder:
        yield open_files(folder)


def private_bundle(lottery: Lottery) -> dict[str, bytes]:
    """Everything: what is published, and what shows who is who. For the auditor's eyes."""
    stored = lottery.run.files.filter(made=True).values_list("name", flat=True)
    files = {name: content_of(lottery.run, name) for name in stored} | public_files(lottery)
    for pseudonym, sealed in lottery.proofs.values_list("pseudonym", "sealed").iterator():
        if sealed:
            files[f"{PROOFS}{pseudonym}.json"] = keys.unseal(bytes(sealed))
    with plain_files(files) as folder:
        return files | _drawn(open_files(folder), [draw.document for draw in draws_of(lottery)])


def _drawn(files: Files, documents: list[dict[str, Any]]) -> dict[str, bytes]:
    """The private files of each draw, which follow from its document."""
    made: dict[str, bytes] = {}
    for at, document in enumerate(documents):
        last = at == len(documents) - 1
        drawn = Drawn(
            document,
            tuple(document["panel"]["members"]),
            tuple(remaining_of(files, document["panel"]["members"])),
        )
        for name, content in draw_bundle(files, drawn, documents[:at], words("en")).items():
            path = Path(name)
            kept = name if last else str(path.with_name(f"{path.stem}-{at + 1}{path.suffix}"))
            if not name.startswith(PUBLIC):
                made[kept] = content
    return made


def zipped(files: dict[str, bytes]) -> bytes:
    """The files as one zip, the same bytes for the same files."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, (2000, 1, 1, 0, 0, 0)), files[name])
    return buffer.getvalue()


def document_of(lottery: Lottery) -> dict[str, Any]:
    """`public/lottery.json`, read."""
    return dict(json.loads(public_lottery(lottery)))
