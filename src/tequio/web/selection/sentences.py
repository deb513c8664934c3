"""What is said when a step of the draw cannot be done: what is wrong, and what to do."""

from collections.abc import Callable
from typing import Any

from tequio.faults import Fault
from tequio.reports.sentences import say
from tequio.selection.methods import METHODS
from tequio.web.language import _, current
from tequio.web.selection import faults
from tequio.web.selection.order import State, Step
from tequio.words import Words

METHOD_NAMES: dict[str, str] = {
    "leximin": _("Leximin: the lowest chance is as high as it can be, then the next lowest, and so on"),
    "maximin": _("Maximin: the lowest chance is as high as it can be"),
    "nash": _("Nash: the product of all chances is as high as it can be"),
    "goldilocks": _("Goldilocks: no chance very low, none very high"),
    "legacy": _("Legacy: one after the other by lot, as it was done before; nothing is proved"),
}
assert METHOD_NAMES.keys() == METHODS.keys()  # noqa: S101 - a method without a name cannot be asked for
SOURCE_NAMES: dict[str, str] = {
    "digits": _("Ten-sided dice or balls that show the panel's digits"),
    "dice": _("Many throws of dice"),
    "balls": _("Results of public lotteries"),
    "drand": _("drand, a public service that gives a new random number every three seconds"),
    "seed": _("A word of your choice (rehearsals only)"),
}
TYPED_AS: dict[str, str] = {
    "digits": _("The digits in order, such as 4 1 7"),
    "dice": _("The die and the throws in order, such as d6: 3 1 6 …"),
    "balls": _("The numbers as published; a stroke parts lotteries, such as 9319 / 2 5 12 8 10"),
    "drand": _("The round, a colon and the signature, as drand publishes them"),
    "seed": _("Any word"),
}
STATE_NAMES: dict[State, str] = {
    State.MADE: _("made, nobody outside has seen it"),
    State.PUBLISHED: _("published"),
    State.ANNOUNCED: _("randomness announced"),
    State.DRAWN: _("drawn"),
    State.REDRAW: _("a second draw is decided"),
}
STEP_SENTENCES: dict[str, str] = {
    Step.PUBLISH: "This lottery is published already.",
    Step.ANNOUNCE: "Randomness is announced after the lottery is published, and once.",
    Step.REVEAL: "The number is typed after randomness was announced, and before the panel is drawn.",
    Step.REDRAW: "A second draw can be decided after the first, and once.",
}


def _out_of_order(fault: faults.OutOfOrder, words: Words) -> str:
    return words(STEP_SENTENCES[fault.step])


SENTENCES: dict[type[Fault], str | Callable[[Any, Words], str]] = {
    faults.OutOfOrder: _out_of_order,
    faults.PoolOpen: "The pool is still open. Please close it first, then publish the lottery.",
    faults.QuotasOpen: "The quotas are not fixed. Please fix them first, then publish the lottery.",
    faults.PoolMoved: (
        "The pool or the quotas changed after this lottery was made. Please make a new one and publish that."
    ),
    faults.AnotherPublished: (
        "Another lottery of this assembly is published. There can be only one, so that nobody can choose."
    ),
    faults.TooSoon: (
        "Randomness should be announced at least {hours} hours ahead. Choose a later time, or write a note "
        "for everybody that says why it is sooner."
    ),
    faults.AlreadyPast: "This time is over. Please choose one that is still to come.",
    faults.SourceUnfit: "This lottery cannot be drawn in that way. Please choose another one.",
    faults.NotYet: "It is not time yet. Please wait for the announced moment, then type what you see.",
    faults.OtherRound: "This is another round. Round {announced} was announced; please type that one.",
    faults.ReadingsDiffer: (
        "You and the other person typed different things. Both please look again and type it once more. "
        "Nothing has been drawn."
    ),
    faults.SamePerson: "It takes two people. Please ask somebody else of the team to agree.",
    faults.NoReason: "Please write the reason in one language at least. Everybody will read it.",
    faults.NotPublished: "This lottery is not published yet. It can be looked at once it is.",
    faults.AuditOpen: "Another auditor's sample is announced and not drawn yet. Please wait until it is.",
    faults.AuditDone: "This was done already. It stays as it is.",
    faults.NoFixedQuotas: "There are no quotas yet. Please write them first.",
}


def said(fault: Fault) -> str:
    """The sentence of a fault, ours or the library's, in the language of whoever looks."""
    words, sentence = current(), SENTENCES.get(type(fault))
    if sentence is None:
        return say(fault, words)
    if callable(sentence):
        return sentence(fault, words)
    values = {name: str(value) for name, value in vars(fault).items()}
    return words(sentence, **values)
