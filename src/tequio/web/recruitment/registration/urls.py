"""The addresses of `registration`."""

from django.urls import path

from tequio.web.recruitment.registration import desk_views, views

urlpatterns = [
    path("a/<slug:slug>/register/", views.register, name="register"),
    path("a/<slug:slug>/receipt/<str:key>/", views.receipt, name="receipt"),
    path("a/<slug:slug>/confirm/<str:key>/", views.confirm, name="confirm"),
    path("a/<slug:slug>/contact/<str:key>/", views.contact, name="contact"),
    path("a/<slug:slug>/withdraw/<str:key>/", views.withdraw, name="withdraw"),
    path("desk/<slug:slug>/fields/", desk_views.fields, name="fields"),
    path("desk/<slug:slug>/fields/new/", desk_views.new_field, name="new_field"),
    path("desk/<slug:slug>/fields/<int:number>/", desk_views.field, name="field"),
    path("desk/<slug:slug>/registration/", desk_views.pages, name="registration"),
    path("desk/<slug:slug>/registration/phone/", desk_views.by_phone, name="by_phone"),
    path("desk/<slug:slug>/registration/phone/<int:number>/", desk_views.phoned, name="phoned"),
    path("desk/<slug:slug>/registration/confirm/", desk_views.to_confirm, name="to_confirm"),
]
