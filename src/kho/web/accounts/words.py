"""Sentences in the page's language where Django asks for one text: labels of fields, errors."""

from django.utils.functional import lazy

from kho.messages import Message
from kho.web.look.speaking import language


def told_now(message: Message) -> str:
    """A message in the page's language."""
    return message.in_(language())


_lazily = lazy(told_now, str)


def spoken(vi: str, en: str) -> str:
    """A sentence that is told in the page's language whenever it is shown."""
    return _lazily(Message(vi, en))
