"""The addresses: each app its own; `/desk/` is for staff, everything else for everybody."""

from django.urls import include, path

from tequio.web.accounts.access import public
from tequio.web.language import choose
from tequio.web.public.views import forbidden, missing, unexpected, unreadable

urlpatterns = [
    path("language/", public(choose), name="set_language"),
    path("account/", include("tequio.web.accounts.signing_in")),
    path("", include("tequio.web.accounts.urls")),
    path("", include("tequio.web.assemblies.urls")),
    path("", include("tequio.web.recruitment.urls")),
    path("", include("tequio.web.runs.urls")),
    path("", include("tequio.web.selection.urls")),
    path("", include("tequio.web.members.urls")),
    path("", include("tequio.web.mail.urls")),
    path("", include("tequio.web.privacy.urls")),
    path("", include("tequio.web.demo.urls")),
    path("", include("tequio.web.records.urls")),
    path("", include("tequio.web.public.urls")),
]
handler400, handler403, handler404, handler500 = unreadable, forbidden, missing, unexpected
