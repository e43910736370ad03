"""Addresses of OGC API - Features."""

from django.urls import path

from kho.web.features import views

_ONE = "/collections/<str:name>"

urlpatterns = [
    path("", views.landing),
    path("/", views.landing),
    path("/conformance", views.conformance),
    path("/api", views.api),
    path("/collections", views.collections),
    path(_ONE, views.one_collection),
    path(f"{_ONE}/queryables", views.queryables),
    path(f"{_ONE}/items", views.items),
    path(f"{_ONE}/items/<path:id>", views.item),
]
