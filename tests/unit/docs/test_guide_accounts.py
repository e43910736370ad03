"""The guide to accounts works as it stands: its commands are run, its settings, roles and numbers are the program's."""

import re
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.unit.docs.conftest import Reader

from kho.province.known_settings import KNOWN
from kho.web.accounts import roles
from kho.web.accounts.roles import Role


def test_the_guide_to_accounts(reader: Callable[[str], Reader]):
    said = reader("accounts").walk()
    invited = said["$ kho account invite quan-tri@example.vn --role administrator"]
    assert "/account/invitation/" in invited


def test_its_settings_are_settings(reader: Callable[[str], Reader]):
    [told] = reader("accounts").blocks("toml")
    given = tomllib.loads(told)
    sections: Mapping[str, Mapping[str, object]] = {"accounts.oidc": given["accounts"]["oidc"], "mail": given["mail"]}
    for section, settings in sections.items():
        assert all(KNOWN[section][name].accepts(value) for name, value in settings.items())


def test_its_roles_are_all_there_are(reader: Callable[[str], Reader]):
    assert re.findall(r"^\| `([a-z_]+)` \|", reader("accounts").text, re.MULTILINE) == [*Role]


def test_it_tells_every_number(reader: Callable[[str], Reader]):
    checks = Path(roles.__file__).with_name("safety.py").read_text(encoding="utf-8")
    numbers = re.findall(r'code="(kho\.W\d+)"', checks)
    assert numbers
    assert re.findall(r"^\| `(kho\.W\d+)` \|", reader("accounts").text, re.MULTILINE) == sorted(numbers)
