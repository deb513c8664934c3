"""The app `recruitment`."""

from django.apps import AppConfig


class RecruitmentConfig(AppConfig):
    """Frame, invitations, registration, pool, quotas."""

    name = "tequio.web.recruitment"
