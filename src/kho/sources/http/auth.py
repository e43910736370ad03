"""Who a client says it is: `kho.fetch.auth` of an API."""

import base64
import json
import time
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote_plus

import httpx

from kho.sources import options, secrets
from kho.sources.http.client import MEGABYTE, Client, Room, place
from kho.sources.http.failures import HttpStatusError, TokenRefusedError
from kho.sources.http.urls import ADDRESS
from kho.sources.secrets import Secret

_EARLY_SECONDS = 30
"""A token this close to its end is not used any more."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NoAuth:
    """`type: none`: the API is open."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Basic:
    """`type: basic` (RFC 7617)."""

    user: Secret | str = options.option(secrets.TEXT_OR_SECRET)
    password: Secret = options.option(secrets.SECRET)


@dataclass(frozen=True, kw_only=True, slots=True)
class Bearer:
    """`type: bearer` (RFC 6750)."""

    token: Secret = options.option(secrets.SECRET)


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiKey:
    """`type: api_key`: a key in a header."""

    header: str = options.option(options.TEXT, default="X-API-Key")
    key: Secret = options.option(secrets.SECRET)


@dataclass(frozen=True, kw_only=True, slots=True)
class OAuth2:
    """`type: oauth2`: client credentials (RFC 6749, 4.4); `client_auth` says how the client proves itself (2.3.1)."""

    token_url: str = options.option(ADDRESS)
    client_id: Secret | str = options.option(secrets.TEXT_OR_SECRET)
    client_secret: Secret = options.option(secrets.SECRET)
    scope: str | None = options.option(options.TEXT, default=None)
    client_auth: str = options.option(options.one_of("basic", "body"), default="basic")


Auth = NoAuth | Basic | Bearer | ApiKey | OAuth2
AUTH = options.Choice({"none": NoAuth, "basic": Basic, "bearer": Bearer, "api_key": ApiKey, "oauth2": OAuth2})


@dataclass(slots=True)
class FixedHeaders:
    """Credentials that stay the same for the whole fetch."""

    sent: dict[str, str]

    def headers(self, client: Client) -> dict[str, str]:  # noqa: ARG002 (Credentials)
        """The headers."""
        return self.sent

    def renew(self) -> bool:
        """Asking again would give the same answer."""
        return False


@dataclass(slots=True)
class TokenHeaders:
    """A token fetched when first needed, near its end, and after a 401."""

    auth: OAuth2
    folder: Path
    _token: str | None = None
    _until: float = 0.0

    def headers(self, client: Client) -> dict[str, str]:
        """The header with a token that still holds. Raises TokenRefusedError and what `Client.get` raises."""
        if self._token is None or time.monotonic() > self._until:
            self._token, lasts = _token(client, self.auth, self.folder / "token")
            self._until = time.monotonic() + max(0.0, lasts - _EARLY_SECONDS)
        return {"Authorization": f"Bearer {self._token}"}

    def renew(self) -> bool:
        """Forget the token, which may have been withdrawn."""
        self._token = None
        return True


def credentials(auth: Auth, folder: Path) -> FixedHeaders | TokenHeaders:
    """The credentials of `kho.fetch.auth`; `folder` is for files in passing. Raises MissingSecretError."""
    match auth:
        case Basic():
            return FixedHeaders({"Authorization": _basic(secrets.reveal(auth.user), auth.password.reveal())})
        case Bearer():
            return FixedHeaders({"Authorization": f"Bearer {auth.token.reveal()}"})
        case ApiKey():
            return FixedHeaders({auth.header: auth.key.reveal()})
        case OAuth2():
            return TokenHeaders(auth, folder)
        case NoAuth():
            return FixedHeaders({})


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


def _token(client: Client, auth: OAuth2, target: Path) -> tuple[str, float]:
    """A token and for how many seconds it holds."""
    url, client_id, secret = httpx.URL(auth.token_url), secrets.reveal(auth.client_id), auth.client_secret.reveal()
    form = {"grant_type": "client_credentials"} | ({"scope": auth.scope} if auth.scope else {})
    headers = {"Accept": "application/json"}
    if auth.client_auth == "basic":
        headers["Authorization"] = _basic(quote_plus(client_id), quote_plus(secret))
    else:
        form |= {"client_id": client_id, "client_secret": secret}
    try:
        reply = client.post_form(url, form, headers, target, Room(limit=MEGABYTE, option="token_url"))
        body = json.loads(target.read_bytes())
        return str(body["access_token"]), float(body.get("expires_in") or 3600)
    except HttpStatusError as error:
        raise TokenRefusedError(where=place(url), reason=f"HTTP {error.fields['status']}") from None
    except (ValueError, KeyError, TypeError, RecursionError):
        raise TokenRefusedError(where=place(url), reason=f"HTTP {reply.status}, access_token ?") from None
    finally:
        target.unlink(missing_ok=True)
