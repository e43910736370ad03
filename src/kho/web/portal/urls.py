"""Addresses of pages; the same in both languages but for `/en` before the English ones."""

from django.urls import path

from kho.web.dcat.negotiating import or_graph
from kho.web.dcat.views import agency_graph, dataset_graph
from kho.web.portal import agencies, cards, changes, datasets, feeds, front, health, rows, search, systems

urlpatterns = [
    path("", front.front, name="front"),
    path("dataset", search.search, name="search"),
    path("suggestions", search.suggestions, name="suggestions"),
    path("dataset/<slug:name>", or_graph(dataset_graph)(datasets.dataset), name="dataset"),
    path("dataset/<slug:name>/rows", rows.rows, name="rows"),
    path("dataset/<slug:name>/changes/<int:version>", changes.changes, name="changes"),
    path("dataset/<slug:name>/lineage.svg", datasets.lineage, name="lineage"),
    path("dataset/<slug:name>/card.png", cards.dataset_card, name="dataset_card"),
    path("card.png", cards.card, name="card"),
    path("agency", agencies.agencies, name="agencies"),
    path("agency/<slug:name>", or_graph(agency_graph)(agencies.agency), name="agency"),
    path("system", systems.systems, name="systems"),
    path("system/map.svg", systems.system_picture, name="system_map"),
    path("quality", health.health, name="health"),
    path("developers", front.developers, name="developers"),
    path("feed.atom", feeds.feed, {"kind": "atom"}, name="feed"),
    path("feed.rss", feeds.feed, {"kind": "rss"}, name="rss"),
]
