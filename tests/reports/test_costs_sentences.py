"""What the faults of clashing quotas, rates and replacements say, in both languages."""

import ast
import inspect
from fractions import Fraction
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.pofile import read_po

from tequio import words as catalogues
from tequio.reports import costs_sentences
from tequio.reports.costs_sentences import SENTENCES
from tequio.selection.clash import Bound, Clash
from tequio.selection.dropouts import DoubledRate, NoSharedFeature, NotARate, NotYesOrNo, UnknownRate
from tequio.selection.relaxations import Change, QuotasClash, Relaxation
from tequio.selection.replacements import LeftTwice, NobodyLeft, NotOnPanel, OtherQuotas, TooFewLeft
from tequio.selection.reserves import ReservesBeyondPool, TooFewReserves
from tequio.words import words

PATH = Path("rates.csv")
BOUNDS = (Bound("Age", "young", "min", 4), Bound("Region", "north", "max", 1200))
CHANGE = Change("Age", "young", "min", 4, 3)
LEAST = Relaxation((CHANGE,), Fraction(3, 2), (), True, True)
FAULTS = [
    QuotasClash(20, Clash(BOUNDS, False, False, True), (LEAST,)),
    QuotasClash(20, Clash(BOUNDS, True, True, True), ()),
    QuotasClash(20, Clash((), False, False, True), ()),
    QuotasClash(20, Clash(BOUNDS, False, False, True), (LEAST,), 17),
    QuotasClash(20, Clash(BOUNDS, True, True, True), (), 17),
    NotOnPanel(("a", "b")),
    NobodyLeft(),
    LeftTwice(("a",)),
    TooFewReserves(10, 3),
    ReservesBeyondPool(10, 9, 1, False),
    ReservesBeyondPool(10, 9, 3, True),
    TooFewLeft(3, 1),
    OtherQuotas(PATH, ("Age", "young"), None),
    OtherQuotas(PATH, None, ("Age", "middle")),
    NotARate(PATH, 3, "rate", "often"),
    UnknownRate(PATH, 3, "Age", "middle"),
    DoubledRate(PATH, (2, 3), "Age", "young"),
    NotYesOrNo(PATH, 3, "dropped", "perhaps"),
    NoSharedFeature(PATH, 1, ("Age",)),
]


def spanish():
    """The Spanish entries, wherever the catalogues keep them."""
    known = {}
    for path in sorted((catalogues.LOCALE / "es" / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            known.update({message.id: message.string for message in read_po(file, locale="es") if message.id})
    return known


def english():
    """Every sentence of the module: arguments of `words(…)` and plain sentences in the table."""
    tree = ast.parse(inspect.getsource(costs_sentences))
    said = [
        node.args[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "words"
    ]
    return [*said, *(sentence for sentence in SENTENCES.values() if isinstance(sentence, str))]


@pytest.mark.parametrize("sentence", sorted(set(english())))
def test_sentence_has_spanish_with_the_same_fields(sentence):
    fields = [{name for _, name, _, _ in Formatter().parse(text)} for text in (sentence, spanish()[sentence])]
    assert fields[0] == fields[1]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
def test_fault_can_be_said(fault):
    sentence, english_words = SENTENCES[type(fault)], words("en")
    said = (
        english_words(sentence, **vars(fault))
        if isinstance(sentence, str)
        else sentence(fault, english_words)
    )
    assert said
    assert "{" not in said


def test_every_fault_with_a_sentence_is_tried_here():
    assert {type(fault) for fault in FAULTS} == set(SENTENCES)


def test_clash_names_bounds_and_the_change_that_helps():
    said = SENTENCES[QuotasClash](FAULTS[0], words("en")).splitlines()
    bounds = "at least 4 with “young” in “Age”; at most 1,200 with “north” in “Region”"
    replacing = "for a replacement: --quotas FILE"
    assert said == [
        f"No panel of 20 meets all of this: {bounds}.",
        "The smallest change that makes a panel possible: “young” in “Age”: min 3 instead of 4.",
        f"Nothing was changed; please decide and correct the file of quotas ({replacing}).",
    ]


def test_choices_say_what_they_spare_and_whether_they_go_beyond_the_flexes():
    sparing = Relaxation((CHANGE,), Fraction(1), ("Region",), True, True)
    beyond = Relaxation((CHANGE,), Fraction(1), (), False, True)
    said = [costs_sentences.relaxation(choice, words("en")) for choice in (sparing, beyond)]
    assert said[0] == "Without touching “Region”: “young” in “Age”: min 3 instead of 4."
    assert "min_flex" in said[1]
