"""Pictures (SVG) that stand in a page, where they take its letters and its colours, light or dark."""

from xml.etree import ElementTree as ET

from django.utils.safestring import SafeString, mark_safe

SVG = "http://www.w3.org/2000/svg"


def inline(picture: str) -> SafeString:
    """A picture of ours as a part of a page: without its own colours (`kho.css` has them), as no page may have any."""
    ET.register_namespace("", SVG)
    root = ET.fromstring(picture)  # noqa: S314  drawn by this program
    for style in root.findall(f"{{{SVG}}}style"):
        root.remove(style)
    return mark_safe(ET.tostring(root, encoding="unicode"))  # noqa: S308  every text in it is escaped by ElementTree
