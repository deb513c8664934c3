"""What a misused command line gets: one sentence in the language asked for, and exit code 2."""

from collections.abc import Iterator
from typing import Any, get_args, get_type_hints

import pytest
from running import run, run_alone

from tequio.cli import Lazy
from tequio.cli.track import Questions
from tequio.cli.usage import choices

LOTTERY = ("lottery", "v.csv", "q.csv", "--size", "4", "--out", "o")
CASES = {
    "unknown command": (("conjure",), "There is no command “conjure”. There are: demo,", "«conjure»"),
    "misspelt command": (("lotery",), "perhaps you mean “lottery”", "quizá quiere decir «lottery»"),
    "unknown option": ((*LOTTERY, "--xyzzy"), "There is no option --xyzzy.", "No existe la opción --xyzzy."),
    "misspelt option": ((*LOTTERY, "--metod"), "perhaps you mean --method", "quizá quiere decir --method"),
    "one dash for two": (("lottery", "-size", "4"), "no option -size; perhaps you mean --size", "-size"),
    "missing argument": (("draw",), "DIR is missing.", "Falta DIR."),
    "missing option": (LOTTERY[:5], "--out is missing.", "Falta --out."),
    "missing value": (LOTTERY[:6], "--out needs a value after it.", "--out necesita un valor"),
    "needless value": ((*LOTTERY, "--allow-zero=3"), "--allow-zero takes no value.", "no lleva ningún valor"),
    "one word too many": ((*LOTTERY, "r"), "“r” belongs to no option.", "«r» no corresponde"),
    "two words too many": ((*LOTTERY, "r", "s"), "2 words belong to no option: “r s”.", "2 palabras"),
    "text for a whole number": (
        (*LOTTERY, "--size", "four"),
        "--size takes a whole number of at least 1, and “four” is none.",
        "--size lleva un número entero de 1 como mínimo, y «four» no lo es.",
    ),
    "number too small": ((*LOTTERY, "--size=0"), "at least 1, and “0” is none", "«0» no lo es"),
    "text for any whole number": (
        ("leak", "o", "--seed", "a"),
        "--seed takes a whole number, and “a”",
        "un número entero, y «a»",
    ),
    "share above one": (
        (*LOTTERY, "--tolerance", "7"),
        "--tolerance takes a number from 0 to 1, and “7” is none.",
        "un número de 0 a 1, y «7» no lo es.",
    ),
    "text for a number": (
        (*LOTTERY, "--time-limit", "x"),
        "--time-limit takes a number of at least 0, and “x” is none.",
        "un número de 0 como mínimo, y «x» no lo es.",
    ),
    "no such choice": (
        (*LOTTERY, "--panels", "7"),
        "--panels takes one of these: auto, 10, 100,",
        "«7» no es ninguno de ellos.",
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_mistake_of_use_is_one_sentence_in_the_language_asked_for(case):
    arguments, english, spanish = CASES[case]
    lang = ("--lang", "es")
    ended, dicho = run(*arguments), run(*arguments[:1], *lang, *arguments[1:])
    command = f"tequio {arguments[0]}" if arguments[0] in ("lottery", "draw", "leak") else "tequio"
    assert (ended.code, ended.said, dicho.code, dicho.said) == (2, "", 2, "")
    assert english in ended.complained
    assert spanish in dicho.complained
    assert ended.complained.endswith(f". See {command} --help.\n")
    assert dicho.complained.endswith(f". Vea {command} --help.\n")
    assert len(ended.complained.splitlines()) == len(dicho.complained.splitlines()) == 1


def test_mistake_of_use_speaks_the_language_of_the_environment():
    ended = run_alone("conjure", LANG="es_MX.UTF-8")
    assert ended.complained.startswith("No existe el comando «conjure».")


def test_mistake_of_use_in_a_language_that_there_is_not_is_still_said():
    ended = run(*LOTTERY[:5], "--lang", "tlh")
    assert (ended.code, ended.complained) == (2, "--out is missing. See tequio lottery --help.\n")


def test_language_before_the_command_holds_for_it():
    assert run("--lang", "es", "draw").complained == "Falta DIR. Vea tequio draw --help.\n"


def test_version_is_name_and_number():
    ended = run("--version")
    assert (ended.code, ended.said.split()[0], len(ended.said.splitlines())) == (0, "tequio", 1)


def test_no_arguments_show_the_help_in_the_language_asked_for():
    ended = run("--lang", "es")
    assert (ended.code, "Tequio acompaña las decisiones" in ended.said) == (0, True)


def listed() -> Iterator[tuple[str, ...]]:
    """Each option that takes one of some values, with the command before it and the values after it."""
    for group, before in ((Lazy(), ()), (Questions(), ("track",))):
        for name in group.list_commands(None):
            command: Any = group.get_command(None, name)
            if hasattr(command, "commands") or name == "track":
                continue
            hints = get_type_hints(command.callback.__wrapped__, include_extras=True)
            for param in command.params:
                kinds = get_args(hints[param.name])[0] if param.name in hints else str
                for kind in (kinds, *get_args(kinds)):
                    if choices(kind):
                        yield (*before, name, param.opts[0], ", ".join(choices(kind)))


def test_options_with_choices_are_found_in_both_trees():
    found = {one[:-1] for one in listed()}
    assert found >= {("lottery", "--method"), ("track", "publish", "--level"), ("track", "export", "--to")}


@pytest.mark.parametrize("option", list(listed()), ids=" ".join)
def test_bad_choice_is_a_sentence_in_the_language_asked_for(option):
    *command, allowed = option
    ended, dicho = run(*command, "xyzzy"), run(*command, "xyzzy", "--lang", "es")
    assert (ended.code, dicho.code, ended.said, dicho.said) == (2, 2, "", "")
    assert ended.complained.startswith(f"{command[-1]} takes one of these: {allowed}. “xyzzy” is none")
    assert dicho.complained.startswith(f"{command[-1]} lleva uno de estos valores: {allowed}. «xyzzy»")
