"""The addresses of `pool`."""

from django.urls import URLPattern, path

from tequio.web.recruitment.pool import quota_views, views

POOL, QUOTAS = "desk/<slug:slug>/pool/", "desk/<slug:slug>/quotas/"
urlpatterns: list[URLPattern] = [
    path(POOL, views.pool, name="pool"),
    path(f"{POOL}search/", views.search, name="pool-search"),
    path(f"{POOL}<int:number>/", views.person, name="volunteer"),
    path(f"{POOL}<int:number>/contact/", views.contact, name="volunteer-contact"),
    path(f"{POOL}doublets/", views.pairs, name="pool-pairs"),
    path(f"{POOL}doublets/<int:pair>/", views.decide, name="pool-pair"),
    path(f"{POOL}import/", views.import_, name="pool-import"),
    path(f"{POOL}import/template.csv", views.template, name="pool-import-template"),
    path(f"{POOL}export/", views.export, name="pool-export"),
    path(f"{POOL}close/", views.close, name="pool-close"),
    path(QUOTAS, quota_views.quotas, name="quotas"),
    path(f"{QUOTAS}save/", quota_views.save, name="quotas-save"),
    path(f"{QUOTAS}targets/", quota_views.targets, name="quotas-targets"),
    path(f"{QUOTAS}<int:version>.csv", quota_views.file, name="quotas-file"),
    path(f"{QUOTAS}upload/", quota_views.upload, name="quotas-upload"),
    path(f"{QUOTAS}check/", quota_views.check, name="quotas-check"),
    path(f"{QUOTAS}apply/", quota_views.apply, name="quotas-apply"),
    path(f"{QUOTAS}fix/", quota_views.fix, name="quotas-fix"),
    path(f"{QUOTAS}depart/", quota_views.depart, name="quotas-depart"),
]
