"""Mails in Django's admin: what waits, and what could not be sent."""

from typing import Any

from django.contrib import admin

from kho.web.mail.models import Letter


@admin.register(Letter)
class LetterAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django\'s own has no arguments
    """Mails without their text, which may hold a code."""

    list_display = ("to", "subject", "queued", "attempts", "sent", "given_up", "trouble")
    search_fields = ("to", "subject")
    fields = ("to", "subject", "language", "queued", "due", "attempts", "trouble", "sent", "given_up")
    readonly_fields = fields

    def has_add_permission(self, request: Any) -> bool:  # noqa: ARG002  Django's signature
        """Nobody."""
        return False
