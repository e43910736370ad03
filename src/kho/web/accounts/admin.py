"""What Django's admin shows of accounts; all that is changed there is put on record too."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db.models.signals import post_save
from django.dispatch import receiver

from kho.web.accounts.models import Account, Invitation, Membership
from kho.web.audit.recording import Change, record

_VERBS = {ADDITION: "admin.add", CHANGE: "admin.change"}


@admin.register(Account)
class AccountAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django\'s own has no arguments
    """Accounts; passwords are set by their owners alone."""

    list_display = ("email", "name", "is_active", "is_staff", "joined")
    search_fields = ("email", "name")
    list_filter = ("is_active", "is_staff")
    fields = ("email", "name", "is_active", "is_staff", "is_superuser", "joined", "last_login")
    readonly_fields = ("joined", "last_login")


@admin.register(Membership)
class MembershipAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django\'s own has no arguments
    """Roles."""

    list_display = ("account", "role", "agency", "by_claim", "given")
    search_fields = ("account__email", "agency")
    list_filter = ("role",)
    raw_id_fields = ("account",)


@admin.register(Invitation)
class InvitationAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # Django\'s own has no arguments
    """Invitations, to look at."""

    list_display = ("email", "role", "agency", "sent", "expires", "accepted", "withdrawn")
    search_fields = ("email",)
    fields = ("email", "role", "agency", "invited_by", "sent", "expires", "accepted", "withdrawn")
    readonly_fields = fields

    def has_add_permission(self, request: Any) -> bool:  # noqa: ARG002  Django's signature
        """Nobody: an invitation has a link, which is sent."""
        return False


@receiver(post_save, sender=LogEntry)
def _kept(instance: LogEntry, **_: Any) -> None:
    """In the transaction in which the admin keeps its own entry, which is that of the change."""
    about = f"{instance.content_type}: {instance.object_repr}"[:500]
    change = Change(after={"fields": instance.get_change_message()})
    what = _VERBS.get(instance.action_flag, "admin.delete")
    record(who=instance.user.get_username(), what=what, about=about, change=change)
