"""Django's system checks of what is unsafe."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register  # noqa: A004  Django's name

from kho.province.folder import load
from kho.web.accounts.safety import unsafe


@register(Tags.security, deploy=True)
def safe_settings(app_configs: Any, **_: Any) -> Sequence[CheckMessage]:  # noqa: ARG001  Django's signature
    """What is unsafe, in both languages."""
    configuration = settings.CONFIGURATION
    province, _problems = load(configuration.folder)
    return [
        Warning(f"{each.what.vi} / {each.what.en}", hint=f"{each.mend.vi} / {each.mend.en}", id=each.code)
        for each in unsafe(configuration, province)
    ]
