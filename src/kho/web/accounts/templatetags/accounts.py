"""What templates ask about who is signed in."""

from django import template

from kho.web.accounts.rights import Somebody
from kho.web.accounts.second_factor import is_missing

register = template.Library()


@register.simple_tag
def factor_is_missing(user: Somebody) -> bool:
    """Whether somebody must set up a second factor before anything else."""
    return is_missing(user)
