"""The addresses of `selection`."""

from django.urls import path

from tequio.web.selection import audit_views, public_views, views

app_name = "selection"
urlpatterns = [
    path("desk/<slug:slug>/lottery/", views.index, name="index"),
    path("desk/<slug:slug>/lottery/make/", views.make, name="make"),
    path("desk/<slug:slug>/lottery/<int:lottery>/", views.one, name="lottery"),
    path("desk/<slug:slug>/lottery/<int:lottery>/report/", views.report, name="report"),
    path("desk/<slug:slug>/lottery/<int:lottery>/report/page/", views.report_page, name="report_page"),
    path("desk/<slug:slug>/lottery/<int:lottery>/publish/", views.publish, name="publish"),
    path("desk/<slug:slug>/lottery/<int:lottery>/announce/", views.announce, name="announce"),
    path("desk/<slug:slug>/lottery/<int:lottery>/reveal/", views.reveal, name="reveal"),
    path("desk/<slug:slug>/lottery/<int:lottery>/redraw/", views.redraw, name="redraw"),
    path("desk/<slug:slug>/exceptions/", views.exceptions, name="exceptions"),
    path("desk/<slug:slug>/decisions/<int:decision>/", views.decide, name="decide"),
    path("desk/<slug:slug>/rehearsal/", views.rehearse, name="rehearse"),
    path("desk/<slug:slug>/audit/", audit_views.index, name="audits"),
    path("desk/<slug:slug>/audit/<int:lottery>/", audit_views.one, name="audit"),
    path("desk/<slug:slug>/audit/<int:lottery>/bundle.zip", audit_views.bundle, name="bundle"),
    path("a/<slug:slug>/draw/", public_views.hall, name="hall"),
    path("a/<slug:slug>/draw/now/", public_views.hall_now, name="hall_now"),
    path("a/<slug:slug>/draw/<int:lottery>/", public_views.hall, name="hall_of"),
    path("a/<slug:slug>/draw/<int:lottery>/now/", public_views.hall_now, name="hall_of_now"),
    path("a/<slug:slug>/draw/<int:lottery>/<slug:name>.json", public_views.file, name="file"),
]
