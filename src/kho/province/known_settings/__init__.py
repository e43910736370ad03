"""Every setting of `kho.toml`: what it means, what to write, and which values are good."""

from collections.abc import Mapping

from kho.province.known_settings import folder, portal, running
from kho.province.known_settings.declaring import Setting

KNOWN: Mapping[str, Mapping[str, Setting]] = {**folder.SETTINGS, **running.SETTINGS, **portal.SETTINGS}
"""By section, in the order in which they are told."""
OPTIONAL = frozenset({"accounts.oidc"})
"""Sections whose required settings are required only where the section stands."""
