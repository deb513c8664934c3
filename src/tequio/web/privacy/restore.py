"""Bringing a backup back into an empty site, and erasing again whoever was erased since."""

import json
import tarfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.management.color import no_style
from django.db import connection, transaction

from tequio.record import merkle
from tequio.web import keys
from tequio.web.accounts.models import User
from tequio.web.assemblies.models import Assembly
from tequio.web.privacy.actions import apply_erasures, note_outside
from tequio.web.privacy.backup import FORMAT, models, state_of_tables
from tequio.web.privacy.faults import BackupDamaged, NotABackup, OtherVersion, SiteNotEmpty
from tequio.web.privacy.sealed_box import Opening
from tequio.web.records.actions import append
from tequio.web.records.models import Act


@dataclass(frozen=True)
class Restored:
    """What came back: acts, the root of their tree, and how many people were erased again."""

    acts: int
    root: str
    erased: int


def restore(path: Path, key: X25519PrivateKey, erased: Iterable[str], now: datetime) -> Restored:
    """Brings a backup back, whole or not at all.

    Args:
        path: the backup.
        key: the private key that it was made for.
        erased: keyed hashes of people erased since: the list that lies outside of backups.
        now: the clock.

    Raises:
        SiteNotEmpty: somebody or something is in this site already.
        NotABackup, BackupDamaged: the file is none, is for another key, was changed or cut.
        OtherVersion: it has other tables.
    """
    if Act.objects.exists() or User.objects.exists() or Assembly.objects.exists():
        raise SiteNotEmpty
    with path.open("rb") as file, Opening(file, key) as opened, transaction.atomic():
        try:
            with tarfile.open(fileobj=opened, mode="r|") as tar:
                _take(tar)
        except tarfile.TarError:
            raise BackupDamaged from None
        while opened.read(1 << 16):  # the end too must be whole
            pass
        _number_on()
        size, root = _log()
    note_outside(erased)
    again = apply_erasures(now)
    if size:
        append("backup.restored", {"size": size, "root": root}, now=now)
    return Restored(size, root, again)


def _take(tar: tarfile.TarFile) -> None:
    manifest = False
    for entry in tar:
        content, place = tar.extractfile(entry), PurePosixPath(entry.name)
        if content is None or place.is_absolute() or ".." in place.parts:
            raise BackupDamaged
        if entry.name == "manifest.json":
            _check(json.loads(content.read()))
            manifest = True
        elif not manifest:
            raise NotABackup
        elif place.parts[0] == "keys":
            _put(keys.folder() / place.name, content)
            keys.sealer.cache_clear()
            keys.signer.cache_clear()
        elif place.parts[0] == "tables":
            _load(place.parts[1], content.read().decode())
        else:
            _put(Path(settings.MEDIA_ROOT) / place.relative_to("files"), content)


def _check(manifest: dict[str, Any]) -> None:
    if manifest["format"] != FORMAT or manifest["tables"] != state_of_tables():
        raise OtherVersion


def _put(path: Path, content: Any) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("wb") as file:
        path.chmod(0o600)
        while part := content.read(1 << 20):
            file.write(part)


def _load(label: str, text: str) -> None:
    rows = [one.object for one in serializers.deserialize("jsonl", text)]
    apps.get_model(label)._base_manager.bulk_create(rows)


def _number_on() -> None:
    """New rows get numbers after those that came back."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models()):
            cursor.execute(statement)


def _log() -> tuple[int, str]:
    bodies = [bytes(body) for body in Act.objects.order_by("sequence").values_list("body", flat=True)]
    return len(bodies), merkle.root(bodies).hex()
