"""Makes what another package's views write, and the record of it, one transaction."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from kho.web.accounts.permits import patterns_of

_View = Callable[..., HttpResponseBase]


def in_one_transaction(included: Any, *, but: Collection[str] = ()) -> Any:
    """An `include(...)` whose views answer POST in a transaction; `but` are names of those that only sign in.

    Signing in writes nothing but the session, and would hold the database while it works on a password.
    """
    for pattern in patterns_of(included):
        if pattern.name not in but:
            pattern.callback = _atomic(pattern.callback)
    return included


def _atomic(view: _View) -> _View:
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic():
            return view(request, *args, **kwargs)

    return answered
