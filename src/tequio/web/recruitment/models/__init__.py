"""Frame, fields, volunteers and quotas of an assembly."""

from tequio.web.recruitment.models.frame import AddressClaim, Frame, Letter, Printing, Wave
from tequio.web.recruitment.models.quotas import PoolClosing, QuotaTable
from tequio.web.recruitment.models.volunteers import Field, Volunteer

__all__ = [
    "AddressClaim",
    "Field",
    "Frame",
    "Letter",
    "PoolClosing",
    "Printing",
    "QuotaTable",
    "Volunteer",
    "Wave",
]
