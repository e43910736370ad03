"""Sign-in by the province's own service (OpenID Connect Core 1.0), and the roles that its claims give."""

from typing import Final

PROVIDER_ID: Final = "sso"
"""In the addresses that the service knows: `/account/oidc/sso/login/callback/`."""
