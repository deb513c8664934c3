"""What is said of offers, calls, needs and letters, and what keeps a step from being done."""

from tequio.faults import Fault
from tequio.reports.sentences import say
from tequio.web.language import _, current
from tequio.web.mail import bounces
from tequio.web.mail.models import Mail
from tequio.web.members import faults
from tequio.web.members.models import Attempt, Offer, PublicFace

STATES: dict[str, str] = {
    Offer.State.OFFERED: _("asked"),
    Offer.State.ACCEPTED: _("accepted"),
    Offer.State.DECLINED: _("declined"),
    Offer.State.LAPSED: _("did not answer in time"),
    Offer.State.LEFT: _("can no longer come"),
}
CHANNELS: dict[str, str] = {
    Offer.Channel.LINK: _("by link"),
    Offer.Channel.CODE: _("with the printed code"),
    Offer.Channel.PHONE: _("on the phone"),
}
OUTCOMES: dict[str, str] = {
    Attempt.Outcome.NO_ANSWER: _("Nobody answered"),
    Attempt.Outcome.CALL_BACK: _("Call again later"),
    Attempt.Outcome.WRONG_NUMBER: _("The number is wrong"),
    Attempt.Outcome.ACCEPTED: _("Accepts the place"),
    Attempt.Outcome.DECLINED: _("Declines the place"),
    Attempt.Outcome.LEFT: _("Accepted before, and can no longer come"),
}
SHOWS: dict[str, str] = {
    PublicFace.Shows.NOTHING: _("Nothing"),
    PublicFace.Shows.FIRST_NAME: _("My first name"),
    PublicFace.Shows.SENTENCE: _("My first name, and a sentence of mine"),
}
NEEDS: dict[str, str] = {
    "no_steps": _("A way without steps"),
    "hearing": _("Help with hearing"),
    "sign_language": _("Sign language"),
    "sight": _("Help with seeing or reading"),
    "language": _("Another language, with an interpreter"),
    "child_care": _("Child care"),
    "care": _("Care for somebody at home"),
    "travel": _("Help with the way there"),
    "food": _("Some foods I cannot eat"),
    "quiet": _("A quiet place for breaks"),
}
MAIL_STATES: dict[str, str] = {
    Mail.State.WAITING: _("waiting"),
    Mail.State.SENDING: _("being sent"),
    Mail.State.SENT: _("sent"),
    Mail.State.WRITTEN: _("written only, as a test"),
    Mail.State.UNSURE: _("unsure"),
    Mail.State.FAILED: _("failed"),
    Mail.State.BOUNCED: _("came back"),
}
MAIL_HELP: dict[str, str] = {
    Mail.State.WAITING: _("It will be sent by itself."),
    Mail.State.SENDING: _("It is on its way to the mail server."),
    Mail.State.SENT: _("The mail server took it."),
    Mail.State.WRITTEN: _("A letter of a test or a rehearsal is never sent."),
    Mail.State.UNSURE: _(
        "It was cut off while it was being sent. Nobody knows whether it arrived: you decide."
    ),
    Mail.State.FAILED: _("The mail server did not take it. You can send it again, or call the person."),
    Mail.State.BOUNCED: _("The address does not work. Please call the person."),
}
MAIL_FAULTS: dict[str, str] = {
    "0": _("The mail server could not be reached, or the address cannot be written."),
    "WorkerDied": _("The computer stopped in the middle of it."),
    "TemplateMissing": _("Nobody has written this letter."),
    "TemplateSyntaxError": _("The letter's template is broken."),
}


def mail_fault(code: str) -> str:
    """What a letter's fault means; a mail server's code as it is."""
    if not code:
        return ""
    return (
        str(MAIL_FAULTS[code])
        if code in MAIL_FAULTS
        else current()("Answer of the mail server: {code}", code=code)
    )


FAULT_SENTENCES: dict[type[Fault], str] = {
    faults.NoDraw: "No panel has been drawn and offered yet. Please draw one first.",
    faults.Offered: "These places were offered already. Nobody was written to twice.",
    faults.DeadlinePast: "This time is over. Please choose one that is still to come.",
    faults.TooLate: (
        "The time to answer is over. If you still want to come, please call the people who wrote to you."
    ),
    faults.Answered: (
        "There is an answer already, and it stays. If it is wrong, please call the people who wrote to you."
    ),
    faults.NotAMember: "This is only for people who accepted a place on the panel and still have it.",
    faults.NoPlacesFree: "No place is free.",
    faults.CodeUnknown: "We do not know this code. Please look at your letter and type it once more.",
    faults.Superseded: "The panel was drawn again, so this offer no longer counts. We are sorry.",
    bounces.NoReport: (
        "This is not the message of a mail server about a letter that came back. Please copy all of it."
    ),
    bounces.NotOurs: "This message is about a letter that this assembly has not sent.",
}


def said(fault: Fault) -> str:
    """The sentence of a fault, ours or the library's, in the language of whoever looks."""
    words = current()
    if isinstance(fault, faults.StillOpen):
        return words.plural(
            "{n} person has not answered yet. Please wait, or call.",
            "{n} people have not answered yet. Please wait, or call.",
            fault.count,
        )
    if isinstance(fault, faults.PlacesFree):
        return words.plural(
            "{n} place is free. Please fill it first.",
            "{n} places are free. Please fill them first.",
            fault.count,
        )
    sentence = FAULT_SENTENCES.get(type(fault))
    return say(fault, words) if sentence is None else words(sentence)
