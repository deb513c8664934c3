"""The addresses of `assemblies`."""

from django.urls import path

from tequio.web.assemblies import text_views, views

app_name = "assemblies"
urlpatterns = [
    path("desk/", views.desk, name="list"),
    path("desk/new/", views.new, name="new"),
    path("desk/<slug:slug>/", views.overview, name="overview"),
    path("desk/<slug:slug>/settings/", views.settings, name="settings"),
    path("desk/<slug:slug>/team/", views.team, name="team"),
    path("desk/<slug:slug>/team/add/", views.team_add, name="team_add"),
    path("desk/<slug:slug>/team/<int:pk>/remove/", views.team_remove, name="team_remove"),
    path("desk/<slug:slug>/stages/", views.stages, name="stages"),
    path("desk/<slug:slug>/stages/<slug:stage>/<slug:what>/", views.stage_now, name="stage_now"),
    path("desk/<slug:slug>/readings/", views.readings, name="readings"),
    path("desk/<slug:slug>/texts/", text_views.texts, name="texts"),
    path("desk/<slug:slug>/texts/new/", text_views.text_new, name="text_new"),
    path("desk/<slug:slug>/texts/<slug:name>/", text_views.text, name="text"),
    path("desk/<slug:slug>/texts/<slug:name>/publish/", text_views.text_publish, name="text_publish"),
    path(
        "desk/<slug:slug>/texts/<slug:name>/reviewed/<slug:language>/",
        text_views.text_reviewed,
        name="text_reviewed",
    ),
    path("desk/<slug:slug>/promise/", text_views.promise, name="promise"),
    path("desk/<slug:slug>/bodies/", text_views.bodies, name="bodies"),
    path("desk/<slug:slug>/bodies/add/", text_views.body_add, name="body_add"),
    path("desk/<slug:slug>/bodies/<slug:body>/publish/", text_views.body_publish, name="body_publish"),
    path("desk/<slug:slug>/bodies/remove/<int:pk>/", text_views.body_remove, name="body_remove"),
]
