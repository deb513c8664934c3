"""Asking for a run, and asking it to stop. `work.py` is the other side."""

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction

from tequio.web import keys
from tequio.web.accounts.models import User
from tequio.web.assemblies.models import Assembly
from tequio.web.runs.models import Run, RunFile


def enqueue(
    kind: str,
    assembly: Assembly,
    inputs: Mapping[str, Any],
    *,
    by: User | None,
    files: Mapping[str, bytes] | None = None,
) -> Run:
    """Asks for a run with these inputs, frozen now; if one of this kind waits or runs, that one.

    Args:
        kind: a key of `worker.KINDS`.
        assembly: whose.
        inputs: what JSON holds.
        by: who asked.
        files: contents by name; kept sealed.
    """
    given = files or {}
    frozen = {
        "inputs": dict(inputs),
        "files": {name: sha256(given[name]).hexdigest() for name in sorted(given)},
    }
    digest = sha256(json.dumps(frozen, sort_keys=True).encode()).hexdigest()
    try:
        with transaction.atomic():
            run = Run.objects.create(
                assembly=assembly, kind=kind, inputs=dict(inputs), inputs_sha256=digest, asked_by=by
            )
            for name, content in given.items():
                keep(run, name, content, made=False)
    except IntegrityError:
        return Run.objects.get(assembly=assembly, kind=kind, state__in=("waiting", "running"))
    return run


def keep(run: Run, name: str, content: bytes, *, made: bool) -> RunFile:
    """Keeps a file of a run, sealed."""
    file = RunFile(run=run, name=name, made=made)
    file.sealed.save(name, ContentFile(keys.seal(content)), save=False)
    file.save()
    return file


def content_of(run: Run, name: str) -> bytes:
    """A file of a run.

    Raises:
        RunFile.DoesNotExist: there is none of this name.
    """
    with run.files.get(name=name).sealed.open("rb") as file:
        return keys.unseal(file.read())


def replace_content(run: Run, name: str, content: bytes) -> None:
    """Writes a file of a run anew: only where somebody is erased from it.

    Raises:
        RunFile.DoesNotExist: there is none of this name.
    """
    file = run.files.get(name=name)
    file.sealed.save(name, ContentFile(keys.seal(content)))


def drop_content(run: Run, name: str) -> None:
    """Takes a file of a run away that nobody needs any more; its hash stays with the run's inputs."""
    for file in run.files.filter(name=name):
        file.sealed.delete(save=False)
        file.delete()


def cancel(run: Run) -> None:
    """Asks a run to stop: one that waits is cancelled at once, one that runs soon."""
    if not Run.objects.filter(pk=run.pk, state=Run.State.WAITING).update(state=Run.State.CANCELLED):
        Run.objects.filter(pk=run.pk, state=Run.State.RUNNING).update(cancel_asked=True)
