"""Addresses of what everybody may read."""

from django.urls import URLPattern, path

from kho.web.participation import feeds, pages
from kho.web.participation.flows import Kind

_PLACES = {
    Kind.REQUEST: "requests",
    Kind.DISCUSSION: "discussions",
    Kind.REPORT: "reports",
    Kind.REUSE: "reuses",
    Kind.CONTRIBUTION: "contributions",
}
_OF_DATASET = (Kind.DISCUSSION, Kind.REPORT, Kind.REUSE)


def _one(kind: Kind) -> URLPattern:
    return path(f"{_PLACES[kind]}/<int:number>", pages.matter, {"kind": kind}, name=kind.value)


def _of_dataset(kind: Kind) -> URLPattern:
    place = f"dataset/<slug:name>/{_PLACES[kind]}"
    return path(place, pages.of_dataset, {"kind": kind}, name=f"dataset_{_PLACES[kind]}")


urlpatterns = [
    path("requests", pages.requests, name="requests"),
    path("reuses", pages.reuses, name="reuses"),
    path("happenings.atom", feeds.feed, name="happenings"),
    path("dataset/<slug:name>/taking-part", pages.part, name="dataset_part"),
    *map(_one, Kind),
    *map(_of_dataset, _OF_DATASET),
]
