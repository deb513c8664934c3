"""Frame, fields, volunteers and quotas of an assembly."""

from tequio.web.recruitment.models.doublets import Doublet
from tequio.web.recruitment.models.quotas import PoolClosing, PoolImport, QuotaTable
from tequio.web.recruitment.models.registration import RegistrationPage
from tequio.web.recruitment.models.volunteers import Field, Volunteer

__all__ = ["Doublet", "Field", "PoolClosing", "PoolImport", "QuotaTable", "RegistrationPage", "Volunteer"]
