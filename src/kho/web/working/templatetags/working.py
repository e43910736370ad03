"""Tags that pages of the working place have."""

from collections.abc import Sequence

from django import template
from django.template import RequestContext

from kho.web.look.frame import Link
from kho.web.working.frame import ways

register = template.Library()


@register.simple_tag(takes_context=True)
def working_ways(context: RequestContext) -> Sequence[Link]:
    """The entries of the working place's navigation."""
    return ways(context["request"])
