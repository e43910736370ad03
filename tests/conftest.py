"""What all tests share: the real public files, and how a test says that something it needs is missing."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import settings

# The same examples each time, so that a change is judged by itself; `make explore` looks for new ones.
settings.register_profile("fixed", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "fixed"))

TOGETHER = frozenset({"browser", "demo", "web"})
"""Folders whose tests share a loaded province."""
SHARED_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"


def missing(what: str) -> None:
    """Skip the test with one line; under CI, where everything must be there, fail it."""
    if os.environ.get("CI") == "true":
        pytest.fail(f"missing under CI: {what}")
    pytest.skip(f"needs {what}")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real public files beside the checkout."""
    if not SHARED_DATA.is_dir():
        missing("the real public files in ../shared/data")
    return SHARED_DATA


@pytest.fixture(scope="session")
def command():
    """Path of a program of the operating system by its name, such as `mariadbd`."""

    def find(name: str) -> str:
        path = shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin:/sbin")
        if path is None:
            missing(f"the program {name}")
        return str(path)

    return find


def pytest_configure() -> None:
    """Give a process of pytest-xdist the file that it lacks: without one, Spark's client believes it runs doctests."""
    main = sys.modules["__main__"]
    main.__file__ = getattr(main, "__file__", None) or __file__


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests in a browser come last: Playwright keeps an event loop running in the thread that all tests share.

    Where tests run in several processes, those that share something costly to make stay together, others by file:
    pytest-xdist reads the marks right after this.
    """
    items.sort(key=lambda item: "browser" in _folders(item))
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_together(item)))


def _together(item: pytest.Item) -> str:
    folders = _folders(item)
    return "/".join(folders) if TOGETHER.intersection(folders) else str(item.path)


def _folders(item: pytest.Item) -> tuple[str, ...]:
    return item.path.relative_to(item.config.rootpath).parent.parts
