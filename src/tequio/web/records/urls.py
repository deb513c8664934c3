"""The addresses of `records`: what verifiers, mirrors and cosigners fetch, and a page for everybody."""

from django.urls import path

from tequio.web.records import views

app_name = "records"
urlpatterns = [
    path("record/", views.page, name="page"),
    path("record/checkpoint", views.checkpoint, name="checkpoint"),
    path("record/checkpoints/<int:size>", views.earlier, name="earlier"),
    path("record/acts/<int:number>", views.act, name="act"),
    path("record/attachment/<str:digest>", views.attachment, name="attachment"),
    path("record/tile/<path:place>", views.tile, name="tile"),
    path("record/everything.zip", views.everything, name="everything"),
]
