"""E-mail addresses as people type them."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from kho.errors import KhoError
from kho.messages import Message


class BadAddressError(KhoError):
    """What should be an e-mail address is none."""

    code = "KHO-A107"
    http_status = 400
    what = Message(vi="“{email}” không phải hộp thư.", en="“{email}” is no e-mail address.")
    mend = Message(vi="Viết như ten@co-quan.vn.", en="Write it like name@agency.vn.")


def checked(email: str) -> str:
    """The address in small letters. Raises BadAddressError."""
    try:
        validate_email(email)
    except ValidationError as error:
        raise BadAddressError(email=email) from error
    return email.lower()
