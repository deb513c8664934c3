"""Looking for a word everywhere: each column of each table, as it lies there and unsealed, and each file."""

from pathlib import Path
from typing import Any

from cryptography.fernet import InvalidToken
from django.apps import apps
from django.conf import settings
from django.db import connection

from tequio.web import keys


def places_of(word: str) -> set[str]:
    """Where the word stands: `app.Model.field`, `table.column` or `file …`."""
    return _in_rows(word) | _in_tables(word) | _in_files(word)


def _in_rows(word: str) -> set[str]:
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for row in model._base_manager.all()
        for field in model._meta.concrete_fields
        if word in _text(field.value_from_object(row))
    }


def _in_tables(word: str) -> set[str]:
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                found |= {f"{table}.{name}" for name, value in zip(columns, row) if word in _text(value)}
    return found


def _in_files(word: str) -> set[str]:
    return {
        f"file {path.name}"
        for path in Path(settings.MEDIA_ROOT).rglob("*")
        if path.is_file() and word in _opened(path)
    }


def _opened(path: Path) -> str:
    return _text(path.read_bytes())


def _text(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return _unsealed(bytes(value)).decode("utf-8", "replace")
    return str(value)


def _unsealed(content: bytes) -> bytes:
    try:
        return keys.unseal(content)
    except InvalidToken:
        return content
