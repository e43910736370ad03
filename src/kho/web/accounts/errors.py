"""What goes wrong with accounts, in both languages: allauth's errors by their names, and ours."""

from collections.abc import Mapping
from typing import Final

from kho.web.accounts.words import spoken

_TRY_LATER = spoken(
    "Thử quá nhiều lần. Chờ vài phút rồi thử lại.", "Too many attempts. Wait some minutes, then try again."
)
_WRONG_CODE = spoken("Mã không đúng hoặc đã hết hạn.", "The code is wrong, or too old.")
ACCOUNT: Final[Mapping[str, str]] = {
    "account_inactive": spoken("Tài khoản này đã bị khoá.", "This account is closed."),
    "cannot_remove_primary_email": spoken("Không xoá được hộp thư chính.", "The main address cannot be removed."),
    "duplicate_email": spoken("Tài khoản của bạn đang dùng hộp thư này.", "Your account has this address already."),
    "email_password_mismatch": spoken(
        "Hộp thư hoặc mật khẩu không đúng.", "The e-mail address or the password is wrong."
    ),
    "email_taken": spoken("Hộp thư này đã có tài khoản.", "There is an account with this address already."),
    "enter_current_password": spoken("Mật khẩu đang dùng không đúng.", "This is not your password until now."),
    "incorrect_code": _WRONG_CODE,
    "incorrect_password": spoken("Mật khẩu không đúng.", "The password is wrong."),
    "invalid_or_expired_key": spoken("Liên kết sai hoặc đã hết hạn.", "The link is wrong, or too old."),
    "invalid_login": spoken("Không đăng nhập được như vậy.", "One cannot sign in like that."),
    "invalid_password_reset": spoken("Liên kết sai hoặc đã hết hạn.", "The link is wrong, or too old."),
    "max_email_addresses": spoken("Nhiều nhất %d hộp thư.", "At most %d addresses."),
    "too_many_login_attempts": _TRY_LATER,
    "unknown_email": spoken("Không có tài khoản nào với hộp thư này.", "There is no account with this address."),
    "unverified_primary_email": spoken("Hãy xác nhận hộp thư trước.", "Confirm your e-mail address first."),
    "same_as_current": spoken("Giá trị mới phải khác giá trị đang có.", "The new value must be another one."),
    "select_only_one": spoken("Chỉ chọn một.", "Choose one only."),
    "rate_limited": _TRY_LATER,
}
FACTORS: Final[Mapping[str, str]] = {
    "add_email_blocked": spoken(
        "Tài khoản có xác thực hai bước không thêm hộp thư được.",
        "An account with a second factor takes no more addresses.",
    ),
    "cannot_delete_authenticator": spoken(
        "Không tắt được xác thực hai bước.", "The second factor cannot be taken away."
    ),
    "cannot_generate_recovery_codes": spoken(
        "Bật xác thực hai bước trước khi tạo mã dự phòng.", "Set up a second factor before you make recovery codes."
    ),
    "incorrect_code": _WRONG_CODE,
    "unverified_email": spoken(
        "Xác nhận hộp thư trước khi bật xác thực hai bước.", "Confirm your e-mail address before a second factor."
    ),
}
PROVIDER: Final[Mapping[str, str]] = {
    "email_taken": spoken(
        "Hộp thư này đã có tài khoản ở đây. Đăng nhập bằng mật khẩu trước.",
        "There is an account with this address here. Sign in by its password first.",
    ),
    "invalid_token": spoken("Dịch vụ đăng nhập trả lời sai.", "The sign-in service's answer is wrong."),
    "no_password": spoken("Tài khoản chưa có mật khẩu.", "The account has no password yet."),
    "no_verified_email": spoken("Tài khoản chưa có hộp thư đã xác nhận.", "The account has no confirmed address."),
    "disconnect_last": spoken("Đây là cách đăng nhập duy nhất còn lại.", "It is the only way left to sign in."),
}
WAYS: Final[Mapping[str, str]] = {
    "reauthenticate": spoken("Bằng mật khẩu", "By your password"),
    "mfa_reauthenticate": spoken("Bằng mã xác thực", "By a code"),
    "mfa_reauthenticate:webauthn": spoken("Bằng khoá đăng nhập (passkey)", "By a passkey"),
}
