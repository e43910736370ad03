"""Addresses of files: the newest version's stays, and so does each version's own."""

from django.urls import path

from kho.web.files import views

urlpatterns = [
    path("files/<slug:name>/latest/<str:filename>.sha256", views.checksum, {"version": None}),
    path("files/<slug:name>/v<int:version>/<str:filename>.sha256", views.checksum),
    path("files/<slug:name>/latest/<str:filename>", views.file, {"version": None}),
    path("files/<slug:name>/v<int:version>/<str:filename>", views.file),
]
