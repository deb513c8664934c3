"""Periods, erasing, and complaints."""

import secrets
from typing import Any

from django import forms

from tequio.web.language import _
from tequio.web.privacy.models import Complaint
from tequio.web.privacy.retention import CLASSES

MOST_DAYS = 3650
LONG = 20_000  # characters of a text


class PeriodsForm(forms.Form):
    """For how many days each class of data is kept."""

    def __init__(self, *args: Any, days: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, one in CLASSES.items():
            self.fields[name] = forms.IntegerField(
                label=one.title,
                help_text=_("Days, from 1 to 3650."),
                min_value=1,
                max_value=MOST_DAYS,
                initial=days[name],
                widget=forms.NumberInput(attrs={"class": "short"}),
            )


class EraseForm(forms.Form):
    """Erasing cannot be taken back, so that it is asked for twice."""

    sure = forms.BooleanField(label=_("Yes, delete it for good"))


class FindForm(forms.Form):
    """A volunteer by the number on the receipt."""

    number = forms.IntegerField(label=_("Number on the receipt"), min_value=1, max_value=2**31 - 1)


class OnceForm(forms.Form):
    """A form that is taken in once, however often it is sent."""

    form_key = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_key"].initial = lambda: secrets.token_hex(32)


class ComplaintForm(OnceForm):
    """Something new in the log."""

    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[
            (Complaint.Kind.COMPLAINT, _("Somebody complains")),
            (Complaint.Kind.SAFEGUARDING, _("Somebody may be in danger")),
        ],
    )
    told_by = forms.CharField(
        label=_("Who told you?"),
        help_text=_("Leave it empty if the person does not want to be named."),
        max_length=200,
        required=False,
    )
    text = forms.CharField(label=_("What happened?"), widget=forms.Textarea, max_length=LONG, strip=True)


class NoteForm(OnceForm):
    """What was done."""

    text = forms.CharField(label=_("What did you do?"), widget=forms.Textarea, max_length=LONG)
    close = forms.BooleanField(label=_("This is settled"), required=False)
