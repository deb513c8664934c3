"""JSON: canonical where it is hashed or published, ordinary elsewhere."""

import json
from pathlib import Path
from typing import Any, NoReturn

import rfc8785

from tequio.files.disk import LIMIT, read_bytes, write_bytes
from tequio.files.faults import BrokenEncoding, NotJson


def canonical(obj: Any) -> bytes:
    """Canonical JSON after RFC 8785, without a line feed; the draw's `CJ(x)`."""
    return rfc8785.dumps(obj)


def write_public_json(path: Path, obj: Any) -> None:
    """Writes canonical JSON and one line feed, readable for everybody; raises `UnwritableFile`."""
    write_bytes(path, canonical(obj) + b"\n")


def write_json(path: Path, obj: Any, mode: int = 0o600) -> None:
    """Writes JSON as `json_bytes` has it, readable for the owner by default; raises `UnwritableFile`."""
    write_bytes(path, json_bytes(obj), mode)


def json_bytes(obj: Any) -> bytes:
    """JSON that nobody hashes, keys in their order, on one line; numbers read back as the same numbers."""
    text = json.dumps(obj, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return f"{text}\n".encode()


def read_json(path: Path, limit: int = LIMIT) -> Any:
    """Reads JSON in UTF-8.

    Raises:
        MissingFile, NotAFile, TooLarge, UnreadableFile, BrokenEncoding, NotJson: it cannot be read.
    """
    data = read_bytes(path, limit)
    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise BrokenEncoding(path, data.count(b"\n", 0, error.start) + 1, error.start, "utf-8") from error
    except json.JSONDecodeError as error:
        raise NotJson(path, error.lineno, error.colno) from error
    except (ValueError, RecursionError) as error:  # NaN, a number of too many digits, too deep
        raise NotJson(path, 1, 1) from error


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
