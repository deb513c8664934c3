"""The addresses of `assemblies`."""

from django.urls import path

from tequio.web.assemblies import views

app_name = "assemblies"
urlpatterns = [
    path("desk/", views.desk, name="list"),
    path("desk/new/", views.new, name="new"),
    path("desk/<slug:slug>/", views.overview, name="overview"),
]
