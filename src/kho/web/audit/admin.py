"""The record in Django's admin: to be read, never changed."""

from typing import Any

from django.contrib import admin

from kho.web.audit.models import AuditEntry


@admin.register(AuditEntry)
class AuditAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django\'s own has no arguments
    """The record."""

    list_display = ("when", "who", "what", "about", "agency")
    search_fields = ("who", "what", "about")

    def has_add_permission(self, request: Any) -> bool:  # noqa: ARG002  Django's signature
        """Nobody."""
        return False

    def has_change_permission(self, request: Any, obj: Any = None) -> bool:  # noqa: ARG002
        """Nobody."""
        return False

    def has_delete_permission(self, request: Any, obj: Any = None) -> bool:  # noqa: ARG002
        """Nobody."""
        return False
