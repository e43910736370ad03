"""What allauth asks of us: words, mails, where callers come from, how secrets of second factors are kept."""

import base64
import hashlib
import logging
from typing import TYPE_CHECKING, Any, ClassVar, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialApp
from cryptography.fernet import Fernet
from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils import translation

from kho.messages import Message
from kho.sources.secrets import Secret
from kho.web.accounts import errors
from kho.web.accounts.activity import address_of
from kho.web.accounts.models import Account
from kho.web.accounts.oidc import PROVIDER_ID
from kho.web.accounts.words import spoken
from kho.web.holding import held
from kho.web.look.speaking import language
from kho.web.mail.posting import post

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

_LOG: Final = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Accounts."""

    error_messages: ClassVar[dict[str, Any]] = {**DefaultAccountAdapter.error_messages, **errors.ACCOUNT}

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue a mail by its templates, in the page's language."""
        more = {**context, "email": email, "site": settings.CONFIGURATION.address, "portal": held().catalogue}
        post(
            to=email,
            subject=_in_both(f"{template_prefix}_subject.txt", more),
            body=_in_both(f"{template_prefix}_message.txt", more),
            language=language(),
        )

    def get_client_ip(self, request: HttpRequest) -> str:
        """Where a call comes from, as the outermost proxy of ours saw it."""
        return address_of(request)

    def get_reauthentication_methods(self, user: "Account | AnonymousUser") -> list[dict[str, Any]]:
        """The ways to show once more that it is oneself, in our words."""
        methods = super().get_reauthentication_methods(user)
        return [{**each, "description": errors.WAYS.get(each["id"], each["description"])} for each in methods]


class FactorAdapter(DefaultMFAAdapter):
    """Second factors."""

    error_messages: ClassVar[dict[str, Any]] = {**DefaultMFAAdapter.error_messages, **errors.FACTORS}

    def encrypt(self, text: str) -> str:
        """Keep a secret unreadable for who has the database without the portal's key."""
        return _fernet().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """The secret."""
        return _fernet().decrypt(encrypted_text.encode("ascii")).decode()

    def get_totp_issuer(self) -> str:
        """How an authenticator app calls the portal."""
        return f"Kho · {held().catalogue.province.vi}"

    def generate_authenticator_name(self, user: Account, type: str) -> str:  # noqa: A002  allauth's signature
        """A first name for a passkey."""
        known = Authenticator.objects.filter(user=user, type=type).count()
        return str(spoken(f"Khoá {known + 1}", f"Passkey {known + 1}"))


class ProviderAdapter(DefaultSocialAccountAdapter):
    """The province's sign-in service: from kho.toml, never from the database."""

    error_messages: ClassVar[dict[str, Any]] = {**DefaultSocialAccountAdapter.error_messages, **errors.PROVIDER}

    def list_apps(
        self,
        request: HttpRequest | None,  # noqa: ARG002  allauth's signature
        provider: str | None = None,
        client_id: str | None = None,
    ) -> list[SocialApp]:
        """The one there is, or none. Raises MissingSecretError."""
        oidc = held().place.province.settings.accounts.oidc
        if oidc is None or provider not in {None, PROVIDER_ID, "openid_connect"}:
            return []
        if client_id not in {None, oidc.client_id}:
            return []
        secret = Secret(oidc.client_secret.name).reveal() if oidc.client_secret is not None else ""
        return [
            SocialApp(
                provider="openid_connect",
                provider_id=PROVIDER_ID,
                name=oidc.name,
                client_id=oidc.client_id,
                secret=secret,
                settings={"server_url": oidc.issuer, "oauth_pkce_enabled": True},
            )
        ]

    def on_authentication_error(
        self,
        request: HttpRequest,  # noqa: ARG002  allauth's signature
        provider: Any,  # noqa: ARG002
        error: str | None = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,  # noqa: ARG002
    ) -> None:
        """Keep in the log why the service's answer did not do; the page tells it to nobody."""
        _LOG.warning("sign-in service: %s %s", error, exception if exception is not None else "")

    def save_user(self, request: HttpRequest, sociallogin: Any, form: Any = None) -> Account:
        """A new account with the name that the service tells."""
        sociallogin.user.name = str(sociallogin.account.get_provider_account().get_user_data().get("name") or "")[:200]
        user: Account = super().save_user(request, sociallogin, form)
        return user


def _in_both(template: str, context: dict[str, Any]) -> Message:
    told = {}
    for code in ("vi", "en"):
        with translation.override(code):
            told[code] = render_to_string(template, context).strip()
    return Message(vi=told["vi"], en=told["en"])


def _fernet() -> Fernet:
    key = hashlib.sha256(b"second factors " + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))
