"""Backups: every table, the keys and the stored files in one sealed file, portable between databases.

In the sealed file is a tar: `manifest.json`, `keys/…`, `tables/<app.Model>/<part>.jsonl` (Django's
own form of rows), `files/…`. Nothing of it touches the disk unsealed. Sign-ins and lock-outs are
not in it: after a restore everybody signs in again.
"""

import io
import json
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import Model

from tequio.web import keys
from tequio.web.privacy.sealed_box import Sealing
from tequio.web.records.models import Act

FORMAT = 1
PART = 500  # rows in memory at a time
LEFT_OUT = {"auth", "contenttypes", "sessions", "axes"}
# Their triggers refuse rows that come after them.
LAST = ("recruitment.PoolClosing",)
ENDING = ".backup"


def models() -> list[type[Model]]:
    """The tables of a backup, in the order in which they are brought back."""
    found = [model for model in apps.get_models() if model._meta.app_label not in LEFT_OUT]
    return sorted(found, key=lambda model: (model._meta.label in LAST, model._meta.label))


def state_of_tables() -> list[str]:
    """The migrations that are applied, of the tables that a backup holds."""
    applied = MigrationRecorder(connection).applied_migrations()
    return sorted(f"{app}.{name}" for app, name in applied if app not in LEFT_OUT)


def name_for(day: date, days: int) -> str:
    """The name of a backup, with the day on which it expires."""
    return f"tequio-{day.isoformat()}-until-{(day + timedelta(days=days)).isoformat()}{ENDING}"


def expired(folder: Path, today: date) -> list[Path]:
    """The backups in a folder whose name says that they are over."""
    found = []
    for path in sorted(folder.glob(f"tequio-*-until-*{ENDING}")):
        try:
            until = date.fromisoformat(path.name.removesuffix(ENDING).rpartition("-until-")[2])
        except ValueError:
            continue
        if until < today:
            found.append(path)
    return found


def write(path: Path, key: X25519PublicKey, now: datetime) -> int:
    """Makes a backup; how many acts are in it. A file is there only once it is whole.

    Args:
        path: of the file; written over if it is there.
        key: for whom.
        now: the clock.
    """
    partial = path.with_name(f".{path.name}.part")
    with (
        partial.open("wb") as file,
        Sealing(file, key) as sealed,
        _one_moment(),
        tarfile.open(fileobj=sealed, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        acts = Act.objects.count()
        manifest = {
            "format": FORMAT,
            "made_at": now.isoformat(),
            "tables": state_of_tables(),
            "acts": acts,
        }
        _add(tar, "manifest.json", json.dumps(manifest).encode())
        for one in sorted(keys.folder().iterdir()):
            _add(tar, f"keys/{one.name}", one.read_bytes())
        for name, content in _tables():
            _add(tar, name, content)
        _add_files(tar, Path(settings.MEDIA_ROOT))
    partial.chmod(0o600)
    partial.replace(path)
    return acts


@contextmanager
def _one_moment() -> Iterator[None]:
    """All tables as of one moment; others go on writing."""
    postgres = connection.vendor == "postgresql"
    begin = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if postgres else "BEGIN"
    with connection.cursor() as cursor:
        cursor.execute(begin)
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def _tables() -> Iterator[tuple[str, bytes]]:
    for model in models():
        rows = model._base_manager.order_by("pk").iterator(chunk_size=PART)
        for number in count():
            if not (part := list(islice(rows, PART))):
                break
            text: Any = serializers.serialize("jsonl", part)
            yield f"tables/{model._meta.label}/{number:06}.jsonl", text.encode()


def _add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode = len(content), 0o600
    tar.addfile(entry, io.BytesIO(content))


def _add_files(tar: tarfile.TarFile, root: Path) -> None:
    for path in sorted(root.rglob("*")):
        try:
            file = path.open("rb")
        except (FileNotFoundError, IsADirectoryError):  # deleted since, or a folder
            continue
        with file:
            entry = tarfile.TarInfo(f"files/{path.relative_to(root)}")
            entry.size, entry.mode = path.stat().st_size, 0o600
            tar.addfile(entry, file)
