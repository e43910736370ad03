"""Everybody's sessions, for who keeps watch: see them, end them."""

from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from kho.messages import Message
from kho.web.accounts.models import WHOLE_PROVINCE
from kho.web.accounts.permits import needs
from kho.web.accounts.rights import agencies_with, caller
from kho.web.accounts.roles import Right
from kho.web.accounts.words import told_now
from kho.web.audit.recording import Change, record

AT_ONCE = 50


@needs(Right.AUDIT)
def sessions(request: HttpRequest) -> HttpResponse:
    """The sessions of the people of one's agencies, newest first."""
    asked = request.GET.get("q", "").strip()
    found = _visible(request)
    if asked:
        found = found.filter(Q(user__email__icontains=asked) | Q(user__name__icontains=asked) | Q(ip=asked))
    page = Paginator(found, AT_ONCE).get_page(request.GET.get("page"))
    here = request.session.session_key
    return render(request, "accounts/sessions.html", {"page": page, "asked": asked, "here": here})


@needs(Right.AUDIT)
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """End one."""
    session = _visible(request).filter(pk=number).first()
    if session is None:
        raise Http404
    end_session(who=caller(request).email, session=session)
    messages.success(request, told_now(Message("Đã kết thúc phiên.", "The session is ended.")))
    return redirect("sessions")


@transaction.atomic
def end_session(*, who: str, session: UserSession) -> None:
    """End a session: its next request is nobody's."""
    told = {"ip": session.ip, "user_agent": session.user_agent, "since": session.created_at.isoformat()}
    record(who=who, what="session.end", about=session.user.email, change=Change(before=told))
    session.end()


def _visible(request: HttpRequest) -> QuerySet[Any]:
    agencies = agencies_with(caller(request), Right.AUDIT)
    every: QuerySet[Any] = UserSession.objects.select_related("user").order_by("-last_seen_at")
    if WHOLE_PROVINCE in agencies:
        return every
    return every.filter(user__memberships__agency__in=agencies).distinct()
