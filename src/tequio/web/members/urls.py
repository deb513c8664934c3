"""The addresses of `members`, and of the outbox's pages."""

from django.urls import path

from tequio.web.members import link_views, mail_views, views

app_name = "members"
urlpatterns = [
    path("place/<str:token>/", link_views.answer, name="answer"),
    path("member/<str:token>/", link_views.me, name="me"),
    path("a/<slug:slug>/place/", link_views.code, name="code"),
    path("a/<slug:slug>/panel/", link_views.panel, name="panel"),
    path("desk/<slug:slug>/members/", views.index, name="index"),
    path("desk/<slug:slug>/members/offer/", views.offer_places, name="offer"),
    path("desk/<slug:slug>/members/places/", views.places, name="places"),
    path("desk/<slug:slug>/members/confirm/", views.confirm, name="confirm"),
    path("desk/<slug:slug>/members/drift/", views.drift_page, name="drift"),
    path("desk/<slug:slug>/members/needs/", views.needs, name="needs"),
    path("desk/<slug:slug>/calls/", views.queue, name="calls"),
    path("desk/<slug:slug>/calls/<int:offer>/", views.call, name="call"),
    path("desk/<slug:slug>/calls/<int:offer>/needs/", views.call_needs, name="call_needs"),
    path("desk/<slug:slug>/calls/<int:offer>/public/", views.call_face, name="call_face"),
    path("desk/<slug:slug>/calls/<int:offer>/letter/", views.letter, name="print"),
    path("desk/<slug:slug>/mail/", mail_views.index, name="mail"),
    path("desk/<slug:slug>/mail/<int:mail>/", mail_views.letter, name="letter"),
    path("desk/<slug:slug>/mail/came-back/", mail_views.came_back, name="came_back"),
    path("desk/<slug:slug>/mail/templates/", mail_views.previews, name="templates"),
    path("desk/<slug:slug>/mail/templates/<slug:name>/<slug:language>/", mail_views.preview, name="preview"),
]
