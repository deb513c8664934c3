"""The addresses of `public`."""

from django.urls import path

from tequio.web.public import pot, views

app_name = "public"
urlpatterns = [
    path("", views.home, name="home"),
    path("a/<slug:slug>/pot/", pot.pot, name="pot"),
    path("a/<slug:slug>/pot/<str:key>/proof/", pot.proof, name="pot_proof"),
    path("a/<slug:slug>/", views.assembly, name="assembly"),
    path("a/<slug:slug>/remit/", views.text, name="remit"),
    path("a/<slug:slug>/texts/<slug:name>/", views.text, name="text"),
]
