"""The addresses of `public`."""

from django.urls import path

from tequio.web.public import views

app_name = "public"
urlpatterns = [path("", views.home, name="home")]
