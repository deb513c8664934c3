"""Frame, fields, volunteers and quotas of an assembly."""

from tequio.web.recruitment.models.quotas import PoolClosing, QuotaTable
from tequio.web.recruitment.models.registration import RegistrationPage
from tequio.web.recruitment.models.volunteers import Field, Volunteer

__all__ = ["Field", "PoolClosing", "QuotaTable", "RegistrationPage", "Volunteer"]
