"""What the faults of a lottery and of a draw say."""

from collections.abc import Callable
from typing import Any

from tequio import randomness, solver
from tequio.faults import Fault, Note
from tequio.files import faults as files
from tequio.selection import certificate, draw, identities, leak, lottery, numbered, standing
from tequio.words import Words

Sentence = str | Callable[[Any, Words], str]


def _chance_lost(fault: numbered.ChanceLost, words: Words) -> str:
    if fault.needed:
        return words.plural(
            "With {panels} panels, {n} volunteer who has a chance would be on none. "
            "Please take {needed} panels, or say --allow-zero.",
            "With {panels} panels, {n} volunteers who have a chance would be on none. "
            "Please take {needed} panels, or say --allow-zero.",
            fault.people,
            needed=words.number(fault.needed),
            panels=words.number(fault.panels),
        )
    return words.plural(
        "With {panels} panels, {n} volunteer who has a chance would be on none. "
        "Please take --panels exact, or say --allow-zero.",
        "With {panels} panels, {n} volunteers who have a chance would be on none. "
        "Please take --panels exact, or say --allow-zero.",
        fault.people,
        panels=words.number(fault.panels),
    )


def _bad_dice(fault: randomness.BadDice, words: Words) -> str:
    if not fault.position:
        return words(
            "“{found}” is no die; write d6 or d20, for example, with 2 to 1,000 sides.", found=fault.found
        )
    return words(
        "Throw {position}: “{found}” is no whole number.",
        position=fault.position,
        found=fault.found,
    )


def _bad_balls(fault: randomness.BadBalls, words: Words) -> str:
    if not fault.position:
        return words(
            "Source {source} has no numbers. Write the numbers of each source, and / between two sources.",
            source=fault.source,
        )
    return words(
        "Source {source}, number {position}: “{found}” is no whole number of at most twelve digits.",
        position=fault.position,
        source=fault.source,
        found=fault.found,
    )


def _too_few_balls(fault: randomness.TooFewBalls, words: Words) -> str:
    return words.plural(
        "{n} number has too few outcomes: somebody could try them all beforehand. "
        "Please announce and give at least {needed} numbers, of one public lottery or of several.",
        "{n} numbers have too few outcomes: somebody could try them all beforehand. "
        "Please announce and give at least {needed} numbers, of one public lottery or of several.",
        fault.given,
        needed=words.number(fault.needed),
    )


def _too_few_throws(fault: randomness.TooFewThrows, words: Words) -> str:
    more = words.plural("{n} more time", "{n} more times", fault.missing)
    return words.plural(
        "{n} throw of a d{sides} is too few for the 128 bits that are needed: please throw it {more}.",
        "{n} throws of a d{sides} are too few for the 128 bits that are needed: please throw it {more}.",
        fault.thrown,
        sides=words.number(fault.sides),
        more=more,
    )


SENTENCES: dict[type[Fault] | type[Note], Sentence] = {
    files.FileInUse: "{path} is there already, and nothing is overwritten. Please name another file.",
    files.FolderInUse: "{path} already holds something (“{found}”), and nothing is overwritten. Please name another folder.",
    identities.KeptTwice: "{path}: the column “{column}” need not be kept, or must have another name: a column of that name is written anyway. Please rename it or leave it out of --keep.",
    identities.NoKey: "{path} does not hold key.csv and panels.json of an earlier lottery. Please name the private folder of one.",
    draw.NoLottery: "{path} is not the folder of a lottery: it needs public/lottery.json, private/panels.json and private/key.csv.",
    draw.NotThisLottery: "{path} belongs to another lottery than the published one. Please use the two folders that were written together.",
    draw.AlreadyDrawn: "This lottery has been drawn: panel {number}, from “{text}” ({path}). A second draw needs a reason and two people: --redraw REASON --by NAME NAME.",
    draw.NotDrawnYet: "{path} has not been drawn yet.",
    standing.BrokenChain: "{path} does not follow the draw before it. Please name every folder since the first lottery in order: --earlier FIRST --earlier SECOND, and the last one as DIR.",
    draw.SameRandomness: "“{text}” has already been used for this lottery. A redraw needs new randomness.",
    draw.TwoNamesNeeded: "A redraw needs a reason and the names of two different people: --redraw REASON --by NAME NAME.",
    draw.PanelChanged: "{path}: panel {number} is not the one that was committed to, and nothing was drawn. Somebody changed the file; please use the one that was written with the lottery.",
    draw.NotAsWritten: "{path}: “{key}” is missing or is not what it should be. Please use the file as it was written.",
    draw.RehearsalAfterDraw: "Panel {number} has been drawn ({path}), and a rehearsal cannot take its place. Please rehearse on a copy of the folder.",
    draw.OneSourceNeeded: "A draw needs exactly one source of randomness: --digits, --dice, --balls, --drand or, for a rehearsal, --seed.",
    numbered.ChanceLost: _chance_lost,
    randomness.UnknownSource: "“{kind}” is no kind of randomness that can be checked.",
    randomness.DigitsDoNotFit: "Digits can only name one of 10, 100, 1,000 … panels; here there are {panels}. Please use dice, balls or a drand round.",
    randomness.NoDigit: "“{text}”: “{sign}” is no digit from 0 to 9. Please write the digits alone, as they were read out.",
    randomness.WrongDigits: "“{text}”: digits given: {given}; needed for {panels} panels: exactly {expected}.",
    randomness.BadDice: _bad_dice,
    randomness.ThrowOutOfRange: "Throw {position} is {throw}, but a d{sides} shows 1 to {sides}.",
    randomness.TooFewThrows: _too_few_throws,
    randomness.BadBalls: _bad_balls,
    randomness.TooFewBalls: _too_few_balls,
    randomness.BadPulse: "“{text}” is no pulse of drand; write ROUND:SIGNATURE, a whole number and 96 hexadecimal digits.",
    randomness.UnverifiedPulse: "The signature is not that of round {round} of drand quicknet.",
    randomness.BadSeed: "A seed is one line of text that is not empty.",
    lottery.NotAPanel: "Panel {position} that was made does not meet the quotas: this is an error of Tequio, and nothing was written. Please report it with the two files.",
    solver.Infeasible: "No panel meets all quotas.",
    solver.SolverStopped: "The solver ended without an answer ({status}). Please report this with the two files.",
    certificate.NoExactPrices: "The prices of these quotas could not be made exact. Please report this with the two files.",
    leak.NoBundle: "{path} is missing or is not the file of a lottery. Name the folder that `tequio lottery` wrote.",
    leak.PoolTooLarge: "The pool has {people} people; this attack holds {most} at most.",
}
