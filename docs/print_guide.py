"""Prints docs/guide/can-bo.md: the officer's guide, whose one text is the page that the program itself shows."""

from pathlib import Path

from printing import page

FOLDER = "src/kho/web/working"
PICTURES = "](static/"

NOTE = "<!-- This page is printed from the program's own by `make docs`: do not edit it. -->"


def render() -> dict[str, str]:
    """The page by its path."""
    text = (Path(__file__).resolve().parents[1] / FOLDER / "can-bo.md").read_text(encoding="utf-8")
    return {"docs/guide/can-bo.md": page(NOTE, text.replace(PICTURES, f"](../../{FOLDER}/static/"))}
