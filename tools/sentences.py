"""Every sentence that people see, as the source has it, beside its Spanish: `python tools/sentences.py`.

Python: the first argument of `words(…)` and `_(…)`, the first two of `.plural(…)` (Babel's
extractor), the texts of tables whose name ends in SENTENCES, and the help of commands. Templates:
`_("…")` and `plural("…", "…", n)` (Jinja's extractor); on the web `{% say "…" %}` and
`{% many n "…" "…" %}`.
"""

import ast
import re
import string
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from babel.messages.extract import extract_from_dir
from jinja2.ext import babel_extract

from tequio.words import SOURCE, catalogue, languages

ROOT = Path(__file__).resolve().parents[1] / "src" / "tequio"
KEYWORDS: dict[str, Any] = {"words": None, "_": None, "plural": (1, 2)}
METHODS: list[tuple[str, Any]] = [("**.py", "python"), ("**.j2", babel_extract)]
SAID = re.compile(r"""{%\s*say\s+(["'])(.+?)\1""", re.DOTALL)
COUNTED = re.compile(r"""{%\s*many\s+\S+\s+(["'])(.+?)\1\s+(["'])(.+?)\3""", re.DOTALL)
NO_SENTENCES = {
    "record/verifier.py",
    "record/record_verifier.py",
    "record/tracking_verifier.py",
}  # they run alone, with both languages inside


@dataclass(frozen=True, order=True)
class Place:
    """Where a sentence is said: a file below the package, and its line."""

    file: str
    line: int


Message = str | tuple[str, str]


def sentences(root: Path = ROOT) -> dict[Message, Place]:
    """Every sentence of the source, with the first place where it is said."""
    found: dict[Message, Place] = {}
    options = {"**.j2": {"trimmed": "true"}}
    for file, line, message, _, _ in extract_from_dir(root, METHODS, options, KEYWORDS):
        if file not in NO_SENTENCES and message not in languages():
            pair = tuple(message) if isinstance(message, (tuple, list)) else message
            found.setdefault(pair if isinstance(pair, str) else (pair[0], pair[1]), Place(file, line))
    for path in sorted(root.rglob("*.py")):
        file = path.relative_to(root).as_posix()
        tables = () if file in NO_SENTENCES else _tables(ast.parse(path.read_text(encoding="utf-8")))
        for text, line in tables:
            found.setdefault(text, Place(file, line))
    for path in sorted((root / "web").rglob("*.html")) + sorted((root / "web").rglob("*.txt")):
        for said, line in _said(path.read_text(encoding="utf-8")):
            found.setdefault(said, Place(path.relative_to(root).as_posix(), line))
    for path in sorted((root / "cli").rglob("*.py")):
        for text, line in _help(ast.parse(path.read_text(encoding="utf-8")), path.stem):
            found.setdefault(text, Place(path.relative_to(root).as_posix(), line))
    return found


def _said(template: str) -> Iterator[tuple[Message, int]]:
    """What a template of the web says."""
    for match in SAID.finditer(template):
        yield match[2], template.count("\n", 0, match.start()) + 1
    for match in COUNTED.finditer(template):
        yield (match[2], match[4]), template.count("\n", 0, match.start()) + 1


def _help(tree: ast.Module, command: str) -> Iterator[tuple[str, int]]:
    """What the command line says of itself: docstrings of commands, `help=` of their parameters."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.name in (command, "_about"):
            yield ast.get_docstring(node) or "", node.lineno
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            for keyword in node.keywords if node.func.attr in ("Option", "Argument") else ():
                if keyword.arg == "help" and isinstance(keyword.value, ast.Constant):
                    yield str(keyword.value.value), node.lineno


def _tables(tree: ast.Module) -> Iterator[tuple[str, int]]:
    """The texts of tables of sentences."""
    for node in tree.body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if any(isinstance(name, ast.Name) and name.id.endswith("SENTENCES") for name in targets):
                yield from _texts(node.value)


def _texts(node: ast.expr) -> Iterator[tuple[str, int]]:
    """The sentences of a table: the values of a mapping, the members of a tuple; names are no sentences."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        if not _is_name(node.value):
            yield node.value, node.lineno
    elif isinstance(node, (ast.Tuple, ast.List)):
        for part in node.elts:
            yield from _texts(part)
    elif isinstance(node, ast.Dict):
        for part in node.values:
            yield from _texts(part)


def _is_name(text: str) -> bool:
    """Whether a text is the name of a file or folder rather than a sentence."""
    return " " not in text and ("." in text or text.endswith("/"))


def blanks(text: str) -> set[str]:
    """The `{names}` of a sentence."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


def complaints(language: str, root: Path = ROOT) -> list[str]:
    """What a language's catalogue lacks, holds too much of, or fills differently."""
    book, said = catalogue(language), sentences(root)
    lines = []
    for message, place in sorted(said.items(), key=lambda item: item[1]):
        entry = book.get(message if isinstance(message, str) else message[0])
        translations = [] if entry is None else _translations(entry.string)
        if not all(translations) or not translations:
            lines.append(f"{place.file}:{place.line}: untranslated: {message!r}")
        elif not isinstance(message, str) and len(translations) < 2:
            lines.append(f"{place.file}:{place.line}: has no plural: {message!r}")
        lines += [
            f"{place.file}:{place.line}: other blanks: {message!r} → {text!r}"
            for text in translations
            if text and not _fits(message, text)
        ]
    known = {part for message in said for part in ((message,) if isinstance(message, str) else message)}
    unused = [entry.id for entry in book if entry.id and _first(entry.id) not in known]
    return lines + [f"unused: {text!r}" for text in unused]


def _translations(text: Any) -> list[str]:
    return [text] if isinstance(text, str) else list(text)


def _first(message: Any) -> str:
    return str(message) if isinstance(message, str) else str(message[0])


def _fits(message: Message, text: str) -> bool:
    """Whether a translation fills the same blanks as the sentence, or as one of its two forms."""
    forms = (message,) if isinstance(message, str) else message
    return any(blanks(text) == blanks(form) for form in forms)


def main() -> int:
    """Prints every complaint; 1 if there is any."""
    found = [line for language in languages() if language != SOURCE for line in complaints(language)]
    print("\n".join(found) or "Every sentence has its translation.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
