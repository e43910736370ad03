"""Addresses by which programs hand over data, below /api/v1."""

from django.urls import path

from kho.web.deliveries import api

urlpatterns = [
    path("datasets/<str:name>/deliveries", api.of_dataset, name="api_deliveries"),
    path("deliveries/<str:key>", api.one, name="api_delivery"),
    path("deliveries/<str:key>/findings", api.findings, name="api_delivery_findings"),
]
