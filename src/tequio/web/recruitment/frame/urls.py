"""The addresses of `frame`."""

from django.urls import path

from tequio.web.recruitment.frame import codes_views, frame_views, reply_views, wave_views

LETTERS = "desk/<slug:slug>/letters/"
WAVE = LETTERS + "<int:number>/"
ADDRESSES = "desk/<slug:slug>/addresses/"
urlpatterns = [
    path("desk/<slug:slug>/frame/", frame_views.frame, name="frame"),
    path("desk/<slug:slug>/frame/send/", frame_views.send, name="frame_send"),
    path("desk/<slug:slug>/frame/check/", frame_views.check, name="frame_check"),
    path("desk/<slug:slug>/frame/fix/", frame_views.fix, name="frame_fix"),
    path("desk/<slug:slug>/frame/remove/", frame_views.remove, name="frame_remove"),
    path("desk/<slug:slug>/frame/delete/", frame_views.delete, name="frame_delete"),
    path(LETTERS, wave_views.letters, name="letters"),
    path(LETTERS + "plan/", wave_views.plan, name="letters_plan"),
    path(WAVE, wave_views.wave, name="wave"),
    path(WAVE + "drop/", wave_views.drop, name="wave_drop"),
    path(WAVE + "announce/", wave_views.announce, name="wave_announce"),
    path(WAVE + "draw/", wave_views.draw, name="wave_draw"),
    path(WAVE + "again/", wave_views.again, name="wave_again"),
    path(WAVE + "address/", wave_views.address, name="wave_address"),
    path(WAVE + "print/", wave_views.print_, name="wave_print"),
    path(WAVE + "certify/", wave_views.certify, name="wave_certify"),
    path(WAVE + "list/", reply_views.listed, name="wave_list"),
    path(WAVE + "letters.csv", reply_views.table, name="wave_csv"),
    path(LETTERS + "print/<int:pk>/letters.pdf", reply_views.pdf, name="letters_pdf"),
    path("desk/<slug:slug>/replies/", reply_views.replied, name="replies"),
    path(ADDRESSES, reply_views.addresses, name="addresses"),
    path(ADDRESSES + "<int:pk>/", reply_views.decide, name="address_decide"),
    path("r/", codes_views.typed, name="code"),
    path("r/<str:code>", codes_views.short, name="short"),
]
