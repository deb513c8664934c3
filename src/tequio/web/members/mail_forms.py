"""A report of a letter that came back, pasted."""

from django import forms

from tequio.web.language import _
from tequio.web.mail.bounces import LARGEST


class BounceForm(forms.Form):
    """The whole message, as a mail program shows its source."""

    message = forms.CharField(
        label=_("The whole message"),
        help_text=_("In your mail program, choose “show source” or “show original”, and copy everything."),
        max_length=LARGEST // 4,
        widget=forms.Textarea(attrs={"spellcheck": "false", "autocomplete": "off"}),
    )
