"""Municipalities as a column of a spreadsheet names them: INEGI's code, where there is no doubt."""

import csv
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from tequio.tracking.values import plain


@cache
def towns() -> Mapping[tuple[str, str], tuple[str, ...]]:
    """INEGI's codes by state and folded name; a few names occur twice in a state.

    Source: INEGI, Catálogo Único de Claves de Áreas Geoestadísticas (`municipalities.LICENSE.txt`).
    """
    text = files("tequio.tracking").joinpath("municipalities.csv").read_text(encoding="utf-8")
    found: dict[tuple[str, str], tuple[str, ...]] = {}
    for code, name in list(csv.reader(text.splitlines()))[1:]:
        key = code[:2], plain(name)
        found[key] = (*found.get(key, ()), code)
    return found


@lru_cache(maxsize=65_536)
def town_code(text: str, state: str = "") -> str:
    """INEGI's five digits of a municipality; empty if in doubt.

    Args:
        text: its name, also without what follows the first `de` in the official one (`Acapulco`, of
            which there is one in the state), or its code of five digits, or of three beside a state.
        state: the code of its state; without one the name must be the only one in the country.
    """
    words = plain(text)
    if re.fullmatch(r"\d{1,5}", words):
        digits = f"{state}{words.zfill(3)}" if state and len(words) < 4 else words.zfill(5)
        return digits if len(digits) == 5 and digits.startswith(state) else ""
    words = re.sub(r"^(?:municipio de |mpio\.? de |municipality of )", "", words)
    if not words:
        return ""
    codes = [
        code for (of, name), some in towns().items() for code in some if name == words and state in ("", of)
    ]
    if state and not codes:
        begun = (f"{words} de ", f"{words} del ")
        codes = [
            code
            for (of, name), some in towns().items()
            for code in some
            if of == state and name.startswith(begun)
        ]
    return codes[0] if len(codes) == 1 else ""
