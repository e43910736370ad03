"""What a password must be, said in both languages. Length counts most (NIST SP 800-63B, 3.1.1.2)."""

from django.contrib.auth import password_validation as django

from kho.messages import Message
from kho.web.accounts.words import told_now

_SHORT = Message(
    vi="Mật khẩu này ngắn quá: cần ít nhất {count} ký tự.",
    en="This password is too short: {count} characters at least.",
)
_LENGTH = Message(
    vi="Ít nhất {count} ký tự; một câu dễ nhớ là tốt nhất.",
    en="At least {count} characters; a sentence that you remember is best.",
)
_COMMON = Message(
    vi="Mật khẩu này nhiều người dùng nên dễ đoán. Chọn mật khẩu khác.",
    en="Many people use this password, so it is easy to guess. Choose another one.",
)
_ALIKE = Message(
    vi="Mật khẩu này giống tên hoặc hộp thư của bạn. Chọn mật khẩu khác.",
    en="This password is like your name or e-mail address. Choose another one.",
)


class LongEnough(django.MinimumLengthValidator):
    """It has so many characters."""

    def get_error_message(self) -> str:
        """What is wrong."""
        return told_now(_SHORT.filled(count=self.min_length))

    def get_help_text(self) -> str:
        """What it must be."""
        return told_now(_LENGTH.filled(count=self.min_length))


class NotCommon(django.CommonPasswordValidator):
    """It is none of those that are tried first."""

    def get_error_message(self) -> str:
        """What is wrong."""
        return told_now(_COMMON)

    def get_help_text(self) -> str:
        """Nothing beforehand: whoever chooses a good one need not read it."""
        return ""


class NotAboutOneself(django.UserAttributeSimilarityValidator):
    """It is not like the name or the address."""

    def __init__(self) -> None:
        super().__init__(user_attributes=("email", "name"))

    def get_error_message(self) -> str:
        """What is wrong."""
        return told_now(_ALIKE)

    def get_help_text(self) -> str:
        """Nothing beforehand."""
        return ""
