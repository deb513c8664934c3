"""What an act says, in a sentence that everybody understands."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from tequio.web.language import current
from tequio.web.records.models import Act
from tequio.web.tags import moment

ACT_SENTENCES = {
    "log.opened": "The record was opened.",
    "key.rotated": "The key that signs the record was changed; the old key signed this.",
    "backup.restored": "A backup was brought back, of a time when there were {size} entries.",
    "assembly.opened": "The assembly was opened.",
    "text.published": "The text “{text}” was published, version {version}.",
    "text.withdrawn": "A text was withdrawn.",
    "promise.made": "Whoever asked the question promised to answer by {answer_by}.",
    "body.appointed": "The group “{body}” was appointed: {members} people.",
    "stage.opened": "The stage “{stage}” began.",
    "stage.closed": "The stage “{stage}” ended.",
    "frame.fixed": "The list from which letters are drawn was fixed: {rows} rows.",
    "plan.fixed": "It was fixed how the letters will be drawn.",
    "letters.announced": "It was announced where the chance for the letters will come from, and when: {at}.",
    "letters.drawn": "The letters were drawn.",
    "letters.certified": "{letters} letters were certified.",
    "frame.deleted": "The list from which letters were drawn was deleted.",
    "targets.published": "It was published what the population looks like, and the source of that.",
    "registration.opened": "Registration was opened.",
    "registration.closed": "Registration was closed: {registered} people registered.",
    "volunteers.committed": "People who registered were committed to, without their names.",
    "volunteers.erased": "{count} people were erased at their wish.",
    "pool.closed": "The pool was closed: {people} people can be drawn.",
    "quotas.fixed": "The quotas were fixed, for a panel of {size} people.",
    "quota.departed": "Quotas were changed, for a reason that is published.",
    "lottery.published": "The lottery was published: from now on nobody can choose who is on which panel.",
    "randomness.announced": "It was announced where the chance will come from, and when: {at}.",
    "randomness.revealed": "The number was read out, and two people wrote it down.",
    "panel.drawn": "Panel number {number} was drawn.",
    "redraw.decided": "Two people decided to draw once more, for a reason that is published.",
    "panel.confirmed": "{confirmed} people accepted, {declined} declined, {lapsed} did not answer.",
    "places.freed": "{places} places fell free.",
    "exception.made": "Two people made an exception, for a reason that is published.",
    "audit.announced": "It was announced how an auditor will choose whom to check, and when: {at}.",
    "audit.sampled": "An auditor chose by chance whom to check.",
    "audit.found": "An auditor said what was found.",
}


@dataclass(frozen=True)
class Told:
    """An act as it is shown."""

    number: int
    at: datetime
    assembly: str
    kind: str
    sentence: str


def told(act: Act) -> Told:
    """An act in a sentence of the reader's language."""
    payload = json.loads(bytes(act.body))["payload"]
    facts = {name: _written(value) for name, value in payload.items() if not isinstance(value, (dict, list))}
    return Told(act.sequence, act.at, act.assembly, act.kind, current()(ACT_SENTENCES[act.kind], **facts))


def _written(value: Any) -> str:
    words = current()
    if isinstance(value, int):
        return words.number(value)
    text = str(value)
    if len(text) == len("2026-11-24") and text[4:5] == "-":
        return words.date(date.fromisoformat(text))
    if text.endswith("Z") and len(text) == len("2026-11-24T18:00:00Z"):
        return moment(datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC))
    return text
