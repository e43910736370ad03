"""Settings of what runs by itself, who approves changes, how good data is, whom lineage is told to."""

from collections.abc import Mapping

from kho.messages import Message
from kho.province.known_settings.declaring import Setting, count_of, seconds_of
from kho.province.known_settings.values import is_natural, is_positive, is_receiver, is_secret, is_yes_or_no


def _review_of(vi: str, en: str) -> Setting:
    return Setting(
        meaning=Message(
            f"{vi} được ghi ngay, hay phải có người khác duyệt; không ghi: ghi ngay.",
            f"Whether {en} are written at once, or another person approves them first; without it: at once.",
        ),
        expected=Message('"direct" hoặc "four eyes"', '"direct" or "four eyes"'),
        accepts=lambda value: value in {"direct", "four eyes"},
    )


SETTINGS: Mapping[str, Mapping[str, Setting]] = {
    "work": {
        "processes": count_of(
            "Số tiến trình của `kho work` và `kho run`; không ghi: `kho run` một, `kho work` mỗi bộ xử lý một, "
            "vừa với bộ nhớ.",
            "How many processes `kho work` and `kho run` have; without it: `kho run` one, `kho work` one for each "
            "processor, as far as memory goes.",
        ),
        "look": seconds_of(
            "Bao lâu thì nhìn thư mục và lịch một lần.", "How often folders and schedules are looked at."
        ),
        "settle": seconds_of(
            "Tệp không đổi bấy lâu thì coi là đã ghi xong.", "A file that has not changed for so long is whole."
        ),
        "lease": seconds_of(
            "Tiến trình mất tin bấy lâu thì việc của nó được giao cho tiến trình khác.",
            "Who has not been heard of for so long has lost the work in hand to another.",
        ),
        "attempts": count_of("Thử một việc nhiều nhất mấy lần.", "How often one piece of work is tried at most."),
        "wait": seconds_of(
            "Chờ bao lâu trước lần thử thứ hai; sau đó mỗi lần gấp đôi.",
            "The wait before the second attempt; it doubles each time.",
        ),
        "longest_wait": seconds_of("Chờ giữa hai lần thử lâu nhất là bấy nhiêu.", "The longest wait between attempts."),
        "strikes": count_of(
            "Đợt gửi hỏng hoặc làm chết tiến trình mấy lần thì được để riêng.",
            "After how many failures or killed processes a delivery is set aside.",
        ),
        "limit": seconds_of("Một việc chạy lâu hơn thế thì bị dừng.", "Work that takes longer is ended."),
        "grace": seconds_of(
            "Khi được lệnh dừng, chờ việc đang chạy bao lâu.", "How long work in hand may go on when told to stop."
        ),
    },
    "review": {
        "contracts": _review_of("Cam kết dữ liệu sửa trên trang", "contracts made on pages"),
        "registers": _review_of("Cơ quan, hệ thống, danh mục sửa trên trang", "registers changed on pages"),
    },
    "quality": {
        "profile": Setting(
            meaning=Message(
                "Thống kê bảng sau mỗi lần `kho run` nạp dữ liệu; không ghi: true.",
                "Whether a table is profiled after each `kho run` that loaded something; without it: true.",
            ),
            expected=Message("true hoặc false", "true or false"),
            accepts=is_yes_or_no,
        ),
    },
    "reminders": {
        "before": Setting(
            meaning=Message(
                "Nhắc cán bộ phụ trách bao nhiêu ngày trước hạn gửi dữ liệu đã cam kết; 0: không nhắc trước; "
                "không ghi: 7.",
                "How many days before a promised delivery its stewards are reminded; 0: not before it; without it: 7.",
            ),
            expected=Message("số nguyên từ 0", "a whole number from 0"),
            accepts=is_natural,
        ),
        "after": Setting(
            meaning=Message(
                "Nhắc bao nhiêu ngày sau hạn khi chưa có dữ liệu; không ghi: 1.",
                "How many days after it they are reminded where nothing has come; without it: 1.",
            ),
            expected=Message("số nguyên từ 1", "a whole number from 1"),
            accepts=is_positive,
        ),
    },
    "lineage": {
        "url": Setting(
            meaning=Message(
                "Nơi nhận sự kiện OpenLineage của các lượt chạy; không ghi: không gửi đi đâu.",
                "Who takes the OpenLineage events of runs; without it they are sent nowhere.",
            ),
            expected=Message('"https://máy:5000" (không kèm mật khẩu)', '"https://host:5000" (no password in it)'),
            accepts=is_receiver,
        ),
        "api_key": Setting(
            meaning=Message("Khoá của nơi nhận, là bí mật.", "The receiver's key, a secret."),
            expected=Message('{secret = "tên"}', '{secret = "name"}'),
            accepts=is_secret,
            secret=True,
        ),
        "timeout": seconds_of(
            "Một lượt chạy chờ nơi nhận lâu nhất bấy nhiêu.", "The longest a run waits for the receiver."
        ),
    },
}
