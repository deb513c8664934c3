"""The addresses of `pool`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
