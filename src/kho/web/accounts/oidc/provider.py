"""The province's service as allauth has it: the claims are those that kho.toml names."""

from collections.abc import Mapping
from typing import Any

from allauth.account.models import EmailAddress
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider, OpenIDConnectProviderAccount

from kho.web.accounts.oidc.claims import told_of


class Account(OpenIDConnectProviderAccount):
    """Somebody as the service knows them."""

    def get_user_data(self) -> dict[str, Any]:
        """All claims, and the name under `name`."""
        told = told_of(self.account.extra_data)
        return {**told.claims, "name": told.name}


class Provider(OpenIDConnectProvider):
    """The service."""

    account_class = Account

    def extract_uid(self, data: Mapping[str, Any]) -> str:
        """Who it is, for the service: the one claim that never changes."""
        return str(told_of(data).claims["sub"])

    def extract_common_fields(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """What a new account takes over."""
        told = told_of(data)
        return {"email": told.email, "name": told.name}

    def extract_email_addresses(self, data: Mapping[str, Any]) -> list[EmailAddress]:
        """The address; verified only where the service says so itself."""
        told = told_of(data)
        if not told.email:
            return []
        return [EmailAddress(email=told.email, verified=told.is_verified, primary=True)]


provider_classes = [Provider]
