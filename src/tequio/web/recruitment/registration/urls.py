"""The addresses of `registration`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
