"""The addresses of `accounts`."""

from django.urls import path

from tequio.web.accounts import views

app_name = "accounts"
urlpatterns = [
    path("start/<str:key>/", views.first, name="first"),
    path("welcome/<str:key>/", views.welcome, name="welcome"),
    path("desk/account/", views.own, name="own"),
    path("desk/accounts/", views.accounts, name="accounts"),
    path("desk/accounts/invite/", views.invite, name="invite"),
    path("desk/accounts/rules/", views.rules, name="rules"),
    path("desk/accounts/<int:pk>/", views.standing, name="standing"),
]
