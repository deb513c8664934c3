"""What is done with frame and letters, in the order of the law: plan, announcement, draw, certificate."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from tequio.randomness import Source
from tequio.record.acts import moment
from tequio.web.accounts.models import User
from tequio.web.assemblies.actions import record
from tequio.web.assemblies.models import Assembly
from tequio.web.recruitment.frame.codes import new_code
from tequio.web.recruitment.frame.computing import EARLIER, Drawn
from tequio.web.recruitment.frame.faults import FrameInUse, OutOfOrder
from tequio.web.recruitment.frame.queries import (
    LETTERS_EXIST,
    ON_ITS_WAY,
    blind_of,
    frame_in_force,
    frame_in_preparation,
    latest_run,
    live,
)
from tequio.web.recruitment.frame.uploads import SealedUpload
from tequio.web.recruitment.models import Frame, Letter, Wave
from tequio.web.runs.actions import cancel, enqueue
from tequio.web.runs.kinds import Outcome
from tequio.web.runs.models import Run

CHECK, PLAN, LETTERS = "frame", "plan", "letters"


def _hold(assembly: Assembly) -> None:
    """Whoever else changes the frame or the letters of this assembly waits."""
    Assembly.objects.select_for_update().get(pk=assembly.pk)


def upload_frame(*, assembly: Assembly, upload: SealedUpload, encoding: str, by: User) -> Frame:
    """Keeps a frame that arrived, in place of one that is not fixed, and has it checked.

    Raises:
        OutOfOrder: another one is being checked now.
        OSError: the storage is full; nothing is kept.
    """
    frame = Frame(
        assembly=assembly,
        name=(upload.name or "")[:200],
        bytes=upload.content_size,
        sha256=upload.sha256,
        encoding=encoding,
        uploaded_by=by,
    )
    with transaction.atomic():
        _hold(assembly)
        if live(latest_run(assembly, CHECK)):
            raise OutOfOrder
        before = frame_in_preparation(assembly)
        if before:
            _drop_frame(before)
        frame.sealed.save(f"{upload.sha256[:16]}.sealed", upload, save=False)
        kept = str(frame.sealed.name)
        try:
            frame.save()
            _ask_check(frame, by)
        except Exception:
            default_storage.delete(kept)
            raise
    return frame


def _ask_check(frame: Frame, by: User) -> None:
    enqueue(CHECK, frame.assembly, {"frame": frame.pk, **_where(frame)}, by=by)


def _where(frame: Frame) -> dict[str, Any]:
    """What a run needs to open a frame."""
    return {
        "path": frame.sealed.name,
        "bytes": frame.bytes,
        "encoding": frame.encoding,
        "name": frame.name,
    }


@transaction.atomic
def check_again(*, frame: Frame, encoding: str, by: User) -> None:
    """Checks a frame that was refused, or whose check was interrupted, with another encoding.

    Raises:
        OutOfOrder: it is being checked, or is no longer in preparation.
    """
    _hold(frame.assembly)
    if live(latest_run(frame.assembly, CHECK)):
        raise OutOfOrder
    waiting = (Frame.State.UPLOADED, Frame.State.REFUSED)
    changed = Frame.objects.filter(pk=frame.pk, state__in=waiting)
    if not changed.update(state=Frame.State.UPLOADED, encoding=encoding, fault={}):
        raise OutOfOrder
    frame.refresh_from_db()
    _ask_check(frame, by)


def frame_checked(run: Run, outcome: Outcome) -> None:
    """What follows from a check: the frame is refused, or shown with its columns until somebody fixes it."""
    waiting = Frame.objects.filter(pk=run.inputs["frame"], state=Frame.State.UPLOADED)
    if "fault" in outcome.result:
        waiting.update(state=Frame.State.REFUSED, fault=outcome.result["fault"])
    else:
        waiting.update(state=Frame.State.CHECKED, **outcome.result)


@transaction.atomic
def remove_frame(*, frame: Frame) -> None:
    """Removes a frame that is not fixed, with its file; a check under way is cancelled.

    Raises:
        OutOfOrder: it is fixed, or gone.
    """
    _hold(frame.assembly)
    current = frame_in_preparation(frame.assembly)
    if current is None or current.pk != frame.pk:
        raise OutOfOrder
    run = latest_run(frame.assembly, CHECK)
    if run and live(run):
        cancel(run)
    _drop_frame(current)


def _drop_frame(frame: Frame) -> None:
    name = str(frame.sealed.name)
    frame.delete()
    transaction.on_commit(lambda: default_storage.delete(name))


@transaction.atomic
def fix_frame(*, frame: Frame) -> None:
    """Fixes a frame whose columns and rows were seen; from now on letters may be drawn from it.

    Raises:
        OutOfOrder: it is fixed already, or was not checked.
    """
    checked = Frame.objects.filter(pk=frame.pk, state=Frame.State.CHECKED)
    if not checked.update(state=Frame.State.FIXED, fixed_at=timezone.now()):
        raise OutOfOrder
    record(frame.assembly, "frame.fixed", {"sha256": frame.sha256, "rows": frame.rows})


@transaction.atomic
def ask_plan(*, assembly: Assembly, options: Mapping[str, Any], by: User) -> Run:
    """Has a plan laid and fixed.

    Args:
        assembly: whose.
        options: `letters`, `stratify`, `allow_empty`, `household`, `id`, `rates` (a table as text), and
            `address_format`.
        by: who asks.

    Raises:
        OutOfOrder: there is no frame, or another wave is on its way.
    """
    _hold(assembly)
    frame = frame_in_force(assembly)
    if frame is None or Wave.objects.filter(assembly=assembly, state__in=ON_ITS_WAY).exists():
        raise OutOfOrder
    inputs = {"frame": frame.pk, **_where(frame), **options}
    earlier = _earlier(assembly, frame, str(options["id"]))
    return enqueue(PLAN, assembly, inputs, by=by, files={EARLIER: earlier})


def _earlier(assembly: Assembly, frame: Frame, id_column: str, before: int | None = None) -> bytes:
    """The rows that earlier waves invited, and the ids of those that came from another frame."""
    waves = Wave.objects.filter(assembly=assembly, state__in=LETTERS_EXIST).select_related("frame")
    if before is not None:
        waves = waves.filter(number__lt=before)
    found = []
    for wave in waves:
        letters = wave.letters.order_by("row")
        ids = None
        if wave.frame.sha256 != frame.sha256 and id_column:
            rows = [letter.sealed["row"] for letter in letters.only("sealed", "row").iterator(chunk_size=500)]
            ids = [row[id_column] for row in rows] if all(id_column in row for row in rows) else None
        found.append(
            {
                "name": f"{wave.number}",
                "sha256": sha256(wave.invitation.encode()).hexdigest(),
                "frame": wave.frame.sha256,
                "rows": list(letters.values_list("row", flat=True)),
                "ids": ids,
            }
        )
    return json.dumps(found).encode()


def plan_laid(run: Run, outcome: Outcome) -> None:
    """Fixes the plan and publishes its root, unless a wave is on its way or the frame went meanwhile."""
    result, inputs = outcome.result, run.inputs
    if "fault" in result:
        return
    _hold(run.assembly)
    waves, frame = Wave.objects.filter(assembly=run.assembly), Frame.objects.get(pk=inputs["frame"])
    if frame.state != Frame.State.FIXED or waves.filter(state__in=ON_ITS_WAY).exists():
        return
    last = waves.order_by("-number").first()
    Wave.objects.create(
        assembly=run.assembly,
        number=last.number + 1 if last else 1,
        frame=frame,
        letters_asked=inputs["letters"],
        plan=result["plan"],
        root=result["root"],
        notes=result["notes"],
        strata=result["strata"],
        address_format=inputs["address_format"],
    )
    plan: dict[str, object] = {"plan": result["root"], "frame": frame.sha256}
    record(run.assembly, "plan.fixed", plan, {"plan.json": result["plan"].encode()})


def drop_plan(*, wave: Wave) -> None:
    """Gives up a plan for which no randomness was announced; its act stays.

    Raises:
        OutOfOrder: it was announced.
    """
    if not Wave.objects.filter(pk=wave.pk, state=Wave.State.FIXED).update(state=Wave.State.DROPPED):
        raise OutOfOrder


def change_format(*, wave: Wave, address_format: str) -> None:
    """Changes how the address stands on the letters, until they are certified.

    Raises:
        OutOfOrder: they are.
    """
    changing = Wave.objects.filter(pk=wave.pk).exclude(state__in=(Wave.State.CERTIFIED, Wave.State.DROPPED))
    if not changing.update(address_format=address_format):
        raise OutOfOrder


@transaction.atomic
def announce(*, wave: Wave, source: str, at: datetime, number: int | None = None) -> None:
    """Announces, once, where the randomness of the letters will come from, and when.

    Args:
        wave: whose plan is fixed.
        source: `dice`, `balls` or `drand`; in a rehearsal also `seed`.
        at: when it will be known.
        number: the round, of drand.

    Raises:
        OutOfOrder: announced already, or dropped.
    """
    fixed = Wave.objects.filter(pk=wave.pk, state=Wave.State.FIXED)
    said = {"announced_source": source, "announced_round": number, "announced_for": at}
    if not fixed.update(state=Wave.State.ANNOUNCED, announced_at=timezone.now(), **said):
        raise OutOfOrder
    payload: dict[str, object] = {"plan": wave.root, "source": source, "round": number, "at": moment(at)}
    record(wave.assembly, "letters.announced", payload)


@transaction.atomic
def draw_wave(*, wave: Wave, source: Source, by: User) -> None:
    """Takes the randomness, once, and has the letters drawn.

    Raises:
        OutOfOrder: it was typed already, is not due yet, or is another source than was announced.
    """
    due = Wave.objects.filter(pk=wave.pk, state=Wave.State.ANNOUNCED, announced_source=source.kind)
    if not wave.assembly.rehearsal:
        due = due.filter(announced_for__lte=timezone.now())
    if source.kind == "drand":
        due = due.filter(announced_round=source.round)
    if not due.update(state=Wave.State.DRAWING, randomness=source.text, signature=source.signature or ""):
        raise OutOfOrder
    wave.refresh_from_db()
    _ask_letters(wave, by)


@transaction.atomic
def draw_again(*, wave: Wave, by: User) -> None:
    """Asks once more for a draw that was interrupted; plan and randomness stay what they are.

    Raises:
        OutOfOrder: nothing was interrupted.
    """
    _hold(wave.assembly)
    wave.refresh_from_db()
    if wave.state != Wave.State.DRAWING or live(latest_run(wave.assembly, LETTERS)):
        raise OutOfOrder
    _ask_letters(wave, by)


def _ask_letters(wave: Wave, by: User) -> None:
    plan = json.loads(wave.plan)
    inputs = {
        "wave": wave.pk,
        **_where(wave.frame),
        "encoding": plan["frame"]["encoding"],
        "plan": wave.plan,
        "source": wave.randomness,
        "signature": wave.signature,
    }
    earlier = _earlier(wave.assembly, wave.frame, plan["id"], wave.number)
    enqueue(LETTERS, wave.assembly, inputs, by=by, files={EARLIER: earlier})


def letters_drawn(run: Run, outcome: Outcome) -> None:
    """Keeps the letters, each with a new code, and publishes the result of the draw."""
    if not isinstance(outcome, Drawn):
        return
    invitation = str(outcome.result["invitation"])
    drawing = Wave.objects.filter(pk=run.inputs["wave"], state=Wave.State.DRAWING)
    if not drawing.update(state=Wave.State.DRAWN, invitation=invitation, drawn_at=timezone.now()):
        return
    wave = Wave.objects.get(pk=run.inputs["wave"])
    codes = _codes(len(outcome.letters))
    letters = (
        Letter(
            wave=wave,
            number=number,
            row=row,
            stratum=stratum,
            sealed={"code": code, "row": cells},
            code_blind=blind,
        )
        for number, ((row, stratum, cells), (blind, code)) in enumerate(zip(outcome.letters, codes), 1)
    )
    Letter.objects.bulk_create(letters, batch_size=500)
    result: dict[str, object] = {"plan": wave.root, "invitation": sha256(invitation.encode()).hexdigest()}
    record(run.assembly, "letters.drawn", result, {"invitation.json": invitation.encode()})


def _codes(n: int) -> list[tuple[str, str]]:
    """As many codes that no letter has, each with its blind before it."""
    found: dict[str, str] = {}
    while len(found) < n:
        fresh = {blind_of(code): code for code in (new_code() for _ in range(min(n - len(found), 500)))}
        taken = set(Letter.objects.filter(code_blind__in=fresh).values_list("code_blind", flat=True))
        found |= {blind: code for blind, code in fresh.items() if blind not in taken}
    return list(found.items())


@transaction.atomic
def certify(*, wave: Wave, keep_frame: bool = False) -> None:
    """States that these letters were sent; without a further wave all unused frames are deleted with it.

    Raises:
        OutOfOrder: the letters are not drawn, or were certified already.
    """
    drawn = Wave.objects.filter(pk=wave.pk, state=Wave.State.DRAWN)
    if not drawn.update(state=Wave.State.CERTIFIED, certified_at=timezone.now()):
        raise OutOfOrder
    letters: dict[str, object] = {
        "invitation": sha256(wave.invitation.encode()).hexdigest(),
        "letters": wave.letters_asked,
    }
    record(wave.assembly, "letters.certified", letters)
    frames = Frame.objects.filter(assembly=wave.assembly, state=Frame.State.FIXED)
    for frame in () if keep_frame else frames:
        if not _in_use(frame):
            delete_frame(frame=frame)


@transaction.atomic
def delete_frame(*, frame: Frame) -> None:
    """Deletes a frame that is no longer used; only the letters' rows remain.

    Raises:
        FrameInUse: letters of this frame are not certified yet, or none ever were.
        OutOfOrder: it is deleted already, or was never fixed.
    """
    _hold(frame.assembly)
    if _in_use(frame) or live(latest_run(frame.assembly, PLAN)):
        raise FrameInUse
    name = str(frame.sealed.name)
    fixed = Frame.objects.filter(pk=frame.pk, state=Frame.State.FIXED)
    if not fixed.update(state=Frame.State.DELETED, deleted_at=timezone.now(), sealed="", name=""):
        raise OutOfOrder
    record(frame.assembly, "frame.deleted", {"sha256": frame.sha256})
    transaction.on_commit(lambda: default_storage.delete(name))


def _in_use(frame: Frame) -> bool:
    certified = Wave.objects.filter(assembly=frame.assembly, state=Wave.State.CERTIFIED).exists()
    return not certified or frame.waves.filter(state__in=(*ON_ITS_WAY, Wave.State.DRAWN)).exists()
