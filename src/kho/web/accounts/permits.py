"""Who may call which view: every view has a permit, and one without is called by nobody."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final, TypeVar

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import URLPattern, URLResolver, reverse

from kho.errors import KhoError
from kho.messages import Message
from kho.web.accounts.rights import account_of, may, may_somewhere
from kho.web.accounts.roles import Right
from kho.web.accounts.second_factor import is_missing
from kho.web.refusing import refused

_View = TypeVar("_View", bound=Callable[..., HttpResponseBase])
AgencyOf = Callable[[Mapping[str, Any]], str]
"""Finds the agency that a call is about from what its address says."""


class Who(StrEnum):
    """How much must be known of a caller."""

    ANYONE = "anyone"
    SIGNED_IN = "signed in"
    HOLDER = "holder"
    """Somebody who has a right."""
    PROGRAM = "program"
    """A program with a token, which the view asks for: whoever is signed in counts for nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Permit:
    """Who may call a view: a holder of `right` for the agency that `of` finds, for any agency where it is None."""

    who: Who
    right: Right | None = None
    of: AgencyOf | None = None


class NotAllowedError(KhoError):
    """The account has no right to this."""

    code = "KHO-A101"
    http_status = 403
    what = Message(vi="Tài khoản của bạn không có quyền làm việc này.", en="Your account has no right to do this.")
    mend = Message(
        vi="Nhờ quản trị viên của cơ quan giao vai trò có quyền này.",
        en="Ask your agency's administrator for a role that has this right.",
    )


class NoPermitError(Exception):
    """A view has no permit: a mistake of this program, and nobody gets in."""


ANYONE: Final = Permit(who=Who.ANYONE)


def anyone(view: _View) -> _View:
    """A view for everybody that, unlike the portal's, may look at who is signed in."""
    return _with(view, ANYONE)


def signed_in(view: _View) -> _View:
    """A view for everybody with an account."""
    return _with(view, Permit(who=Who.SIGNED_IN))


def needs(right: Right, of: AgencyOf | None = None) -> Callable[[_View], _View]:
    """A view for those who have a right for the agency that `of` finds, or for any where it is not given."""
    return lambda view: _with(view, Permit(who=Who.HOLDER, right=right, of=of))


def by_token(view: _View) -> _View:
    """A view that asks for a token itself. It looks at no session, so there is nothing another site could abuse."""
    return _with(view, Permit(who=Who.PROGRAM))


def for_anyone(included: Any) -> Any:
    """An `include(...)` all of whose views are for everybody and look at nobody: what is public."""
    for view in _included(included):
        _with(view, ANYONE)
        view.csrf_exempt = True  # type: ignore[attr-defined]  # no session, so nothing another site could abuse
    return included


def by_own_rules(included: Any) -> Any:
    """An `include(...)` of another's package, whose views look themselves at who calls."""
    for view in _included(included):
        if permit_of(view) is None:
            _with(view, ANYONE)
    return included


def permit_of(view: Callable[..., Any]) -> Permit | None:
    """The permit of a view."""
    return getattr(view, "permit", None)


class Permits:
    """Middleware that asks for the permit before a view is called."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.next = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer."""
        return self.next(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Let pass, send to sign in, or refuse. Raises NoPermitError.

        Django hands what is raised here to no other middleware, so it is answered here.
        """
        try:
            return _asked(request, view, args, kwargs)
        except KhoError as error:
            return refused(request, error)


def _asked(
    request: HttpRequest, view: Callable[..., Any], args: tuple[Any, ...], kwargs: Mapping[str, Any]
) -> HttpResponse | None:
    """None where the view may be called. Raises NotAllowedError, NoPermitError, and what `of` raises."""
    permit = permit_of(view)
    if permit is None:
        raise NoPermitError(request.path, args)
    if permit.who in {Who.ANYONE, Who.PROGRAM}:
        return None
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path(), reverse("account_login"))
    if is_missing(account_of(request)):
        return redirect("mfa_index")
    if not _holds(request, permit, kwargs):
        raise NotAllowedError
    return None


def _holds(request: HttpRequest, permit: Permit, found: Mapping[str, Any]) -> bool:
    if permit.right is None:
        return True
    if permit.of is None:
        return may_somewhere(account_of(request), permit.right)
    return may(account_of(request), permit.right, permit.of(found))


def _with(view: _View, permit: Permit) -> _View:
    view.permit = permit  # type: ignore[attr-defined]
    return view


def patterns_of(included: Any) -> Iterator[URLPattern]:
    """All addresses of an `include(...)`."""
    module = included[0]
    return _patterns(module if isinstance(module, list) else module.urlpatterns)


def _included(included: Any) -> Iterator[Callable[..., Any]]:
    return (each.callback for each in patterns_of(included))


def _patterns(patterns: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for each in patterns:
        if isinstance(each, URLPattern):
            yield each
        else:
            yield from _patterns(each.url_patterns)
