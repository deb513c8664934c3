"""Frame, fields, volunteers and quotas of an assembly."""

from tequio.web.recruitment.models.doublets import Doublet
from tequio.web.recruitment.models.frame import AddressClaim, Frame, Letter, Printing, Wave
from tequio.web.recruitment.models.quotas import PoolClosing, PoolImport, QuotaTable
from tequio.web.recruitment.models.registration import RegistrationPage
from tequio.web.recruitment.models.volunteers import Field, Volunteer

__all__ = [
    "AddressClaim",
    "Doublet",
    "Field",
    "Frame",
    "Letter",
    "PoolClosing",
    "PoolImport",
    "Printing",
    "QuotaTable",
    "RegistrationPage",
    "Volunteer",
    "Wave",
]
