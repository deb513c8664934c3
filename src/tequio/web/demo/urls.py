"""The addresses of `demo`: of use only in a site that is an example."""

from django.urls import path

from tequio.web.demo import views

app_name = "demo"
urlpatterns = [path("demo/<str:key>/", views.enter, name="enter")]
