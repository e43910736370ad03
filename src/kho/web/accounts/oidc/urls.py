"""Addresses of the sign-in service, as allauth has them."""

from allauth.socialaccount.providers.openid_connect.urls import urlpatterns

__all__ = ["urlpatterns"]
