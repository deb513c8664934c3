"""What everybody sees: the first page, and what is said when a page cannot be had."""

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tequio.web.accounts.access import public
from tequio.web.assemblies.models import Assembly


@public
def home(request: HttpRequest) -> HttpResponse:
    """The assemblies of this site."""
    return render(request, "public/home.html", {"assemblies": Assembly.objects.filter(rehearsal=False)})


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What was sent is too much (413), or no form at all."""
    too_much = isinstance(exception, (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent))
    return render(request, "400.html", {"too_much": too_much}, status=413 if too_much else 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Somebody who is signed in may not see this."""
    return render(request, "403.html", status=403)


def missing(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """There is no such page."""
    return render(request, "404.html", status=404)


def unexpected(request: HttpRequest) -> HttpResponse:
    """A mistake of ours."""
    return render(request, "500.html", status=500)
