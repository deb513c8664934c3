"""What volunteers fill in. The form is made of the assembly's fields."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from tequio.web.language import _
from tequio.web.recruitment.models import Field
from tequio.web.recruitment.registration.actions import Given
from tequio.web.recruitment.registration.contacts import digits_of
from tequio.web.recruitment.registration.queries import Purpose, by_language

FEW = 7  # values that are shown one below the other rather than in a list
YES = "yes"  # the answer to a question of eligibility
Finder = Callable[[str], Any]  # the letter of a code, or None


class OneLine(forms.CharField):
    """A text of one line: line feeds and several spaces become one space."""

    def to_python(self, value: Any) -> str:
        """Without what a line cannot show."""
        return " ".join(str(super().to_python(value) or "").split())


class ContactForm(forms.Form):
    """How somebody can be reached; each may stay empty, but not all."""

    name = OneLine(
        label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = OneLine(
        label=_("E-mail"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "inputmode": "email"}),
    )
    phone = OneLine(
        label=_("Telephone"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
    )
    address = OneLine(
        label=_("Address where you live"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )

    def clean_email(self) -> str:
        """An address that a letter can be sent to."""
        email = str(self.cleaned_data["email"])
        if email:
            try:
                validate_email(email)
            except ValidationError:
                raise ValidationError(
                    _("This is not a whole e-mail address. It looks like: name@example.org")
                ) from None
        return email

    def clean_phone(self) -> str:
        """A number that can be called."""
        phone = str(self.cleaned_data["phone"])
        if phone and (not re.fullmatch(r"\+?[\d\s().\-/]+", phone) or len(digits_of(phone)) < 7):
            raise ValidationError(_("Please write the telephone number in digits, with its area code."))
        return phone

    @property
    def contact(self) -> dict[str, str]:
        """What was filled in, without what was left empty."""
        return {
            key: self.cleaned_data[key]
            for key in ("name", "email", "phone", "address")
            if self.cleaned_data.get(key)
        }


class RegistrationForm(ContactForm):
    """The whole form.

    Args:
        fields: of the assembly, in order.
        purposes: to what people consent.
        language: of the page.
        letter_of: finds the letter of a code; `None` where no letters are answered.
        letters_only: whether a code or the address of a letter is needed.
        caller: filled in for somebody on the telephone.
    """

    code = OneLine(
        label=_("Code of your letter"),
        help_text=_("It is printed on your letter. If you lost the letter, write your address instead."),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        fields: Sequence[Field],
        purposes: Sequence[Purpose],
        language: str,
        letter_of: Finder | None = None,
        letters_only: bool = False,
        caller: bool = False,
        initial: dict[str, str] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.asked, self.purposes, self.caller = fields, purposes, caller
        self.letter_of, self.letters_only, self.letter = letter_of, letters_only, None
        if letter_of is None:
            del self.fields["code"]
            if not caller:
                del self.fields["address"]
        else:
            self.fields["address"].help_text = _("Only if you have no code.")
        for field in fields:
            self.fields[f"field-{field.pk}"] = asking(field, language)
        for purpose in purposes:
            self.fields[f"consent-{purpose.name}"] = _consenting(purpose, language)
        order = [*(name for name in self.fields if name != "code")]
        self.order_fields(["code", *order])

    def clean(self) -> dict[str, Any]:
        """Somebody can be reached, or holds a letter."""
        values = super().clean() or {}
        code = values.get("code", "")
        if code and self.letter_of is not None:
            self.letter = self.letter_of(code)
            if self.letter is None:
                self.add_error(
                    "code",
                    _(
                        "We do not know this code. Please look at your letter once more, or leave the code "
                        "empty and write your address."
                    ),
                )
        reached = values.get("email") or values.get("phone") or self.letter
        if not (reached or (self.caller and values.get("address")) or self._errs("email", "phone", "code")):
            self.add_error("phone" if self.caller else "email", self._unreached())
        if self.letters_only and not (self.letter or values.get("address") or self._errs("code")):
            self.add_error("code", _("Please write the code of your letter. Without it, write your address."))
        return values

    def _errs(self, *names: str) -> bool:
        return any(name in self.errors for name in names)

    def _unreached(self) -> str:
        if self.letter_of is None:
            return _("Please give an e-mail address or a telephone number, so that we can reach you.")
        return _("Please give an e-mail address, a telephone number or the code of your letter.")

    @property
    def given(self) -> Given:
        """What was filled in, once it is valid."""
        features = {}
        for field in self.asked:
            answer = self.cleaned_data.get(f"field-{field.pk}")
            if answer:
                features[field.name] = YES if answer is True else str(answer)
        agreed = [one for one in self.purposes if self.cleaned_data.get(f"consent-{one.name}")]
        return Given(self.contact, features, agreed, self.letter)


def asking(field: Field, language: str) -> forms.Field:
    """The form's field of one of the assembly's."""
    label = by_language(field.labels, language, field.name)
    if field.kind == Field.Kind.ELIGIBILITY:
        return forms.BooleanField(
            label=label,
            required=field.required,
            error_messages={"required": _("Only who can say yes here can take part.")},
        )
    if field.kind == Field.Kind.TEXT:
        return OneLine(label=label, required=field.required, max_length=500)
    choices = [(one["value"], by_language(one["labels"], language, one["value"])) for one in field.values]
    few = len(choices) <= FEW
    return forms.ChoiceField(
        label=label,
        required=field.required,
        choices=choices if few else [("", _("Please choose")), *choices],
        widget=forms.RadioSelect if few else forms.Select,
        error_messages={
            "required": _("Please choose one."),
            "invalid_choice": _("Please choose one of these."),
        },
    )


def _consenting(purpose: Purpose, language: str) -> forms.Field:
    return forms.BooleanField(
        label=purpose.body,
        required=purpose.required,
        widget=forms.CheckboxInput(attrs={} if purpose.language == language else {"lang": purpose.language}),
        error_messages={"required": _("Without this we may not keep what you wrote.")},
    )


class ReceiptForm(forms.Form):
    """What stands on a receipt."""

    number = forms.IntegerField(
        label=_("Number of your receipt"),
        min_value=1,
        max_value=2_000_000_000,
        widget=forms.NumberInput(attrs={"autocomplete": "off"}),
    )
    salt = OneLine(
        label=_("Code of your receipt"),
        help_text=_("Four groups of four letters and digits, such as 3f9a 12c0 77be 0d41."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def clean_salt(self) -> str:
        """Hexadecimal digits, as many as a code has or the whole salt."""
        code = re.sub(r"[\s\-]", "", str(self.cleaned_data["salt"])).lower()
        if not re.fullmatch(r"[0-9a-f]{16}([0-9a-f]{48})?", code):
            raise ValidationError(_("The code has 16 letters and digits, in four groups. Please look again."))
        return code
