"""Invitations: somebody is asked by e-mail to hold a role for an agency."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from kho.errors import KhoError
from kho.messages import Language, Message
from kho.web.accounts.models import WHOLE_PROVINCE, Account, Invitation, Membership
from kho.web.accounts.naming import agency_named
from kho.web.accounts.permits import NotAllowedError
from kho.web.accounts.rights import may
from kho.web.accounts.roles import TITLES, Right, Role
from kho.web.audit.recording import Change, record
from kho.web.holding import held
from kho.web.mail.posting import post

GOOD_FOR: Final = timedelta(days=7)
_BYTES: Final = 32


class NoSuchAgencyError(KhoError):
    """A role is to be held for an agency that the province does not have."""

    code = "KHO-A102"
    http_status = 404
    what = Message(vi="Tỉnh không có cơ quan “{agency}”.", en="The province has no agency “{agency}”.")
    mend = Message(vi="Viết id của cơ quan như trong agencies.yaml.", en="Write the agency's id as in agencies.yaml.")


class InvitationGoneError(KhoError):
    """The link is wrong, too old, used, or was withdrawn."""

    code = "KHO-A103"
    http_status = 410
    what = Message(vi="Lời mời này không còn dùng được.", en="This invitation is good no longer.")
    mend = Message(
        vi="Lời mời dùng một lần trong 7 ngày. Nhờ người mời gửi lại.",
        en="An invitation is good once, for 7 days. Ask for another one.",
    )


class NotYourInvitationError(KhoError):
    """Somebody else is signed in than who was invited."""

    code = "KHO-A104"
    http_status = 403
    what = Message(
        vi="Lời mời này gửi cho {invited}, không phải {signed_in}.", en="{invited} was invited, not {signed_in}."
    )
    mend = Message(
        vi="Đăng xuất, rồi mở lại liên kết và đăng nhập bằng hộp thư được mời.",
        en="Sign out, then open the link again and sign in by the address that was invited.",
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Who is asked to hold which role for which agency."""

    email: str
    role: Role
    agency: str


@transaction.atomic
def invite(*, by: Account | None, who: str, asked: Asked, language: Language = "vi", by_mail: bool = True) -> str:
    """Invite, and give the link's token, which is kept nowhere. `by` None: from the command line.

    Another invitation of the same that still waits is good no longer. Raises NotAllowedError, NoSuchAgencyError.
    """
    _check(by, asked.agency)
    email, agency, role = asked.email.lower(), asked.agency, asked.role
    waiting(agency=agency).filter(email=email, role=role).update(withdrawn=timezone.now())
    token = secrets.token_urlsafe(_BYTES)
    invitation = Invitation.objects.create(
        email=email,
        agency=agency,
        role=role,
        digest=digest_of(token),
        invited_by=by,
        expires=timezone.now() + GOOD_FOR,
    )
    record(who=who, what="account.invite", about=email, agency=agency, change=Change(after=_told(invitation)))
    if by_mail:
        _post(invitation, token, language)
    return token


@transaction.atomic
def send_again(*, by: Account, invitation: Invitation, language: Language = "vi") -> None:
    """Send another link for 7 more days; the former one is good no longer. Raises NotAllowedError."""
    _check(by, invitation.agency)
    if invitation.accepted is not None or invitation.withdrawn is not None:
        raise InvitationGoneError
    token = secrets.token_urlsafe(_BYTES)
    invitation.digest, invitation.expires = digest_of(token), timezone.now() + GOOD_FOR
    invitation.save(update_fields=["digest", "expires"])
    change = Change(after=_told(invitation))
    record(who=by.email, what="account.invite-again", about=invitation.email, agency=invitation.agency, change=change)
    _post(invitation, token, language)


@transaction.atomic
def withdraw(*, by: Account, invitation: Invitation) -> None:
    """Let an invitation be good no longer. Raises NotAllowedError, InvitationGoneError."""
    _check(by, invitation.agency)
    if not waiting(agency=invitation.agency).filter(pk=invitation.pk).update(withdrawn=timezone.now()):
        raise InvitationGoneError
    change = Change(before=_told(invitation))
    record(
        who=by.email, what="account.invite-withdrawn", about=invitation.email, agency=invitation.agency, change=change
    )


def found(token: str) -> Invitation:
    """The invitation of a link. Raises InvitationGoneError, also where who invited may not invite any more."""
    invitation = (
        Invitation.objects.select_related("invited_by")
        .filter(digest=digest_of(token), accepted=None, withdrawn=None, expires__gt=timezone.now())
        .first()
    )
    if invitation is None:
        raise InvitationGoneError
    by = invitation.invited_by
    if by is not None and not may(by, Right.PEOPLE, invitation.agency):
        raise InvitationGoneError
    return invitation


@transaction.atomic
def accept(*, account: Account, token: str) -> Membership:
    """Hold the role. Raises InvitationGoneError, NotYourInvitationError."""
    invitation = found(token)
    if account.email != invitation.email:
        raise NotYourInvitationError(invited=invitation.email, signed_in=account.email)
    if not waiting(agency=invitation.agency).filter(pk=invitation.pk).update(accepted=timezone.now()):
        raise InvitationGoneError
    membership, _ = Membership.objects.update_or_create(
        account=account, agency=invitation.agency, role=invitation.role, defaults={"by_claim": False}
    )
    change = Change(after=_told(invitation))
    record(who=account.email, what="account.accept", about=account.email, agency=invitation.agency, change=change)
    return membership


def waiting(*, agency: str | None = None) -> QuerySet[Invitation]:
    """The invitations that nobody has answered; also those that are too old."""
    every = Invitation.objects.filter(accepted=None, withdrawn=None)
    return every if agency is None else every.filter(agency=agency)


def link_of(token: str) -> str:
    """The address that a link leads to."""
    return f"{settings.CONFIGURATION.address}{reverse('invitation_arrives', args=[token])}"


def digest_of(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def _check(by: Account | None, agency: str) -> None:
    if by is not None and not may(by, Right.PEOPLE, agency):
        raise NotAllowedError
    if agency != WHOLE_PROVINCE and agency not in held().place.province.agencies:
        raise NoSuchAgencyError(agency=agency)


def _told(invitation: Invitation) -> dict[str, str | None]:
    return {"role": invitation.role, "agency": invitation.agency, "expires": invitation.expires.isoformat()}


def _post(invitation: Invitation, token: str, language: Language) -> None:
    agency, role = agency_named(invitation.agency), TITLES[Role(invitation.role)]
    by = str(invitation.invited_by)
    subject = Message("Lời mời làm việc với dữ liệu: {agency}", "An invitation to work with data: {agency}")
    body = Message(
        "{by} mời bạn làm {role}, {agency}.\n\nMở liên kết này trong 7 ngày để nhận:\n{link}\n\n"
        "Nếu bạn không chờ lời mời này thì bỏ qua thư.",
        "{by} invites you as {role}, {agency}.\n\nOpen this link within 7 days to accept:\n{link}\n\n"
        "If you do not expect it, do nothing.",
    )
    told = {
        code: {"agency": agency.in_(code), "role": role.in_(code), "by": by, "link": link_of(token)}
        for code in ("vi", "en")
    }
    post(
        to=invitation.email,
        subject=Message(subject.vi.format_map(told["vi"]), subject.en.format_map(told["en"])),
        body=Message(body.vi.format_map(told["vi"]), body.en.format_map(told["en"])),
        language=language,
    )
