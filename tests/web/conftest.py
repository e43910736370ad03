"""A loaded province, and Django over it: made once, as a process of the portal has it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.services.portal import load, serving
from tests.web import invented

from kho.web.configuration import Configuration

if TYPE_CHECKING:
    from django.test import Client

SITE = "http://testserver"


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The province folder, all of it loaded: only copies of it are worked on."""
    folder = invented.write(tmp_path_factory.mktemp("loaded") / "tinh-mau")
    load(folder, invented.CONTRACTS)
    return folder


@pytest.fixture(scope="session")
def province(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The province that Django in this process is set up over: tests deliver to it."""
    return _copied(loaded, tmp_path_factory.mktemp("portal"))


def _copied(folder: Path, into: Path) -> Path:
    copy = into / folder.name
    shutil.copytree(folder, copy)
    return copy


@pytest.fixture(scope="session")
def portal(province: Path) -> Iterator[None]:
    """Django set up over the province, and what is open published."""
    from django.conf import settings

    from kho.publishing.publisher import publish
    from kho.publishing.shelves import folder_of
    from kho.web.opening import published_reader
    from kho.web.serving import prepare

    configuration = Configuration(folder=province, state=province / ".kho", address=SITE)
    before = dict(os.environ)
    prepare(configuration)
    assert settings.CONFIGURATION.folder == province, "another test of this process has set Django up"
    now = published_reader(configuration).current()
    done = list(publish(now.place, now.catalogue, folder_of(now.place.warehouse, configuration.own)))
    assert not [each.error for each in done if each.error is not None]
    _hash_quickly()
    yield
    os.environ.clear()
    os.environ.update(before)


def _hash_quickly() -> None:
    """What keeps passwords is slow on purpose; tests have hundreds of them."""
    from django.conf import settings
    from django.contrib.auth.hashers import get_hashers, get_hashers_by_algorithm

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    get_hashers.cache_clear()
    get_hashers_by_algorithm.cache_clear()


@pytest.fixture
def client(portal: None) -> "Client":  # noqa: ARG001  it must be there
    """What asks the portal."""
    from django.test import Client

    return Client(SERVER_NAME="testserver")


@pytest.fixture(scope="session")
def served(loaded: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of `kho serve`, a process of its own: it serves the rows as they were loaded."""
    with serving(
        _copied(loaded, tmp_path_factory.mktemp("served")), f"/api/v1/datasets/{invented.OPEN}/records"
    ) as address:
        yield address
