"""The private log of complaints and safeguarding. Every reading of an entry is logged."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from tequio.web.accounts.access import note_reading, user_of
from tequio.web.assemblies.access import allowed
from tequio.web.assemblies.models import Assembly
from tequio.web.privacy import complaints
from tequio.web.privacy.forms import ComplaintForm, NoteForm
from tequio.web.privacy.models import Complaint

PAGE = 50


@allowed("complaints.see")
def listed(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """All entries, without what they say; the open ones first."""
    found = Complaint.objects.filter(assembly=assembly).defer("text", "told_by")
    page = Paginator(found.order_by("-number"), PAGE).get_page(request.GET.get("page"))
    return render(request, "privacy/complaints.html", {"assembly": assembly, "page": page})


@allowed("complaints.change")
def new(request: HttpRequest, assembly: Assembly) -> HttpResponse:
    """A new entry."""
    form = ComplaintForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = complaints.write(assembly=assembly, by=user_of(request), **form.cleaned_data)
        return redirect("privacy:complaint", assembly.slug, made.number)
    return render(request, "privacy/complaint_new.html", {"assembly": assembly, "form": form})


@allowed("complaints.change")
def one(request: HttpRequest, assembly: Assembly, number: int) -> HttpResponse:
    """One entry with what was done."""
    complaint = get_object_or_404(Complaint, assembly=assembly, number=number)
    form = NoteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        complaints.add_note(complaint=complaint, by=user_of(request), **form.cleaned_data)
        return redirect("privacy:complaint", assembly.slug, number)
    note_reading(request, assembly.slug, "complaint", [number])
    notes = complaint.notes.select_related("written_by").order_by("-pk")
    page = Paginator(notes, PAGE).get_page(request.GET.get("page"))
    shown = {"assembly": assembly, "complaint": complaint, "page": page, "form": form}
    return render(request, "privacy/complaint.html", shown)
