"""What the command line says of an application: whom it names, who got weapons before, what to ask."""

import shlex
from collections.abc import Iterator, Mapping

from tequio.reports.tracking_citations import cited
from tequio.reports.tracking_screen import named
from tequio.reports.tracking_screen import told as told_screenings
from tequio.tracking.citations import Citation
from tequio.tracking.deliveries import Between, Recipient
from tequio.tracking.ledger import OPEN
from tequio.tracking.vet import Question, Vetting
from tequio.words import Words

NAMING_SENTENCES = {
    "unit": "Rows that name an end-user unit: {lines}.",
    "central": "Rows that name only a central body: {lines}.",
    "unread": "Rows with a name that nobody has decided on: {lines}.",
    "nobody": "Rows that name no end user: {lines}.",
}
QUESTION_SENTENCES = {
    "no_consignee": "Rows {lines}: who is the consignee?",
    "nobody": "Rows {lines}: which units are to get the weapons?",
    "no_weapon": "Rows {lines}: which maker and model?",
    "no_quantity": "Rows {lines}: how many?",
    "no_date": "Rows {lines}: what is the date of the application? "
    "Without one, all dates on record were looked at.",
    "central_only": "Rows {lines}: {about} is a central body. Which units are to get the weapons from it?",
    "unknown_name": "Rows {lines}: which unit is “{about}”? Candidates: {command}; "
    "then a decision in decisions.csv.",
    "several_units": "Rows {lines}: “{about}” was decided to mean more than one unit. Which is it?",
    "unit_ended": "Rows {lines}: by the records, {about} had ended before the date. Which unit is meant?",
    "nothing_on_record": "Rows {lines}: the records here do not show to whom {about} passed anything on "
    "before. Where did earlier weapons go?",
    "recipient_not_named": "{about} got weapons from there before and is not named. May it get these?",
}


def told(
    vetting: Vetting,
    names: Mapping[str, str],
    sources: Mapping[str, Citation],
    words: Words,
    command: str,
) -> Iterator[str]:
    """Line by line: whom the application names, who got weapons before, the screenings, the questions.

    Args:
        vetting: what was found.
        names: of units, by id (`tracking_screen.unit_names`).
        sources: citations of `claims(vetting)`.
        words: the language.
        command: with which candidates for a name are looked for; the name follows.
    """
    yield words("Whom the application names")
    for naming, sentence in NAMING_SENTENCES.items():
        lines = [line for line, found in vetting.naming if found == naming]
        if lines:
            yield "  " + words(sentence, lines=_listed(lines))
    yield ""
    yield words("Who got weapons from the consignee before, by the records here")
    for recipient in vetting.recipients:
        yield "  " + _recipient(recipient, names, sources, words)
    if not vetting.recipients:
        yield "  " + words("Nobody is on record. That does not mean that nobody did.")
    yield ""
    yield words("Allegations on record")
    yield from (f"  {line}".rstrip() for line in told_screenings(vetting.screenings, names, sources, words))
    yield ""
    yield words("Questions to the applicant")
    for question in vetting.questions:
        yield "  " + _question(question, names, sources, words, command)
    if not vetting.questions:
        yield "  " + words("None.")


def claims(vetting: Vetting) -> list[str]:
    """Every claim on which what `told` says stands."""
    return [
        *(claim for party in (*vetting.consignees, *vetting.end_users) for claim in party.claims),
        *(claim for one in vetting.recipients for claim in one.claims),
        *(claim for one in vetting.screenings for hit in one.hits for claim in hit.claims),
        *(claim for question in vetting.questions for claim in question.claims),
    ]


def _recipient(
    one: Recipient, names: Mapping[str, str], sources: Mapping[str, Citation], words: Words
) -> str:
    return words(
        "{unit}, from {passer}: {quantity} weapons, of which {alike} of this maker and model; {share} of "
        "what it passed on {citation}",
        unit=named(one.unit, names, words),
        passer=named(one.passer, names, words),
        quantity=_between(one.quantity, words),
        alike=_between(one.alike, words),
        share=_share(one.share, words),
        citation=cited(one.claims, sources, words),
    )


def _between(quantity: Between, words: Words) -> str:
    least, most = quantity
    if most >= OPEN:
        return (
            words("at least {least}", least=words.number(least)) if least else words("an unknown number of")
        )
    if least == most:
        return words.number(least)
    return words("{least} to {most}", least=words.number(least), most=words.number(most))


def _share(share: tuple[float, float], words: Words) -> str:
    least, most = (words.percent(part) for part in share)
    return least if least == most else words("{least} to {most}", least=least, most=most)


def _question(
    question: Question,
    names: Mapping[str, str],
    sources: Mapping[str, Citation],
    words: Words,
    command: str,
) -> str:
    written = question.kind in ("unknown_name", "several_units")
    said = words(
        QUESTION_SENTENCES[question.kind],
        lines=_listed(question.lines),
        about=question.about if written else named(question.about, names, words),
        command=f"{command} {shlex.quote(question.about)}",
    )
    return f"{said} {cited(question.claims, sources, words)}" if question.claims else said


def _listed(lines: list[int] | tuple[int, ...]) -> str:
    return ", ".join(map(str, lines))
