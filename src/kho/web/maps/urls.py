"""Addresses of maps; each of a map takes the same parameters (`kho.publishing.maps.view`)."""

from django.urls import path

from kho.web.maps import files, pages

urlpatterns = [
    path("dataset/<slug:name>/map", pages.map_page, name="map"),
    path("dataset/<slug:name>/map.svg", files.svg, name="map_svg"),
    path("dataset/<slug:name>/map.png", files.png, name="map_png"),
    path("dataset/<slug:name>/map.csv", files.csv, name="map_csv"),
    path("dataset/<slug:name>/map.geojson", files.geojson, name="map_geojson"),
    path("dataset/<slug:name>/map-ground.geojson", files.ground, name="map_ground"),
]
