"""Accounts, the roles they hold, and invitations."""

from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models

from kho.web.accounts.roles import TITLES, Role

if TYPE_CHECKING:
    from datetime import datetime

    from django.db.models.fields.related_descriptors import RelatedManager

WHOLE_PROVINCE = ""
"""In place of an agency: the role is held for all of them."""
_ROLES = [(each.value, TITLES[each].vi) for each in Role]


class Accounts(BaseUserManager["Account"]):
    """Makes accounts; an address is kept in small letters, so that nobody has two by accident."""

    def create_user(self, email: str, password: str | None = None, **more: Any) -> "Account":
        """A new account."""
        account = self.model(email=email.lower(), **more)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def create_superuser(self, email: str, password: str | None = None, **more: Any) -> "Account":
        """A new account that may use all of Django's admin; what it may do elsewhere, its roles say."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **more)

    def get_by_natural_key(self, username: str | None) -> "Account":
        """The account of an address, however it is typed."""
        return self.get(email=(username or "").lower())


class Account(AbstractBaseUser, PermissionsMixin):
    """A person, known by the e-mail address. Without a membership: a citizen or a business."""

    email: "models.EmailField[str, str]" = models.EmailField(unique=True)
    name: "models.CharField[str, str]" = models.CharField(max_length=200, blank=True)
    is_active: "models.BooleanField[bool, bool]" = models.BooleanField(default=True)
    is_staff: "models.BooleanField[bool, bool]" = models.BooleanField(default=False)
    joined: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[Accounts] = Accounts()
    memberships: "RelatedManager[Membership]"

    class Meta:
        """By address."""

        ordering = ("email",)

    def __str__(self) -> str:
        return self.name or self.email


class Membership(models.Model):
    """A role that an account holds for an agency, told by its id in agencies.yaml, or for the whole province."""

    account: "models.ForeignKey[Account, Account]" = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="memberships"
    )
    agency: "models.CharField[str, str]" = models.CharField(max_length=100, blank=True)
    role: "models.CharField[str, str]" = models.CharField(max_length=30, choices=_ROLES)
    given: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now_add=True)
    by_claim: "models.BooleanField[bool, bool]" = models.BooleanField(default=False)
    """The identity provider says so, at every sign-in anew."""

    class Meta:
        """A role is held once."""

        ordering = ("agency", "role")
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["account", "agency", "role"], name="a_role_is_held_once")
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.role} {self.agency}"


class Invitation(models.Model):
    """Somebody is asked to work here; of the link that was sent only the SHA-256 is kept."""

    email: "models.EmailField[str, str]" = models.EmailField()
    agency: "models.CharField[str, str]" = models.CharField(max_length=100, blank=True)
    role: "models.CharField[str, str]" = models.CharField(max_length=30, choices=_ROLES)
    digest: "models.CharField[str, str]" = models.CharField(max_length=64, unique=True)
    invited_by: "models.ForeignKey[Account | None, Account | None]" = models.ForeignKey(
        Account, on_delete=models.CASCADE, null=True, related_name="invitations"
    )
    """None: from the command line."""
    sent: "models.DateTimeField[datetime, datetime]" = models.DateTimeField(auto_now_add=True)
    expires: "models.DateTimeField[datetime, datetime]" = models.DateTimeField()
    accepted: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)
    withdrawn: "models.DateTimeField[datetime | None, datetime | None]" = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering = ("-sent", "-id")

    def __str__(self) -> str:
        return f"{self.email}: {self.role} {self.agency}"
