"""What is asked when places are offered, answered, and taken."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from tequio.web.language import _
from tequio.web.members.models import Attempt, PublicFace
from tequio.web.members.sentences import NEEDS, OUTCOMES, SHOWS
from tequio.web.selection.forms import LocalTime

NAME, SENTENCE, TEXT = 60, 200, 1000


def in_ten_days() -> datetime:
    """Ten days ahead, in the evening."""
    return (timezone.localtime() + timedelta(days=10)).replace(hour=20, minute=0, second=0, microsecond=0)


class DeadlineForm(forms.Form):
    """Until when people may answer."""

    deadline = LocalTime(
        label=_("Until when people may answer"),
        help_text=_("Who has not answered by then loses the place. They are reminded two days before."),
        initial=in_ten_days,
    )


class CodeForm(forms.Form):
    """The code of a printed letter."""

    code = forms.CharField(
        label=_("Your code"),
        help_text=_("12 letters and digits. They stand in your letter."),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )


class CallForm(forms.Form):
    """What came of a call."""

    outcome = forms.ChoiceField(label=_("What came of the call"), widget=forms.RadioSelect)
    next_call = LocalTime(
        label=_("When to call again"), help_text=_("Only if you call again later."), required=False
    )

    def __init__(self, *args: Any, member: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = (Attempt.Outcome.ACCEPTED, Attempt.Outcome.DECLINED)
        hidden = answers if member else (Attempt.Outcome.LEFT,)
        field = self.fields["outcome"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - for the checker of types
        field.choices = [(name, title) for name, title in OUTCOMES.items() if name not in hidden]

    def clean(self) -> dict[str, Any]:
        """A later call has its time."""
        given = super().clean() or {}
        if given.get("outcome") == Attempt.Outcome.CALL_BACK:
            if not given.get("next_call"):
                self.add_error("next_call", ValidationError(_("Please say when to call again.")))
        else:
            given["next_call"] = None
        return given


class NeedsForm(forms.Form):
    """What somebody needs to take part."""

    kinds = forms.MultipleChoiceField(
        label=_("What would help you to take part?"),
        choices=list(NEEDS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    text = forms.CharField(label=_("Anything else"), required=False, max_length=TEXT, widget=forms.Textarea)


class FaceForm(forms.Form):
    """What a member lets everybody see."""

    shows = forms.ChoiceField(
        label=_("What may everybody see of you?"),
        choices=list(SHOWS.items()),
        widget=forms.RadioSelect,
        initial=PublicFace.Shows.NOTHING,
    )
    name = forms.CharField(label=_("First name"), required=False, max_length=NAME)
    sentence = forms.CharField(
        label=_("A sentence of yours"),
        help_text=_("For example why you take part. Everybody can read it."),
        required=False,
        max_length=SENTENCE,
    )

    def clean(self) -> dict[str, Any]:
        """Whoever shows a name or a sentence writes it."""
        given = super().clean() or {}
        shows = given.get("shows")
        if shows in (PublicFace.Shows.FIRST_NAME, PublicFace.Shows.SENTENCE) and not given.get("name"):
            self.add_error("name", ValidationError(_("Please write the name that everybody may see.")))
        if shows == PublicFace.Shows.SENTENCE and not given.get("sentence"):
            self.add_error("sentence", ValidationError(_("Please write your sentence.")))
        return given
