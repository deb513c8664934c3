"""The addresses of `runs`."""

from django.urls import path

from tequio.web.runs import views

app_name = "runs"
urlpatterns = [
    path("desk/<slug:slug>/runs/", views.index, name="index"),
    path("desk/<slug:slug>/runs/<int:run>/", views.one, name="one"),
    path("desk/<slug:slug>/runs/<int:run>/cancel/", views.cancel, name="cancel"),
]
