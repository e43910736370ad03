"""Addresses of graphs, and of the things that they tell of (`kho.web.addresses.CatalogueAddresses`)."""

from django.urls import path

from kho.web.dcat import views

urlpatterns = [
    path("catalog", views.catalogue),
    path("catalog.<slug:ending>", views.catalogue_file),
    path("dataset/<slug:name>.<slug:ending>", views.dataset_file),
    path("agency/<slug:name>.<slug:ending>", views.agency_file),
    path("id/catalog", views.catalogue_thing),
    path("id/dataset/<str:name>", views.dataset_thing),
    path("id/dataset/<str:name>/api", views.api_thing),
    path("id/dataset/<str:name>/v<int:number>", views.version_thing),
    path("id/api/ckan", views.actions_thing),
    path("id/api/ogc", views.features_thing),
    path("id/series/<str:name>", views.series_thing),
    path("id/agency/<slug:name>", views.agency_thing),
    path("id/<slug:scheme>", views.concept_thing),
    path("id/<slug:scheme>/<str:code>", views.concept_thing),
]
