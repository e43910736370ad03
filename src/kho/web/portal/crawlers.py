"""What crawlers are told: what to read, what to leave, and which pages there are (sitemaps.org, RFC 9309)."""

from typing import Final
from xml.etree import ElementTree as ET

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import override

from kho.web.addresses import slug
from kho.web.holding import held

SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML: Final = "http://www.w3.org/1999/xhtml"
LANGUAGES: Final = ("vi", "en")
MOST: Final = 25_000
"""Pages in one sitemap, each in two languages (the limit is 50,000 addresses)."""
ROBOTS: Final = """User-agent: *
Disallow: /*?
Disallow: /dataset/*/rows
Disallow: /dataset/*/chart
Disallow: /dataset/*/map
Disallow: /api/
Disallow: /files/
Disallow: /taking-part
Disallow: /en/taking-part
Allow: /
Sitemap: {site}/sitemap.xml
"""
"""Facets and rows are endless views of the same data; every dataset is in the sitemap and in the catalogue."""


def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django's signature
    """Which addresses crawlers may read."""
    return HttpResponse(ROBOTS.format(site=held().addresses.site), content_type="text/plain")


def sitemap(request: HttpRequest) -> HttpResponse:  # noqa: ARG001  Django's signature
    """All pages that stay, newest datasets first."""
    holding = held()
    ET.register_namespace("", SITEMAP)
    ET.register_namespace("xhtml", XHTML)
    root = ET.Element(f"{{{SITEMAP}}}urlset")
    datasets = sorted(holding.catalogue.datasets.values(), key=lambda each: each.modified, reverse=True)
    for name in ("front", "search", "agencies", "systems", "health", "developers"):
        _page(root, holding.addresses.site, name)
    for agency in holding.catalogue.agencies:
        _page(root, holding.addresses.site, "agency", agency)
    for each in datasets[:MOST]:
        _page(root, holding.addresses.site, "dataset", slug(each.name), changed=each.modified.isoformat("T", "seconds"))
    return HttpResponse(ET.tostring(root, encoding="utf-8", xml_declaration=True), content_type="application/xml")


def _page(root: ET.Element, site: str, name: str, *parts: str, changed: str = "") -> None:
    """A page in both languages, each telling of the other."""
    urls = {}
    for code in LANGUAGES:
        with override(code):
            urls[code] = f"{site}{reverse(name, args=parts)}"
    for url in urls.values():
        node = ET.SubElement(root, f"{{{SITEMAP}}}url")
        ET.SubElement(node, f"{{{SITEMAP}}}loc").text = url
        if changed:
            ET.SubElement(node, f"{{{SITEMAP}}}lastmod").text = changed
        for code, other in urls.items():
            ET.SubElement(node, f"{{{XHTML}}}link", {"rel": "alternate", "hreflang": code, "href": other})
