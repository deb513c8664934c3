"""What the faults of checkpoints and of the record say."""

from collections.abc import Callable
from typing import Any

from tequio.faults import Fault, Note
from tequio.record import checkpoints, cosigning, order
from tequio.words import Words

UNFIT_SENTENCES = {
    "form": "That is no checkpoint. Please give the file as the site published it.",
    "key": "That is no key for this. A key looks like name+1a2b3c4d+letters.",
    "signature": "The checkpoint is not signed with this key, or its signature is false.",
}


def _unfit(fault: checkpoints.CheckpointUnfit, words: Words) -> str:
    return words(UNFIT_SENTENCES[fault.what])


SENTENCES: dict[type[Fault] | type[Note], str | Callable[[Any, Words], str]] = {
    checkpoints.CheckpointUnfit: _unfit,
    cosigning.RolledBack: "NOT SIGNED: {name} has gone back. It showed {seen} acts before and shows {size} now. Please keep both checkpoints and tell others.",
    cosigning.Forked: "NOT SIGNED: {name} was rewritten. The {size} acts that it shows now do not begin with the {seen} that were seen before. Please keep both checkpoints and tell others.",
    cosigning.TilesMissing: "NOT SIGNED: it cannot be seen whether {name} only grew, since the file {path} is missing or too short. Please try again later.",
    cosigning.LogUnknown: "{name} is seen here for the first time. Please give its key with --log-key, as you know it from print or from the people who run it.",
    cosigning.OtherKey: "NOT SIGNED: the checkpoint is not signed with the key that you keep for {name}. If it changed its key, check the act that says so and give the new one with --log-key.",
    order.OutOfOrder: "This cannot be done now: it would stand in the record before something that must come first ({kind}, {rule}).",
}
