"""Addresses of the API."""

from django.urls import path

from kho.web.api import catalogue, records
from kho.web.api.openapi import views as openapi

_DATASET = "datasets/<str:name>"

urlpatterns = [
    path("", catalogue.root),
    path("openapi.json", openapi.everything),
    path("datasets", catalogue.datasets),
    path(_DATASET, catalogue.dataset),
    path(f"{_DATASET}/records", records.records),
    path(f"{_DATASET}/records/count", records.count),
    path(f"{_DATASET}/groups", records.groups),
    path(f"{_DATASET}/quality", catalogue.quality),
    path(f"{_DATASET}/lineage", catalogue.lineage),
    path(f"{_DATASET}/runs", catalogue.runs),
    path(f"{_DATASET}/versions", catalogue.versions),
    path(f"{_DATASET}/openapi.json", openapi.of_dataset),
    path("agencies", catalogue.agencies),
    path("systems", catalogue.systems),
]
