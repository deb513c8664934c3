"""How staff accounts begin."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tequio.web.accounts.models import User
from tequio.web.language import _, language_choices


class PasswordForm(forms.Form):
    """A password, twice."""

    password = forms.CharField(
        label=_("Password"),
        help_text=_(
            "At least 12 characters. Four words that you can remember are better than one with signs."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=500,
    )
    again = forms.CharField(
        label=_("The password once more"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        max_length=500,
    )

    def __init__(self, *args: Any, user: User | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean(self) -> dict[str, Any]:
        """Both are the same, and not one that everybody guesses."""
        values = super().clean() or {}
        if values.get("password") and values.get("again"):
            if values["password"] != values["again"]:
                raise ValidationError(_("The two passwords are not the same."))
            validate_password(values["password"], self.user)
        return values


class FirstForm(PasswordForm):
    """The first administrator of a new site."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    email = forms.EmailField(label=_("Your e-mail address"), max_length=254)
    field_order = ("name", "email", "password", "again")


class InviteForm(forms.Form):
    """A new colleague, for the site."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    name = forms.CharField(label=_("Name"), max_length=120)
    language = forms.ChoiceField(label=_("Language of the letter"), choices=language_choices)
    administrator = forms.BooleanField(label=_("Leads the site as administrator"), required=False)


class RulesForm(forms.Form):
    """What holds for the whole site."""

    second_factor = forms.BooleanField(
        label=_("Everybody who signs in needs a second factor"),
        help_text=_("Whoever has none is asked to set it up before anything else."),
        required=False,
    )


class StandingForm(forms.Form):
    """What somebody may do on the site."""

    active = forms.BooleanField(label=_("Can sign in"), required=False)
    administrator = forms.BooleanField(label=_("Leads the site as administrator"), required=False)


class OwnForm(forms.Form):
    """What people change of their own account."""

    name = forms.CharField(label=_("Your name"), max_length=120)
    language = forms.ChoiceField(label=_("Language of letters to you"), choices=language_choices)
