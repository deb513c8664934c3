"""The addresses of `frame`."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
