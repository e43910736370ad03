"""What deliveries show on other pages."""

from typing import Any

from django import template
from django.template import RequestContext
from django.utils import timezone

from kho.web.accounts.rights import account_of, may_somewhere
from kho.web.accounts.roles import Right
from kho.web.deliveries.listing import waiting_for
from kho.web.deliveries.reminding import dues_for

register = template.Library()


@register.inclusion_tag("deliveries/todo.html", takes_context=True)
def deliveries_to_do(context: RequestContext) -> dict[str, Any]:
    """What of deliveries waits for whoever is signed in, and what they promised to send soon."""
    account = account_of(context["request"])
    if not may_somewhere(account, Right.DELIVER):
        return {"todo": {}}
    return {"todo": {"waiting": waiting_for(account), "dues": dues_for(account, timezone.now())}}
