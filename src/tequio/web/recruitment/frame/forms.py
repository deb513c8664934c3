"""What organisers type about frame and letters."""

import datetime
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from tequio.faults import Fault
from tequio.randomness import EXACT_TOTAL, Source, source
from tequio.record.drand import verify
from tequio.selection.frames import plain
from tequio.web.language import _, current
from tequio.web.recruitment.frame.posting import PAPERS
from tequio.web.recruitment.frame.queries import BLANK, NAMES
from tequio.web.recruitment.frame.sentences import say
from tequio.web.recruitment.models import Frame, Wave

ENCODINGS = [
    ("", _("Find out")),
    ("utf-8", "UTF-8"),
    ("cp1252", _("Windows (cp1252)")),
    ("cp850", _("Old Windows or DOS (cp850)")),
    ("mac_roman", _("Old Macintosh (mac_roman)")),
    ("utf-16", "UTF-16"),
]
# What the columns of an address are often called, in the order in which they stand on a letter.
ADDRESS = (
    ("street", "address", "calle", "direccion", "dirección", "domicilio"),
    ("number", "house_number", "numero", "número", "num", "num_ext"),
    ("district", "neighbourhood", "colonia", "barrio", "localidad"),
    ("postcode", "zip", "postal_code", "cp", "codigo_postal", "código_postal"),
    ("city", "town", "municipality", "ciudad", "municipio"),
)
# drand quicknet: when its first round came, and seconds between two; its own chain description says so.
FIRST_ROUND, PERIOD = 1692803367, 3
AHEAD = datetime.timedelta(hours=24)


class EncodingForm(forms.Form):
    """How the letters of a file are written."""

    encoding = forms.ChoiceField(
        label=_("How letters with accents are written"),
        help_text=_("Leave it as it is unless you are told to choose. It is for CSV files only."),
        choices=ENCODINGS,
        required=False,
    )


class UploadForm(EncodingForm):
    """A frame to send; the file comes by the sealing handler."""

    file = forms.FileField(
        label=_("The file"),
        help_text=_("CSV with a line of headings, or Parquet. One row an address or a person."),
    )
    field_order = ("file", "encoding")


class PlanForm(forms.Form):
    """The plan of a wave: how many letters, and how they are shared.

    Args:
        frame: from which they are drawn.
    """

    letters = forms.IntegerField(label=_("How many letters"), min_value=1, max_value=10_000_000)
    stratify = forms.MultipleChoiceField(
        label=_("Columns that make groups"),
        help_text=_(
            "Each group, such as a district, gets its share of the letters. "
            "Tick columns with few different values."
        ),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    allow_empty = forms.BooleanField(label=_("Empty cells are a group of their own"), required=False)
    rates = forms.CharField(
        label=_("How many answer, by group"),
        help_text=_(
            "If you know it from before: paste a table with one or more of those columns and a column "
            "“rate”, such as 0.04 or 4 %. Groups that answer less get more letters."
        ),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=200_000,
        required=False,
    )
    household = forms.MultipleChoiceField(
        label=_("Columns that tell a household"),
        help_text=_("No household gets two letters."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    id = forms.ChoiceField(
        label=_("Column of ids"),
        help_text=_("Needed only if a later wave comes from another frame."),
        required=False,
    )
    address_format = forms.CharField(
        label=_("The address on the letter"),
        help_text=_("One line a line, up to six. What stands in {{ }} is a column of the frame."),
        widget=forms.Textarea(attrs={"rows": 5, "class": "code"}),
        max_length=2000,
    )

    def __init__(self, *args: Any, frame: Frame, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = [str(column["name"]) for column in frame.columns]
        names = [(name, name) for name in self.columns]
        for field in ("stratify", "household"):
            known: Any = self.fields[field]
            known.choices = names
        ids: Any = self.fields["id"]
        ids.choices = [("", _("None")), *names]
        self.fields["address_format"].initial = usual_format(self.columns)

    def clean_address_format(self) -> str:
        """Lines whose columns the frame has."""
        return checked_format(self.cleaned_data["address_format"], self.columns)

    def clean(self) -> dict[str, Any]:
        """Rates make sense with groups only."""
        values = super().clean() or {}
        if values.get("rates") and not values.get("stratify"):
            self.add_error("rates", _("Tick the columns that make groups as well."))
        return values


class FormatForm(forms.Form):
    """The address on the letters that are drawn."""

    address_format = PlanForm.base_fields["address_format"]

    def __init__(self, *args: Any, columns: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = columns

    def clean_address_format(self) -> str:
        """Lines whose columns the letters have."""
        return checked_format(self.cleaned_data["address_format"], self.columns)


def checked_format(text: str, columns: list[str]) -> str:
    """The format, if it names at least one column and only columns that there are.

    Raises:
        ValidationError: it does not.
    """
    named = BLANK.findall(text)
    missing = next((name for name in named if name not in columns), None)
    if missing is not None:
        raise ValidationError(_("The frame has no column “{name}”.", name=missing[:60]))
    if not named:
        raise ValidationError(_("Write at least one column in {{ }}, such as {{street}}."))
    return text


def usual_format(columns: list[str]) -> str:
    """An address as the names of the columns suggest it; all of them where they suggest none."""
    by_name = {re.sub(r"[\s_-]+", "_", plain(name)): name for name in columns}
    person = " ".join(f"{{{by_name[name]}}}" for name in NAMES if name in by_name)
    found = [next((f"{{{by_name[name]}}}" for name in part if name in by_name), "") for part in ADDRESS]
    street, number, district, postcode, city = found
    lines = [person, f"{street} {number}".strip(), district, f"{postcode} {city}".strip()]
    known = [line for line in lines if line]
    return "\n".join(known if street else [f"{{{name}}}" for name in columns[:6]])


class AnnounceForm(forms.Form):
    """Where the randomness will come from, and when."""

    source = forms.ChoiceField(
        label=_("Where the randomness comes from"),
        choices=[
            ("dice", _("Dice, thrown in public")),
            ("balls", _("Balls of a public lottery")),
            ("drand", _("drand, a public source of random numbers on the internet")),
        ],
        widget=forms.RadioSelect,
    )
    at = forms.DateTimeField(
        label=_("When it will be known"),
        help_text=_("Tomorrow or later is best, so that others can keep the announcement."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
    )

    def __init__(self, *args: Any, rehearsal: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rehearsal = rehearsal
        source_field: Any = self.fields["source"]
        if rehearsal:
            source_field.choices = [*source_field.choices, ("seed", _("Any words, for the rehearsal"))]
        self.fields["at"].initial = timezone.localtime(timezone.now() + AHEAD).replace(
            second=0, microsecond=0
        )

    def clean_at(self) -> datetime.datetime:
        """A time to come."""
        at: datetime.datetime = self.cleaned_data["at"]
        if at <= timezone.now() and not self.rehearsal:
            raise ValidationError(_("This time is over. The randomness must not be known yet."))
        return at


def round_at(at: datetime.datetime) -> int:
    """The first round of drand quicknet at or after a time."""
    return max(1, -(-(int(at.timestamp()) - FIRST_ROUND) // PERIOD) + 1)


class RandomnessForm(forms.Form):
    """The randomness as it was thrown, drawn or published.

    Args:
        wave: announced.
    """

    text = forms.CharField(
        label=_("The randomness"), widget=forms.Textarea(attrs={"rows": 3, "class": "code"}), max_length=5000
    )

    def __init__(self, *args: Any, wave: Wave, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wave = wave
        self.fields["text"].help_text = HELP[wave.announced_source]
        self.source: Source | None = None

    def clean_text(self) -> str:
        """Randomness of the announced kind, complete."""
        text = str(self.cleaned_data["text"]).strip()
        try:
            self.source = source(self.wave.announced_source, text, EXACT_TOTAL, verify)
        except Fault as fault:
            raise ValidationError(say(fault, current())) from None
        if self.source.round != self.wave.announced_round:
            announced = str(self.wave.announced_round)
            raise ValidationError(_("Round {number} was announced, and no other counts.", number=announced))
        return text


HELP = {
    "dice": _("The throws in their order, such as “d6 3 1 6 2 …”: at least 50 of a die with six sides."),
    "balls": _(
        "The numbers of each lottery, a slash between two: “9319 / 2 5 12 8 10”. At least six numbers."
    ),
    "drand": _("The round and its signature, such as “657413:b713718a…”."),
    "seed": _("Any line of text."),
}


class PrintForm(forms.Form):
    """How letters are printed."""

    paper = forms.ChoiceField(
        label=_("Paper"), choices=list(zip(PAPERS, (_("Letter (Mexico, United States)"), "A4"), strict=True))
    )


class CertifyForm(forms.Form):
    """The letters were sent."""

    keep_frame = forms.BooleanField(
        label=_("Keep the frame, because another wave will follow"),
        required=False,
    )


class CodeForm(forms.Form):
    """The code of a letter, typed by hand."""

    code = forms.CharField(
        label=_("The code on your letter"),
        help_text=_("Eight letters and digits, such as K7M4-CPQX."),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "class": "code"}
        ),
    )
