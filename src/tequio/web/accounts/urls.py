"""The addresses of `accounts`."""

from django.urls import path

from tequio.web.accounts import views

app_name = "accounts"
urlpatterns = [
    path("start/<str:key>/", views.first, name="first"),
    path("welcome/<str:key>/", views.welcome, name="welcome"),
]
