"""The addresses of `privacy`."""

from django.urls import path

from tequio.web.privacy import complaint_views, views

app_name = "privacy"
urlpatterns = [
    path("threats/", views.threats, name="threats"),
    path("desk/<slug:slug>/privacy/", views.kept, name="kept"),
    path("desk/<slug:slug>/privacy/periods/", views.periods, name="periods"),
    path("desk/<slug:slug>/privacy/people/", views.people, name="people"),
    path("desk/<slug:slug>/privacy/people/<int:number>/", views.person, name="person"),
    path("desk/<slug:slug>/privacy/people/<int:number>/data.json", views.person_file, name="person_file"),
    path("desk/<slug:slug>/privacy/people/<int:number>/erase/", views.erase, name="erase"),
    path("a/<slug:slug>/mine/<str:key>/", views.mine, name="mine"),
    path("a/<slug:slug>/mine/<str:key>/data.json", views.mine_file, name="mine_file"),
    path("a/<slug:slug>/mine/<str:key>/erase/", views.mine_erase, name="mine_erase"),
    path("desk/<slug:slug>/complaints/", complaint_views.listed, name="complaints"),
    path("desk/<slug:slug>/complaints/new/", complaint_views.new, name="complaint_new"),
    path("desk/<slug:slug>/complaints/<int:number>/", complaint_views.one, name="complaint"),
]
