"""The repository's own rules, which no other tool knows: `python tools/rules.py`.

One small function a rule. Each violation is one line, `file:line: what`; exit code 1 if there is any.
A pattern has one letter in brackets, so that it does not match this file itself.
"""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from sentences import complaints
from tequio.words import SOURCE, languages

ROOT = Path(__file__).resolve().parents[1]
GENERATED = {
    ".venv",
    ".git",
    "__pycache__",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".hypothesis",
    "demo",
}
MAKEFILE_LINES = 60
FILE_LINES, FUNCTION_LINES, PARAMETERS = 400, 60, 8
LONGER = {"src/tequio/record/verifier.py": 700, "src/tequio/record/tracking_verifier.py": 700}
SHORTER = {"src/tequio/record/ed25519.py": 199, "src/tequio/record/drand.py": 199}
ALONE = ("verifier", "record_verifier", "record_law", "tracking_verifier", "ed25519", "drand")
DRAWERS = {"utils", "common", "helpers", "core", "misc", "services", "managers"}
REGISTRY = re.compile(
    r"[p]ypi\.org|pythonhoste[d]|[n]pmjs\.|yarnpk[g]|[c]rates\.io|[p]roxy\.golang|[a]naconda\.org"
    r"|--(?:extra-)?index-url[ =]+\S"
)
MACHINE = re.compile(r"(?<![\w.])/(?:wor[k]|roo[t]|tmp/tree[s])/")
UNFINISHED = re.compile(r"\b(?:TOD[O]|FIXM[E]|XX[X]|HAC[K])\b")
PINNED = re.compile(r"^[A-Za-z0-9._-]+(?:\[[^]]+\])?==\S+.*--hash=sha256:[0-9a-f]{64}")
REASONED = re.compile(r"# noqa: PLR0913 - \S")
LINK = re.compile(r"(?<!`)\[[^]\n]*\]\(<?([^)\s>]+)>?\)")


@dataclass(frozen=True)
class Violation:
    """Where a rule is broken, and how."""

    file: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}"


class Repository:
    """The tracked files of a checkout.

    Args:
        root: its folder.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.files = tracked(root)

    def text(self, file: str) -> str | None:
        """What a file says, or `None` if it is no text."""
        try:
            return (self.root / file).read_text(encoding="utf-8")
        except UnicodeDecodeError:
            return None

    def texts(self) -> Iterator[tuple[str, str]]:
        """Every file that is text."""
        for file in self.files:
            text = self.text(file)
            if text is not None:
                yield file, text

    def sources(self, *folders: str) -> Iterator[tuple[str, str]]:
        """Every Python file below these folders."""
        for file, text in self.texts():
            if file.endswith(".py") and file.startswith(folders):
                yield file, text


Rule = Callable[[Repository], Iterator[Violation]]


def tracked(root: Path) -> list[str]:
    """The files that git tracks; without git, all but what is generated."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, check=True)
        names = listed.stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):
        names = []
    found = [name for name in names if name and (root / name).is_file()]
    return sorted(found or _walked(root))


def _walked(root: Path) -> list[str]:
    paths = (path.relative_to(root) for path in root.rglob("*") if path.is_file())
    return [path.as_posix() for path in paths if not GENERATED & set(path.parts)]


def matching(repository: Repository, pattern: re.Pattern[str], what: str) -> Iterator[Violation]:
    """Every line that a pattern finds."""
    for file, text in repository.texts():
        for line, content in enumerate(text.splitlines(), 1):
            if pattern.search(content):
                yield Violation(file, line, what)


def makefile_is_short(repository: Repository) -> Iterator[Violation]:
    """The Makefile has at most 60 lines."""
    lines = len((repository.text("Makefile") or "").splitlines()) if "Makefile" in repository.files else 0
    if lines > MAKEFILE_LINES:
        yield Violation("Makefile", lines, f"{lines} lines; at most {MAKEFILE_LINES}")


def no_registry(repository: Repository) -> Iterator[Violation]:
    """No file carries the address of a package registry."""
    yield from matching(repository, REGISTRY, "address of a package registry")


def no_machine_paths(repository: Repository) -> Iterator[Violation]:
    """No file names a place on the machine where it was written."""
    yield from matching(repository, MACHINE, "absolute path of one machine")


def nothing_unfinished(repository: Repository) -> Iterator[Violation]:
    """A change is finished when it comes in."""
    yield from matching(repository, UNFINISHED, "mark of something unfinished")


def no_drawers(repository: Repository) -> Iterator[Violation]:
    """Files and folders are named for what they hold."""
    for file in repository.files:
        for part in Path(file).with_suffix("").parts:
            if part.lower() in DRAWERS:
                yield Violation(file, 1, f"“{part}” says nothing of what it holds")


def files_are_short(repository: Repository) -> Iterator[Violation]:
    """A source file has at most 400 lines; what a sceptic reads has limits of its own."""
    for file, text in repository.sources("src/", "tools/", "bench/"):
        lines = len(text.splitlines())
        most = {**LONGER, **SHORTER}.get(file, FILE_LINES)
        if lines > most:
            yield Violation(file, lines, f"{lines} lines; at most {most}")


def functions(text: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Every function of a source, methods included."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            yield node


def functions_are_short(repository: Repository) -> Iterator[Violation]:
    """A function has at most 60 lines without its docstring."""
    for file, text in repository.sources("src/", "tools/", "bench/"):
        for function in functions(text):
            lines = (function.end_lineno or function.lineno) - function.lineno + 1
            if ast.get_docstring(function) is not None:
                said = function.body[0]
                lines -= (said.end_lineno or said.lineno) - said.lineno + 1
            if lines > FUNCTION_LINES:
                what = f"{function.name} has {lines} lines; at most {FUNCTION_LINES}"
                yield Violation(file, function.lineno, what)


def parameters_are_few(repository: Repository) -> Iterator[Violation]:
    """At most eight parameters, or a reason beside them; a command's are options that a person types."""
    for file, text in repository.sources("src/", "tools/", "bench/"):
        for function in functions(text) if not file.startswith("src/tequio/cli/") else ():
            taken = function.args
            names = [each.arg for each in (*taken.posonlyargs, *taken.args, *taken.kwonlyargs)]
            count = len([name for name in names if name not in ("self", "cls")])
            reasoned = REASONED.search(text.splitlines()[function.lineno - 1])
            if count > PARAMETERS and not reasoned:
                what = f"{function.name} has {count} parameters; at most {PARAMETERS}"
                yield Violation(file, function.lineno, what)


def imported(node: ast.AST) -> list[str]:
    """The top-level names that an import brings in; of `from . import a, b` the names a and b."""
    if isinstance(node, ast.Import):
        return [name.name.partition(".")[0] for name in node.names]
    if isinstance(node, ast.ImportFrom):
        if node.level and not node.module:
            return [name.name for name in node.names]
        return [(node.module or "").partition(".")[0]]
    return []


def verifier_stands_alone(repository: Repository) -> Iterator[Violation]:
    """What a sceptic downloads needs the standard library and its neighbours, nothing else."""
    alone = tuple(f"src/tequio/record/{name}.py" for name in ALONE)
    for file, text in repository.sources(*alone):
        for node in ast.walk(ast.parse(text)):
            for name in imported(node):
                if name not in sys.stdlib_module_names and name not in ALONE:
                    yield Violation(file, getattr(node, "lineno", 1), f"imports {name}")


def imports_stand_on_top(repository: Repository) -> Iterator[Violation]:
    """Only the command line imports inside a function, and a package that loads its parts when asked."""
    for file, text in repository.sources("src/tequio/"):
        for function in functions(text) if not file.startswith("src/tequio/cli/") else ():
            if function.name == "__getattr__" and file.endswith("__init__.py"):
                continue
            for node in ast.walk(function):
                if isinstance(node, (ast.Import, ast.ImportFrom)):
                    yield Violation(file, node.lineno, f"import inside {function.name}")


def dependencies_have_reasons(repository: Repository) -> Iterator[Violation]:
    """Every dependency has its reason beside it."""
    if "pyproject.toml" not in repository.files:
        return
    text = repository.text("pyproject.toml") or ""
    project = tomllib.loads(text)
    groups = [
        project.get("project", {}).get("dependencies", []),
        *project.get("dependency-groups", {}).values(),
    ]
    asked = {name for group in groups for name in group if isinstance(name, str)}
    for line, content in enumerate(text.splitlines(), 1):
        match = re.match(r'\s*"([^"]+)",?\s*(#\s*\S.*)?$', content)
        if match and match[1] in asked and not match[2]:
            yield Violation("pyproject.toml", line, f"{match[1]} has no reason beside it")


def requirements_are_pinned(repository: Repository) -> Iterator[Violation]:
    """Every requirement names one version and its hashes."""
    for file, text in repository.texts():
        if file.startswith("requirements/") and file.endswith(".txt"):
            for line, wanted in joined(text):
                if not PINNED.match(wanted):
                    yield Violation(file, line, "no version with hashes")


def joined(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a text but blank ones and remarks; one that ends in a backslash goes on in the next."""
    start, whole = 0, ""
    for line, content in enumerate(text.splitlines(), 1):
        start = start if whole else line
        whole += " " + content.strip().removesuffix("\\")
        if not content.endswith("\\"):
            if whole.strip() and not whole.strip().startswith("#"):
                yield start, whole.strip()
            whole = ""


def sentences_are_translated(repository: Repository) -> Iterator[Violation]:
    """Every sentence that people see has its translation (`tools/sentences.py`)."""
    source = repository.root / "src" / "tequio"
    for language in languages() if (source / "words.py").is_file() else ():
        if language != SOURCE:
            for said in complaints(language, source):
                yield _complaint(language, said)


def _complaint(language: str, said: str) -> Violation:
    place = re.match(r"([^:\s]+):(\d+): (.*)", said, re.DOTALL)
    if place:
        return Violation(f"src/tequio/{place[1]}", int(place[2]), place[3])
    return Violation(f"src/tequio/locale/{language}/LC_MESSAGES/tequio.po", 1, said)


def links_lead_somewhere(repository: Repository) -> Iterator[Violation]:
    """A link in a document to a file of the repository finds it."""
    for file, text in repository.texts():
        for line, content in enumerate(text.splitlines(), 1) if file.endswith(".md") else ():
            for link in LINK.findall(content):
                path = unquote(link.partition("#")[0])
                if path and ":" not in path and not (repository.root / file).parent.joinpath(path).exists():
                    yield Violation(file, line, f"leads nowhere: {link}")


def version_has_its_entry(repository: Repository) -> Iterator[Violation]:
    """The changelog has an entry for the version of the package."""
    text = repository.text("pyproject.toml") if "pyproject.toml" in repository.files else None
    version = tomllib.loads(text).get("project", {}).get("version") if text else None
    log = repository.text("CHANGELOG.md") if "CHANGELOG.md" in repository.files else ""
    if version and not re.search(rf"^## {re.escape(version)}\b", log or "", re.MULTILINE):
        yield Violation("CHANGELOG.md", 1, f"no entry for version {version}")


RULES: tuple[Rule, ...] = (
    makefile_is_short,
    no_registry,
    no_machine_paths,
    nothing_unfinished,
    no_drawers,
    files_are_short,
    functions_are_short,
    parameters_are_few,
    verifier_stands_alone,
    imports_stand_on_top,
    dependencies_have_reasons,
    requirements_are_pinned,
    sentences_are_translated,
    links_lead_somewhere,
    version_has_its_entry,
)


def violations(root: Path) -> tuple[Violation, ...]:
    """Everything that breaks a rule, rule after rule."""
    repository = Repository(root)
    return tuple(found for rule in RULES for found in rule(repository))


def main(root: Path = ROOT) -> int:
    """Prints every violation; 1 if there is any."""
    found = violations(root)
    print("\n".join(map(str, found)) or "Every rule of the repository is kept.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
