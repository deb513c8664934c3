"""The verdicts in words: what the records show of whom licences name, and what they do not."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

import polars as pl

from tequio.reports.tracking_named_sentences import (
    COLUMN_SENTENCES,
    REASON_SENTENCES,
    STEP_SENTENCES,
    VERDICT_SENTENCES,
)
from tequio.reports.tracking_said import Teller, columns, days, state_name, teller
from tequio.tracking.contested import contested as contested_of
from tequio.tracking.contested import contested_by_state
from tequio.tracking.grounds import Step, grounds
from tequio.tracking.ledger import Ledger
from tequio.tracking.named import VERDICTS, Breach, Named, Verdict, by_state
from tequio.tracking.schema import STATES_OF_THE_BRIEF
from tequio.words import Words


def named_table(
    found: Named,
    words: Words,
    states: Sequence[str] = STATES_OF_THE_BRIEF,
    doubtful: Collection[str] = (),
    contested: Collection[tuple[str, str]] = (),
) -> Iterator[str]:
    """The possessions on record by state of the holder and verdict; no answer stays apart from “no”.

    Args:
        found: the verdicts.
        words: the language.
        states: which, in order.
        doubtful: holders who may be another unit (`decisions.doubtful`).
        contested: possessions that only contested claims tell of, by table and record.
    """
    counts, open_ones = by_state(found, states), contested_by_state(found, contested)
    yield words("Was the holder named on a licence? Possessions on record, by state of the holder:")
    yield ""
    rows = [[words("State"), *(words(COLUMN_SENTENCES[verdict]) for verdict in VERDICTS)]]
    for state in states:
        numbers = [
            _counted(counts[state][verdict], open_ones.get((state, verdict), 0), words)
            for verdict in VERDICTS
        ]
        rows.append([state_name(state, words), *numbers])
    yield from columns(rows)
    yield ""
    elsewhere = len(found.table) - sum(sum(numbers.values()) for numbers in counts.values())
    if elsewhere:
        yield words.plural(
            "{n} more possession is of a holder in another state, or of one whose state is not told.",
            "{n} more possessions are of holders in other states, or of some whose state is not told.",
            elsewhere,
        )
    open_ = len(found.table.filter((pl.col("verdict") == "no") & pl.col("unit").is_in(list(doubtful))))
    if open_:
        yield words.plural(
            "{n} “no”, here or elsewhere, is of a holder who may be another unit under another name, and "
            "that is "
            "not settled: until then it is no answer. See tequio track match.",
            "{n} “no”, here or elsewhere, are of holders who may be other units under other names, and "
            "that is "
            "not settled: until then they are no answer. See tequio track match.",
            open_,
        )
    yield words(
        "“Too coarse” and “no records” are no answer, and are not a “no”: "
        "a record that is missing shows nothing."
    )


def _counted(count: int, contested: int, words: Words) -> str:
    """A count, with how many of it are contested."""
    if not contested:
        return words.number(count)
    return words.plural(
        "{count}, of which {n} is contested",
        "{count}, of which {n} are contested",
        contested,
        count=words.number(count),
    )


def named_lines(
    ledger: Ledger,
    verdicts: Sequence[Verdict],
    words: Words,
    doubtful: Mapping[str, Sequence[str]] | None = None,
) -> Iterator[str]:
    """Verdicts one by one, each with what was read and where it stands.

    Args:
        ledger: claims.
        verdicts: of that ledger.
        words: the language.
        doubtful: for holders who may be another unit those units (`decisions.doubtful`).
    """
    steps = grounds(ledger, verdicts)
    claims = {claim for several in steps for step in several for claim in step.claims}
    says = teller(ledger, claims, words)
    unsure = contested_of(ledger)
    for one, several in zip(verdicts, steps):
        perhaps = (doubtful or {}).get(one.unit, ())
        yield from _verdict(one, several, says, perhaps, contested=(one.table, one.record) in unsure)
        yield ""


def breach_lines(ledger: Ledger, breaches: Sequence[Breach], words: Words) -> Iterator[str]:
    """Possessions in a state that a condition excludes, with where both stand."""
    says = teller(ledger, {claim for one in breaches for claim in one.claims}, words)
    if not breaches:
        yield words("The records show no possession in a state that a condition of its licence excludes.")
        return
    yield words(
        "Possessions that the records show in a state that a condition of the licence excludes. "
        "They show where the weapons were, not who is answerable for it:"
    )
    for one in breaches:
        values = {
            "record": one.record,
            "unit": says.unit(one.unit),
            "state": state_name(one.state, words),
            "licence": one.licence,
        }
        if one.certainty == "certain":
            yield words(
                "{record}: {unit}, {state}; licence {licence}, the only one that could apply.", **values
            )
        else:
            yield words("{record}: {unit}, {state}; possibly licence {licence}.", **values)
        yield f"  {says.cited(one.claims)}"


def _verdict(
    one: Verdict, several: Iterable[Step], says: Teller, perhaps: Sequence[str], *, contested: bool
) -> Iterator[str]:
    words = says.words
    yield words(
        "{record}: {unit}; {thing}, acquired {days}.",
        record=one.record,
        unit=says.unit(one.unit),
        thing=f"{one.maker} {one.model}".strip() or words("model not told"),
        days=days(one.first, one.last, words),
    )
    yield f"  {words(VERDICT_SENTENCES[one.verdict])}"
    if one.verdict == "no" and perhaps:
        yield "  " + words(
            "But the holder may be the same as {units}, and that is not settled: until then this is no "
            "answer. "
            "See tequio track match.",
            units=", ".join(map(says.unit, perhaps)),
        )
    if contested:
        yield "  " + words("Contested record: only contested claims tell of this possession.")
    for licence, reason in one.reasons:
        yield f"  {words(REASON_SENTENCES[reason], licence=licence)}"
    if one.licences:
        yield "  " + words("Licences that could apply: {licences}.", licences=", ".join(one.licences))
    else:
        yield "  " + words("No licence that could apply is on record.")
    if one.missing:
        yield "  " + words(
            "Not on record: the end users or the licence of {missing}.", missing=", ".join(one.missing)
        )
    for step in several:
        about = says.unit(step.about) if step.kind == "end_user" else step.about
        if step.kind == "condition":
            about = state_name(step.about, words)
        what = words(STEP_SENTENCES[step.kind], about=about, licence=step.licence)
        cited = says.cited(step.claims) or words("not on record")
        yield f"  – {what}: {cited}"
