"""Settings of the portal, its accounts and its mails."""

from collections.abc import Mapping

from kho.messages import Message
from kho.province.known_settings.declaring import Setting, count_of, seconds_of, text_of
from kho.province.known_settings.values import (
    ROLES,
    are_pairs,
    are_roles,
    is_mail,
    is_natural,
    is_one_of,
    is_port,
    is_receiver,
    is_secret,
    is_site,
    is_text,
)

SETTINGS: Mapping[str, Mapping[str, Setting]] = {
    "portal": {
        "address": Setting(
            meaning=Message(
                "Địa chỉ công khai của cổng dữ liệu; không ghi: địa chỉ mà `kho serve` nghe.",
                "The portal's public address; without it: the one that `kho serve` listens at.",
            ),
            expected=Message('"https://dulieu.tinh.gov.vn"', '"https://data.province.gov.vn"'),
            accepts=is_site,
        ),
        "database": Setting(
            meaning=Message(
                "Địa chỉ PostgreSQL của cổng (postgresql://...), là bí mật; không ghi: một tệp SQLite.",
                "The address of the portal's PostgreSQL (postgresql://...), a secret; without it: an SQLite file.",
            ),
            expected=Message('{secret = "tên"}', '{secret = "name"}'),
            accepts=is_secret,
            secret=True,
        ),
        "contact": Setting(
            meaning=Message("Hộp thư để người dân hỏi về dữ liệu.", "The mailbox for questions about data."),
            expected=Message('"dulieu@tinh.gov.vn"', '"data@province.gov.vn"'),
            accepts=is_mail,
        ),
        "shapes": Setting(
            meaning=Message(
                "Thư mục quy tắc SHACL chính thức của DCAT-AP, cho trang kiểm tra danh mục.",
                "The folder of DCAT-AP's official SHACL shapes, for the page that checks catalogues.",
            ),
            expected=Message('"shacl" (đường dẫn)', '"shacl" (a path)'),
            accepts=is_text,
        ),
        "proxies": Setting(
            meaning=Message(
                "Bao nhiêu máy chủ trung gian của mình đứng trước cổng; không ghi: 0, không tin X-Forwarded-For.",
                "How many proxies of one's own stand before the portal; without it 0: X-Forwarded-For says nothing.",
            ),
            expected=Message("một số nguyên từ 0", "a whole number from 0"),
            accepts=is_natural,
        ),
        "requests_per_minute": count_of(
            "Mỗi địa chỉ không có khoá được gọi API bao nhiêu lần một phút, ở mỗi tiến trình; không ghi: 1200.",
            "How often an address without a token may ask the API in a minute, of each process; without it: 1200.",
        ),
        "refresh": seconds_of(
            "Bao lâu thì xem có dữ liệu mới để công bố một lần.",
            "How often it is looked whether there is something new to publish.",
        ),
    },
    "accounts": {
        "second_factor": Setting(
            meaning=Message(
                "Vai trò quản trị, kỹ sư, an toàn thông tin có bắt buộc đăng nhập hai bước không; không ghi: required.",
                "Whether administrators, engineers and security officers must have a second factor; without it: yes.",
            ),
            expected=Message('"required" (bắt buộc) hoặc "optional" (tuỳ ý)', '"required" or "optional"'),
            accepts=is_one_of("required", "optional"),
        ),
    },
    "accounts.oidc": {
        "name": text_of("Tên dịch vụ đăng nhập, ghi trên nút.", "What the sign-in service's button calls it.", "SSO"),
        "issuer": Setting(
            meaning=Message(
                "Địa chỉ của dịch vụ đăng nhập (OpenID Connect).", "The sign-in service's address (OpenID Connect)."
            ),
            expected=Message('"https://dang-nhap.tinh.gov.vn"', '"https://login.province.gov.vn"'),
            accepts=is_receiver,
            required=True,
        ),
        "client_id": Setting(
            meaning=Message("Tên mà dịch vụ đăng nhập biết cổng này.", "By what name the service knows this portal."),
            expected=Message('"kho"', '"kho"'),
            accepts=is_text,
            required=True,
        ),
        "client_secret": Setting(
            meaning=Message("Mật khẩu của cổng với dịch vụ, là bí mật.", "The portal's password there, a secret."),
            expected=Message('{secret = "tên"}', '{secret = "name"}'),
            accepts=is_secret,
            secret=True,
        ),
        "email_claim": text_of("Mục (claim) ghi hộp thư.", "The claim that holds the e-mail address.", "email"),
        "name_claim": text_of("Mục ghi họ tên.", "The claim that holds the name.", "name"),
        "agency_claim": text_of("Mục ghi cơ quan.", "The claim that holds the agency.", "agency"),
        "role_claim": text_of("Mục ghi vai trò.", "The claim that holds the role.", "role"),
        "agencies": Setting(
            meaning=Message(
                'Giá trị của mục cơ quan nghĩa là id cơ quan nào; không ghi: chính là id. Toàn tỉnh ghi "*".',
                'Which agency id a value of the agency\'s claim means; without it: that id. The whole province is "*".',
            ),
            expected=Message('{"Sở Y tế" = "so-y-te"}', '{"Department of Health" = "so-y-te"}'),
            accepts=are_pairs,
        ),
        "roles": Setting(
            meaning=Message(
                "Giá trị của mục vai trò nghĩa là vai trò nào; không ghi: chính là tên vai trò.",
                "Which role a value of the role's claim means; without it: that role.",
            ),
            expected=Message(
                f'{{"CB" = "steward"}} ({", ".join(ROLES)})', f'{{"CB" = "steward"}} ({", ".join(ROLES)})'
            ),
            accepts=are_roles,
        ),
    },
    "mail": {
        "host": text_of(
            "Máy chủ nhận thư gửi đi (SMTP); không ghi: thư ghi thành tệp trong .kho/portal/mail.",
            "The server that takes mails (SMTP); without it they are written as files to .kho/portal/mail.",
            "smtp.tinh.gov.vn",
        ),
        "port": Setting(
            meaning=Message("Cổng của máy chủ thư; không ghi: 587.", "The server's port; without it 587."),
            expected=Message("587", "587"),
            accepts=is_port,
        ),
        "security": Setting(
            meaning=Message(
                "Mã hoá đường truyền: starttls, tls hoặc none (không); không ghi: starttls.",
                "How the way to it is encrypted: starttls, tls or none; without it: starttls.",
            ),
            expected=Message('"starttls", "tls" hoặc "none"', '"starttls", "tls" or "none"'),
            accepts=is_one_of("starttls", "tls", "none"),
        ),
        "user": text_of("Tên đăng nhập máy chủ thư.", "The user name there.", "kho"),
        "password": Setting(
            meaning=Message("Mật khẩu của máy chủ thư, là bí mật.", "The password there, a secret."),
            expected=Message('{secret = "tên"}', '{secret = "name"}'),
            accepts=is_secret,
            secret=True,
        ),
        "sender": Setting(
            meaning=Message(
                "Hộp thư đứng tên gửi; không ghi: portal.contact.", "By which address; without it: portal.contact."
            ),
            expected=Message('"dulieu@tinh.gov.vn"', '"data@province.gov.vn"'),
            accepts=is_mail,
        ),
    },
}
