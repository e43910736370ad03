"""Filters of the pages on which people take part, and what these show on other pages."""

from typing import Any

from django import template
from django.template import RequestContext
from django.utils.safestring import SafeString

from kho.messages import Message
from kho.web.accounts.models import Account
from kho.web.accounts.rights import account_of
from kho.web.look.templatetags.saying import told
from kho.web.participation import texts
from kho.web.participation.answering import waiting_for

register = template.Library()
NOBODY = Message("Tài khoản đã xoá", "A deleted account")
SOMEBODY = Message("Người dùng {number}", "User {number}")


@register.filter
def linked(text: str) -> SafeString:
    """What somebody wrote, as HTML that does nothing but link."""
    return texts.linked(text)


@register.filter
def link(url: str) -> SafeString:
    """An address that somebody gave."""
    return texts.link(url)


@register.filter
def person(account: Account | None) -> str:
    """What others call somebody: by the name given, never by the address."""
    if account is None:
        return told(NOBODY)
    return account.name or told(SOMEBODY.filled(number=account.pk))


@register.inclusion_tag("participation/todo.html", takes_context=True)
def participation_to_do(context: RequestContext) -> dict[str, Any]:
    """How much of what people ask and report waits for whoever is signed in."""
    return {"waiting": waiting_for(account_of(context["request"])).count()}
