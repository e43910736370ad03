"""The forms of second factors with our words."""

from typing import ClassVar

from allauth.mfa.base import forms as base
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn

from kho.messages import Message
from kho.web.accounts.forms import Worded

CODE = Message("Mã sáu chữ số", "Six-digit code")
EITHER = Message("Mã xác thực", "Code")
EITHER_HINT = Message(
    "Sáu chữ số trong ứng dụng xác thực, hoặc một mã dự phòng.",
    "Six digits from the app, or one of your recovery codes.",
)
NAME = Message("Tên của khoá", "Name of the passkey")
NAME_HINT = Message("Để bạn nhận ra: máy nào, khoá nào.", "So that you know it again: which device, which key.")


class Authenticate(Worded, base.AuthenticateForm):
    """The second step of signing in."""

    WORDS: ClassVar = {"code": EITHER}
    HINTS: ClassVar = {"code": EITHER_HINT}


class Reauthenticate(Worded, base.ReauthenticateForm):
    """A code once more before something that matters."""

    WORDS: ClassVar = {"code": EITHER}
    HINTS: ClassVar = {"code": EITHER_HINT}


class ActivateTotp(Worded, totp.ActivateTOTPForm):
    """The first code of an app shows that it has the key."""

    WORDS: ClassVar = {"code": CODE}
    HINTS: ClassVar = {
        "code": Message("Ứng dụng hiện mã này sau khi quét.", "The app shows it once it has scanned the picture.")
    }


class AddKey(Worded, webauthn.AddWebAuthnForm):
    """A passkey; always one by which one can sign in without a password."""

    WORDS: ClassVar = {
        "name": NAME,
        "passwordless": Message("Đăng nhập bằng khoá này, không cần mật khẩu", "Sign in by it without a password"),
    }
    HINTS: ClassVar = {"name": NAME_HINT}


class NameKey(Worded, webauthn.EditWebAuthnForm):
    """Another name for a passkey."""

    WORDS: ClassVar = {"name": NAME}
    HINTS: ClassVar = {"name": NAME_HINT}
