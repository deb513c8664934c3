"""What organisers fill in about pool and quotas."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from tequio.web.language import _
from tequio.web.recruitment.pool.faults import FileTooLarge
from tequio.web.recruitment.pool.sentences import said

LIMIT = 50  # megabytes of an upload


class UploadForm(forms.Form):
    """A table, CSV or XLSX."""

    file = forms.FileField(
        label=_("File (CSV or XLSX)"),
        error_messages={
            "required": _("Please choose a file."),
            "empty": _("The file is empty. Please check that it is the right one."),
            "missing": _("Please choose a file."),
            "invalid": _("Please choose a file."),
        },
    )

    def clean_file(self) -> Any:
        """Not larger than what one request should hold."""
        file = self.cleaned_data["file"]
        if file and file.size > LIMIT * 1_000_000:
            raise ValidationError(said(FileTooLarge(file.name, LIMIT)))
        return file

    @property
    def name(self) -> str:
        """The file's name, short enough to be said."""
        return str(self.cleaned_data["file"].name)[:80]

    def content(self) -> bytes:
        """What it holds."""
        return bytes(self.cleaned_data["file"].read())


class ImportForm(UploadForm):
    """A table of volunteers."""

    agreed = forms.BooleanField(
        label=_("These people agreed that we keep their answers for this draw."),
        error_messages={"required": _("Without their agreement we may not keep their answers.")},
    )


class CloseForm(forms.Form):
    """Whether the pool is closed although pairs were not decided.

    Args:
        pairs: how many.
    """

    knowing = forms.BooleanField(
        label=_("I know that these pairs stay in the pool as two people each."),
        error_messages={"required": _("Please decide the pairs first, or say that they may stay.")},
    )

    def __init__(self, data: Any, pairs: int) -> None:
        super().__init__(data)
        if not pairs:
            del self.fields["knowing"]
