"""Where an invitation's link leads: to sign in or up, then to a button that accepts it."""

from typing import Final

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_variables

from kho.messages import Message
from kho.web.accounts import inviting
from kho.web.accounts.models import Account, Invitation
from kho.web.accounts.naming import agency_named
from kho.web.accounts.permits import anyone
from kho.web.accounts.rights import account_of
from kho.web.accounts.roles import TITLES, Role
from kho.web.accounts.words import told_now

KEPT: Final = "invitation"
_DONE: Final = Message("Bạn đã nhận vai trò.", "You hold the role now.")


@anyone
@sensitive_variables("token")
def arrive(request: HttpRequest, token: str) -> HttpResponse:
    """Keep the token in the session, and go where the address does not tell it. Raises InvitationGoneError."""
    inviting.found(token)
    request.session[KEPT] = token
    return redirect("invitation")


@anyone
def answer(request: HttpRequest) -> HttpResponse:
    """The invitation, and what to do. Raises InvitationGoneError, NotYourInvitationError."""
    token = request.session.get(KEPT, "")
    invitation = inviting.found(token)
    account = account_of(request)
    if isinstance(account, Account) and request.method == "POST":
        inviting.accept(account=account, token=token)
        del request.session[KEPT]
        messages.success(request, told_now(_DONE))
        return redirect("work")
    if not isinstance(account, Account):
        get_adapter().stash_verified_email(request, invitation.email)  # the link came by this very mailbox
    return render(request, "accounts/invitation.html", _shown(invitation, account))


def _shown(invitation: Invitation, account: object) -> dict[str, object]:
    return {
        "invitation": invitation,
        "agency": agency_named(invitation.agency),
        "role": TITLES[Role(invitation.role)],
        "is_known": Account.objects.filter(email=invitation.email).exists(),
        "is_mine": isinstance(account, Account) and account.email == invitation.email,
    }
