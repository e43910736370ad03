"""Prints every exception that a user can cause as JSON; a process of its own, as Django is set up once in each."""

import importlib
import json
import os
import pkgutil
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import django

import kho
from kho.errors import KhoError
from kho.web.configuration import Configuration


def main() -> None:
    """Import all modules, then tell what there is."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "portal" / "static").mkdir(parents=True)
        configuration = Configuration(folder=Path(folder), state=Path(folder), address="http://localhost")
        os.environ.update(configuration.environment(), DJANGO_SETTINGS_MODULE="kho.web.settings")
        django.setup()
        for module in pkgutil.walk_packages(kho.__path__, "kho."):
            importlib.import_module(module.name)
    json.dump([told(each) for each in below(KhoError)], sys.stdout)


def below(above: type[KhoError]) -> Iterator[type[KhoError]]:
    """All of a family; its head, which sets no code, is not raised itself."""
    for each in above.__subclasses__():
        if each.__module__.startswith("kho.") and ("code" in vars(each) or not each.__subclasses__()):
            yield each
        yield from below(each)


def told(each: type[KhoError]) -> dict[str, str]:
    """What there is to say of one."""
    what, mend = each.what, each.mend
    code, meaning = vars(each).get("code", f"{each.__name__} has none"), vars(each).get("__doc__") or ""
    texts = {"what_vi": what.vi, "what_en": what.en, "mend_vi": mend.vi, "mend_en": mend.en}
    return {"name": each.__name__, "code": code, "doc": meaning, **texts}


if __name__ == "__main__":
    main()
