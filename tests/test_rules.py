import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[1] / "tools"
GOOD = "a==1 --hash=sha256:" + "0" * 64 + "\n"


@pytest.fixture(scope="module")
def rules():
    spec = importlib.util.spec_from_file_location("rules_of_the_repository", TOOLS / "rules.py")
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(TOOLS))
        patch.setitem(sys.modules, spec.name, module)
        spec.loader.exec_module(module)
    return module


@pytest.fixture
def broken(rules, tmp_path):
    """What a rule says about a repository that holds these files."""

    def look(rule, files):
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        return [str(found) for found in getattr(rules, rule)(rules.Repository(tmp_path))]

    return look


LONG = "def long():\n" + "    x = 1\n" * 60
WIDE = "def wide(self, a, b, c, d, e, f, g, h, /, *, i): ...\n"
# For each rule: the file that breaks it, its text, and what the rule says.
BAD = [
    ("makefile_is_short", "Makefile", "a:\n" * 61, "Makefile:61: 61 lines; at most 60"),
    ("no_registry", "a.txt", "\nfiles.python" + "hosted.org", "a.txt:2: address of a package registry"),
    ("no_registry", "a.txt", "--extra-index-" + "url=x", "a.txt:1: address of a package registry"),
    ("no_machine_paths", "a.md", "see /wo" + "rk/x", "a.md:1: absolute path of one machine"),
    ("no_machine_paths", "a.py", "p = '/tmp/tr" + "ees/x'", "a.py:1: absolute path of one machine"),
    ("nothing_unfinished", "a.py", "# FIX" + "ME", "a.py:1: mark of something unfinished"),
    ("no_drawers", "src/tequio/utils.py", "", "src/tequio/utils.py:1: “utils” says nothing of what it holds"),
    ("no_drawers", "src/core/a.py", "", "src/core/a.py:1: “core” says nothing of what it holds"),
    ("files_are_short", "src/tequio/a.py", "\n" * 401, "src/tequio/a.py:401: 401 lines; at most 400"),
    (
        "files_are_short",
        "src/tequio/record/drand.py",
        "\n" * 200,
        "src/tequio/record/drand.py:200: 200 lines; at most 199",
    ),
    ("functions_are_short", "src/a.py", LONG, "src/a.py:1: long has 61 lines; at most 60"),
    ("parameters_are_few", "src/a.py", WIDE, "src/a.py:1: wide has 9 parameters; at most 8"),
    (
        "verifier_stands_alone",
        "src/tequio/record/verifier.py",
        "import json\nfrom tequio import x",
        "src/tequio/record/verifier.py:2: imports tequio",
    ),
    (
        "imports_stand_on_top",
        "src/tequio/a.py",
        "def f():\n    import json\n",
        "src/tequio/a.py:2: import inside f",
    ),
    (
        "dependencies_have_reasons",
        "pyproject.toml",
        '[project]\ndependencies = [\n    "a>=1",  # why\n    "b>=2",\n]\n',
        "pyproject.toml:4: b>=2 has no reason beside it",
    ),
    (
        "requirements_are_pinned",
        "requirements/run.txt",
        GOOD.replace(" ", " \\\n    ") + "b>=2\n",
        "requirements/run.txt:3: no version with hashes",
    ),
    ("links_lead_somewhere", "docs/a.md", "[b](b.md)", "docs/a.md:1: leads nowhere: b.md"),
    (
        "version_has_its_entry",
        "pyproject.toml",
        '[project]\nversion = "1.2"\n',
        "CHANGELOG.md:1: no entry for version 1.2",
    ),
]


@pytest.mark.parametrize(("rule", "name", "text", "said"), BAD)
def test_rule_names_what_breaks_it(broken, rule, name, text, said):
    assert broken(rule, {name: text}) == [said]


def test_sentence_without_translation_is_named(broken):
    found = broken("sentences_are_translated", {"src/tequio/words.py": '_("Nobody says this.")\n'})
    assert "src/tequio/words.py:1: untranslated: 'Nobody says this.'" in found


# For each rule something close by that it must let pass.
GOOD_FILES = [
    ("makefile_is_short", {"Makefile": "a:\n" * 60}),
    ("no_registry", {"Makefile": "uv --no-emit-index-" + "url -o x"}),
    ("no_machine_paths", {"a.md": "../wo" + "rk/x"}),
    ("no_drawers", {"src/tequio/commonly.py": ""}),
    ("files_are_short", {"src/tequio/record/verifier.py": "\n" * 700, "tests/test_a.py": "\n" * 500}),
    ("functions_are_short", {"src/a.py": LONG.replace(":\n", ':\n    """' + "\n" * 9 + '"""\n', 1)[:-10]}),
    (
        "parameters_are_few",
        {"src/tequio/cli/a.py": WIDE, "src/a.py": WIDE.rstrip() + "  # noqa: PLR0913 - why"},
    ),
    ("verifier_stands_alone", {"src/tequio/record/drand.py": "import ed25519\nfrom . import verifier\n"}),
    ("imports_stand_on_top", {"src/tequio/cli/a.py": "def f():\n    import json\n"}),
    ("requirements_are_pinned", {"requirements/run.txt": "# remark\n\n" + GOOD}),
    ("links_lead_somewhere", {"docs/a.md": "[a](a.md#part) [b](https://example.org) [c](#part)"}),
    (
        "version_has_its_entry",
        {"pyproject.toml": '[project]\nversion = "1.2"\n', "CHANGELOG.md": "## 1.2 (May)\n"},
    ),
]


@pytest.mark.parametrize(("rule", "files"), GOOD_FILES)
def test_rule_lets_pass_what_keeps_it(broken, rule, files):
    assert broken(rule, files) == []


def test_every_rule_has_a_bad_example(rules):
    shown = {rule for rule, *_ in BAD} | {"sentences_are_translated"}
    assert {rule.__name__ for rule in rules.RULES} == shown


def test_files_of_a_checkout_are_those_that_git_tracks(rules, tmp_path):
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "b.txt").write_text("b")
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    subprocess.run(["git", "add", "a.txt"], cwd=tmp_path, check=True)
    assert rules.tracked(tmp_path) == ["a.txt"]


def test_files_without_git_are_all_but_generated_ones(rules, tmp_path):
    (tmp_path / ".venv").mkdir()
    (tmp_path / ".venv" / "a.py").write_text("a")
    (tmp_path / "b.py").write_text("b")
    assert rules.tracked(tmp_path) == ["b.py"]


def test_exit_code_tells_whether_rules_are_kept(rules, tmp_path, capsys):
    assert rules.main(tmp_path) == 0
    (tmp_path / "a.md").write_text("[b](b.md)")
    assert rules.main(tmp_path) == 1
    assert capsys.readouterr().out.splitlines()[-1] == "a.md:1: leads nowhere: b.md"
