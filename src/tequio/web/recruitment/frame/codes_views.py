"""The short address on a letter: it leads to the page where one registers."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from tequio.web.accounts.access import public
from tequio.web.language import _
from tequio.web.recruitment.frame.codes import shown
from tequio.web.recruitment.frame.forms import CodeForm
from tequio.web.recruitment.frame.queries import letter_by_code


@public
def typed(request: HttpRequest) -> HttpResponse:
    """Where one types the code of a letter."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        return _led(request, form)
    return render(request, "recruitment/frame/code.html", {"form": form}, status=422 if form.errors else 200)


@public
def short(request: HttpRequest, code: str) -> HttpResponse:
    """What the square on a letter leads to. It changes nothing."""
    form = CodeForm({"code": code[:40]})
    form.is_valid()
    return _led(request, form)


def _led(request: HttpRequest, form: CodeForm) -> HttpResponse:
    code = str(form.cleaned_data.get("code", ""))
    letter = letter_by_code(code)
    if letter is None:
        form.add_error("code", _("No letter has this code. Please look at your letter and type it again."))
        return render(request, "recruitment/frame/code.html", {"form": form}, status=404)
    url = f"/a/{letter.wave.assembly.slug}/register/"
    return redirect(f"{url}?{urlencode({'code': shown(str(letter.sealed['code']))})}")
