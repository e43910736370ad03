"""Makes stewards of an agency who are signed in; prints their session keys as JSON.

python make_stewards.py PROVINCE HOW_MANY AGENCY
"""

import json
import os
import sys
import time
from importlib import import_module
from pathlib import Path

import django

from kho.web.configuration import Configuration

folder, many, agency = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
configuration = Configuration(folder=folder, state=folder / ".kho", address="http://127.0.0.1")
os.environ.update(configuration.environment(), DJANGO_SETTINGS_MODULE="kho.web.settings")
django.setup()

from django.conf import settings  # noqa: E402  after the settings are known
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402

from kho.web.accounts.models import Account, Membership  # noqa: E402

store = import_module(settings.SESSION_ENGINE).SessionStore


def signed_in(number: int) -> str:
    """The session of a new steward."""
    account = Account.objects.create_user(f"can-bo-{number}@example.vn", None, name=f"Cán bộ {number}")
    Membership.objects.create(account=account, agency=agency, role="steward")
    session = store()
    session[SESSION_KEY] = str(account.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    session["account_authentication_methods"] = [{"method": "password", "at": time.time(), "email": account.email}]
    session.save()
    return str(session.session_key)


print(json.dumps([signed_in(number) for number in range(many)]))
