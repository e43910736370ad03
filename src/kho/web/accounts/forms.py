"""allauth's forms with our words: labels, hints and errors in both languages, one field for a new password."""

from collections.abc import Mapping
from typing import Any, ClassVar

from allauth.account import forms as allauth
from allauth.socialaccount.forms import SignupForm as AllauthProviderSignUp
from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest

from kho.messages import Message
from kho.web.accounts.models import Account
from kho.web.accounts.words import spoken, told_now

EMAIL = Message("Hộp thư điện tử", "E-mail address")
PASSWORD = Message("Mật khẩu", "Password")
NEW_PASSWORD = Message("Mật khẩu mới", "New password")
NEW_PASSWORD_HINT = Message(
    "Ít nhất 10 ký tự; một câu dễ nhớ là tốt nhất.",
    "At least 10 characters; a sentence that you remember is best.",
)
CODE = Message("Mã trong thư", "Code from the mail")
CODE_HINT = Message(
    "Thư có thể đến sau vài phút; xem cả mục thư rác.", "It may take some minutes; look among the junk mail too."
)
REQUIRED = spoken("Điền mục này.", "Fill this in.")
NOT_A_DAY = spoken("Viết ngày dạng 01/07/2025.", "Write a day like 2025-07-01.")
NOT_AN_ADDRESS = spoken("Viết hộp thư dạng ten@co-quan.vn.", "Write an address like name@agency.vn.")


class DayField(forms.DateField):
    """A day, as browsers send it or as people write it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y"],
            error_messages={"invalid": NOT_A_DAY},
            **options,
        )


class Worded(forms.BaseForm):
    """Gives fields their words, and takes away the packages' own."""

    WORDS: ClassVar[Mapping[str, Message]] = {}
    HINTS: ClassVar[Mapping[str, Message]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.label = told_now(self.WORDS[name]) if name in self.WORDS else field.label
            field.help_text = told_now(self.HINTS[name]) if name in self.HINTS else ""
            field.error_messages["required"] = REQUIRED
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field, forms.EmailField):
                field.error_messages["invalid"] = NOT_AN_ADDRESS
                field.validators = [_is_address]


def _is_address(value: str) -> None:
    try:
        forms.EmailField().clean(value)
    except ValidationError as error:
        raise ValidationError(NOT_AN_ADDRESS, code="invalid") from error


class SignIn(Worded, allauth.LoginForm):
    """Sign in."""

    WORDS: ClassVar = {"login": EMAIL, "password": PASSWORD}


class SignUp(Worded, allauth.SignupForm):
    """A new account; the name is how others see who wrote or did something."""

    name = forms.CharField(max_length=200, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    field_order = ("name", "email", "password1")
    WORDS: ClassVar = {"name": Message("Họ và tên", "Name"), "email": EMAIL, "password1": PASSWORD}
    HINTS: ClassVar = {
        "email": Message("Chúng tôi gửi mã xác nhận đến đây.", "We send a code to it."),
        "password1": NEW_PASSWORD_HINT,
    }

    def custom_signup(self, request: HttpRequest, user: Account) -> None:
        """Keep the name."""
        super().custom_signup(request, user)
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])


class ProviderSignUp(Worded, AllauthProviderSignUp):
    """A first sign-in by the province's service which tells no address that is free."""

    WORDS: ClassVar = {"email": EMAIL}


class NewAddress(Worded, allauth.AddEmailForm):
    """Another address instead of the one that is."""

    WORDS: ClassVar = {"email": Message("Hộp thư mới", "New e-mail address")}
    HINTS: ClassVar = {
        "email": Message("Chúng tôi gửi mã xác nhận đến hộp thư mới.", "We send a code to the new address.")
    }


class ChangePassword(Worded, allauth.ChangePasswordForm):
    """Another password."""

    password2 = None
    WORDS: ClassVar = {"oldpassword": Message("Mật khẩu đang dùng", "Password until now"), "password1": NEW_PASSWORD}
    HINTS: ClassVar = {"password1": NEW_PASSWORD_HINT}


class SetPassword(Worded, allauth.SetPasswordForm):
    """A first password for who signed in otherwise until now."""

    password2 = None
    WORDS: ClassVar = {"password1": NEW_PASSWORD}
    HINTS: ClassVar = {"password1": NEW_PASSWORD_HINT}


class ForgottenPassword(Worded, allauth.ResetPasswordForm):
    """Where to send a code to."""

    WORDS: ClassVar = {"email": EMAIL}


class NewPassword(Worded, allauth.ResetPasswordKeyForm):
    """A new password after the code was right."""

    password2 = None
    WORDS: ClassVar = {"password1": NEW_PASSWORD}
    HINTS: ClassVar = {"password1": NEW_PASSWORD_HINT}


class OnceMore(Worded, allauth.ReauthenticateForm):
    """The password once more before something that matters."""

    WORDS: ClassVar = {"password": PASSWORD}


class CodeOfAddress(Worded, allauth.ConfirmEmailVerificationCodeForm):
    """The code that was sent to an address."""

    WORDS: ClassVar = {"code": CODE}
    HINTS: ClassVar = {"code": CODE_HINT}


class CodeOfReset(Worded, allauth.ConfirmPasswordResetCodeForm):
    """The code that was sent to who forgot the password."""

    WORDS: ClassVar = {"code": CODE}
    HINTS: ClassVar = {"code": CODE_HINT}
