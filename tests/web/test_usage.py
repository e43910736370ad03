"""How often datasets are used: counted by day and kind, of nobody, and not of machines."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from tests.web.invented import HIDDEN, MANY, OPEN

Counted = Callable[..., dict[tuple[str, str], int]]
NAME = OPEN.replace("--", "/")
PERSON = "Mozilla/5.0 (X11; Linux x86_64) Gecko/20100101 Firefox/145.0"


@pytest.fixture
def counted(client: Client):
    """What is counted by what the test asks."""
    from kho.web.usage.counting import tally
    from kho.web.usage.models import Use

    def told(*paths: str, agent: str = PERSON) -> dict[tuple[str, str], int]:
        tally().write()
        Use.objects.all().delete()
        for path in paths:
            client.get(path, headers={"User-Agent": agent}).close()
        tally().write()
        return {(each.dataset, each.kind): each.count for each in Use.objects.all()}

    return told


def test_pages_files_and_calls_are_counted_apart(counted: Counted):
    page, rows, api = f"/dataset/{OPEN}", f"/en/dataset/{OPEN}/rows", f"/api/v1/datasets/{OPEN}/records"
    file = f"/files/{OPEN}/latest/{Path(NAME).name}.csv"
    assert counted(page, page, rows, api, file) == {(NAME, "page"): 3, (NAME, "api"): 1, (NAME, "file"): 1}


def test_what_nobody_used_is_not_counted(counted: Counted):
    assert counted("/", "/dataset", f"/dataset/{OPEN}/lineage.svg", f"/dataset/{OPEN}/card.png") == {}
    assert counted(*(f"/dataset/{each}" for each in HIDDEN)) == {}
    assert counted(f"/dataset/{OPEN}", agent="Mozilla/5.0 (compatible; Googlebot/2.1)") == {}


def test_counts_grow_from_write_to_write(counted: Counted):
    from kho.web.usage.counting import tally

    counted(f"/dataset/{OPEN}")
    Client(SERVER_NAME="testserver").get(f"/dataset/{OPEN}", headers={"User-Agent": PERSON})
    tally().write()
    from kho.web.usage.models import Use

    assert Use.objects.get().count == 2


def test_what_is_used_most_stands_on_the_front_page(counted: Counted, client: Client):
    counted(f"/dataset/{MANY}", f"/dataset/{MANY}/rows", f"/dataset/{OPEN}")
    shown = client.get("/").content.decode()
    assert shown.index("Dùng nhiều nhất") < shown.rindex(f"/dataset/{MANY}") < shown.rindex(f"/dataset/{OPEN}")


def test_the_models_and_their_migrations_agree(portal: None):  # noqa: ARG001  Django must be set up
    from django.core.management import call_command

    call_command("makemigrations", "usage", check=True, dry_run=True, verbosity=0)
