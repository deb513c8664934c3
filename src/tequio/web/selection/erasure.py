"""What a lottery keeps of somebody who is erased: the leaf stays and proves the rest, the person is gone."""

import csv
import io
from codecs import BOM_UTF8

from tequio.web.recruitment.models import Volunteer
from tequio.web.runs.actions import content_of, drop_content, replace_content
from tequio.web.selection.audits import BUNDLE
from tequio.web.selection.lottery_run import POOL, SALTS
from tequio.web.selection.models import Proof

KEY, CHANCES = "private/key.csv", "private/chances.csv"


def forget(volunteer: Volunteer) -> None:
    """Destroys id, salt and proof of a volunteer in every lottery; in the caller's transaction."""
    identity = volunteer.identity
    for run in volunteer.assembly.runs.filter(kind="audit"):
        drop_content(run, BUNDLE)  # of a check that never ended
    for proof in Proof.objects.filter(volunteer=volunteer).select_related("lottery__run"):
        run = proof.lottery.run
        there = set(run.files.values_list("name", flat=True))  # their time may be over
        for name, blanks in ((KEY, ("id", "salt")), (CHANCES, ("id",))):
            if name not in there:
                continue
            replace_content(run, name, _blanked(content_of(run, name), identity, blanks))
        for name in run.files.filter(made=False, name__in=(POOL, SALTS)).values_list("name", flat=True):
            lines = content_of(run, name).splitlines(keepends=True)
            kept = [line for line in lines if not line.startswith(f"{identity},".encode())]
            replace_content(run, name, b"".join(kept))
        proof.volunteer, proof.sealed = None, b""
        proof.save(update_fields=["volunteer", "sealed"])


def _blanked(content: bytes, identity: str, blanks: tuple[str, ...]) -> bytes:
    """The table without these cells of a person; all others as they are, to the byte."""
    text, marked = content.decode("utf-8-sig"), content.startswith(BOM_UTF8)
    columns, *rows = csv.reader(io.StringIO(text, newline=""))
    at, places = columns.index("id"), [columns.index(name) for name in blanks]
    for row in rows:
        if row[at] == identity:
            for place in places:
                row[place] = ""
    kept = io.StringIO(newline="")
    csv.writer(kept).writerows([columns, *rows])
    return kept.getvalue().encode("utf-8-sig" if marked else "utf-8")
