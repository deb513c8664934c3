"""What mistakes in a command line say."""

from collections.abc import Callable
from typing import Any

from tequio import faults
from tequio.faults import Fault, Note
from tequio.words import UnknownLanguage, Words

Sentence = str | Callable[[Any, Words], str]


def _unknown_command(fault: faults.UnknownCommand, words: Words) -> str:
    if fault.nearest:
        return words(
            "There is no command “{command}”; perhaps you mean “{nearest}”. See {see}.", **_texts(fault)
        )
    return words(
        "There is no command “{command}”. There are: {commands}. See {see}.",
        **_texts(fault) | {"commands": ", ".join(fault.commands)},
    )


def _unknown_option(fault: faults.UnknownOption, words: Words) -> str:
    if fault.nearest:
        return words("There is no option {option}; perhaps you mean {nearest}. See {see}.", **_texts(fault))
    return words("There is no option {option}. See {see}.", **_texts(fault))


def _unexpected_words(fault: faults.UnexpectedWords, words: Words) -> str:
    return words.plural(
        "“{given}” belongs to no option. What holds spaces needs quotation marks. See {see}.",
        "{n} words belong to no option: “{given}”. What holds spaces needs quotation marks. See {see}.",
        len(fault.given),
        **_texts(fault) | {"given": " ".join(fault.given)},
    )


def _bad_number(fault: faults.BadNumber, words: Words) -> str:
    told = _texts(fault)
    if fault.least is not None and fault.most is not None:
        told |= {"least": words.number(fault.least), "most": words.number(fault.most)}
        return words(
            "{option} takes a number from {least} to {most}, and “{value}” is none. See {see}.", **told
        )
    if fault.least is not None:
        told["least"] = words.number(fault.least)
        if fault.whole:
            return words(
                "{option} takes a whole number of at least {least}, and “{value}” is none. See {see}.", **told
            )
        return words("{option} takes a number of at least {least}, and “{value}” is none. See {see}.", **told)
    return words("{option} takes a whole number, and “{value}” is none. See {see}.", **told)


def _not_a_choice(fault: faults.NotAChoice, words: Words) -> str:
    return words(
        "{option} takes one of these: {choices}. “{value}” is none of them. See {see}.",
        **_texts(fault) | {"choices": ", ".join(fault.choices)},
    )


def _texts(fault: Fault) -> dict[str, str]:
    return {name: str(value) for name, value in vars(fault).items()}


SENTENCES: dict[type[Fault] | type[Note], Sentence] = {
    UnknownLanguage: "There is no language {language}. There are: {known}.",
    faults.OptionsApart: "{one} and {other} cannot be used together. Please leave one of them out.",
    faults.OptionMissing: "{given} means nothing without {needed}. Please add it, or leave {given} out.",
    faults.TraceOfNothing: "Please say what to trace: one weapon by its number, --serial (and --make, --model and "
    "--country where they are known), or a lot, --lot. See tequio track trace --help.",
    faults.MatchOfNothing: "Please say what to match: the names of a ledger, tequio track match DIR; or, without a "
    "ledger, two tables and a file for the result, --names, --register and --out. See tequio track match --help.",
    faults.DemoInUse: "{path} already holds something (“{found}”), perhaps an earlier example. Please name another "
    "folder: make demo OUT={other}, or tequio demo {other}.",
    faults.UnknownCommand: _unknown_command,
    faults.UnknownOption: _unknown_option,
    faults.ValueMissing: "{option} needs a value after it. See {see}.",
    faults.ValueNeedless: "{option} takes no value. See {see}.",
    faults.MissingArgument: "{name} is missing. See {see}.",
    faults.UnexpectedWords: _unexpected_words,
    faults.BadNumber: _bad_number,
    faults.NotAChoice: _not_a_choice,
    faults.Misused: "The command line could not be read ({reason}). See {see}.",
}
