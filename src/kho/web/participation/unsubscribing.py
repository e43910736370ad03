"""Stopping mails by the link in them: a program by one POST (RFC 8058), a person by one button; nobody signs in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt

from kho.web.accounts.permits import anyone
from kho.web.participation import following


@csrf_exempt  # the link itself is the proof, and mail programs have no session
@anyone
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Stop, when it is posted; a mere look, as link checkers take, stops nothing. Raises NotATokenError."""
    if request.method == "POST":
        following.stop(token=token)
        return render(request, "participation/unsubscribed.html", {"is_done": True})
    following.check(token)
    return render(request, "participation/unsubscribed.html", {"is_done": False})
