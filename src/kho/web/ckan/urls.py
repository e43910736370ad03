"""Addresses as clients of CKAN know them."""

from django.urls import path

from kho.web.ckan import actions, dumping

urlpatterns = [
    path("api/action/<str:name>", actions.action),
    path("api/3/action/<str:name>", actions.action),
    path("api/3/action", actions.version),
    path("api/3", actions.version),
    path("api/3/", actions.version),
    path("datastore/dump/<str:resource>", dumping.dump),
]
