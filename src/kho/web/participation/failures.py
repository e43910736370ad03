"""What can go wrong when people take part, said to them."""

from kho.errors import KhoError
from kho.messages import Message


class NoSuchMatterError(KhoError):
    """There is no such matter, or it is not for everybody: which of the two is not told."""

    code = "KHO-A401"
    http_status = 404
    what = Message(vi="Không có trang này, hoặc trang đã được gỡ.", en="There is no such page, or it was taken down.")
    mend = Message(
        vi="Xem các đề nghị và thảo luận khác; nếu trang là của bạn, xem ở “Việc của tôi”.",
        en="See other requests and discussions; if it is yours, look among “What I began”.",
    )


class NoSuchRowError(KhoError):
    """The row that is to be reported is not in the data as it is now."""

    code = "KHO-A402"
    http_status = 404
    what = Message(vi="Không tìm thấy dòng này trong dữ liệu hiện nay.", en="This row is not in the data as it is now.")
    mend = Message(
        vi="Dữ liệu có thể vừa được cập nhật: mở lại các dòng của bộ dữ liệu và chọn dòng cần báo.",
        en="The data may just have been updated: open the dataset's rows again and choose the row.",
    )


class TooOftenError(KhoError):
    """Somebody writes more often than people do."""

    code = "KHO-A403"
    http_status = 429
    what = Message(vi="Bạn đã gửi nhiều lần trong thời gian ngắn.", en="You have written often in a short time.")
    mend = Message(
        vi="Những gì đã viết còn ở đây; gửi lại sau {minutes} phút.",
        en="What you wrote is kept here; send it again in {minutes} minutes.",
    )


class BlockedError(KhoError):
    """The account may not write."""

    code = "KHO-A404"
    http_status = 403
    what = Message(
        vi="Tài khoản này tạm không được viết: {why}", en="This account may not write for now. The reason given: {why}"
    )
    mend = Message(
        vi="Nếu cho là nhầm, viết thư cho người quản trị cổng.",
        en="If this is a mistake, write to the portal's operators.",
    )


class NotThatWayError(KhoError):
    """A matter cannot be brought from its state to that one."""

    code = "KHO-A405"
    http_status = 409
    what = Message(
        vi="Việc này đang “{now_vi}”, không chuyển sang “{then_vi}” được.",
        en="This is “{now_en}” and cannot become “{then_en}”.",
    )
    mend = Message(
        vi="Mở lại trang: có thể người khác vừa xử lý.", en="Open the page again: somebody may just have dealt with it."
    )


class ClosedError(KhoError):
    """Nothing more can be said here."""

    code = "KHO-A406"
    http_status = 409
    what = Message(vi="Trao đổi này đã đóng.", en="This is closed.")
    mend = Message(vi="Mở một trao đổi mới.", en="Begin a new one.")


class TooLateError(KhoError):
    """What was said longer ago stays as it is, as others have answered it."""

    code = "KHO-A407"
    http_status = 409
    what = Message(
        vi="Chỉ sửa được lời của mình trong {minutes} phút đầu.",
        en="Your own words can be changed for the first {minutes} minutes only.",
    )
    mend = Message(vi="Viết thêm một lời đính chính.", en="Write another to correct it.")


class NotATokenError(KhoError):
    """The link of an e-mail is not whole."""

    code = "KHO-A408"
    http_status = 404
    what = Message(vi="Liên kết này không dùng được.", en="This link does not work.")
    mend = Message(
        vi="Chép lại trọn liên kết từ thư, hoặc đăng nhập và bỏ theo dõi ở “Đang theo dõi”.",
        en="Copy the whole link from the e-mail, or sign in and stop it under “What I follow”.",
    )


class FileTooLargeError(KhoError):
    """A contributed file is larger than it may be."""

    code = "KHO-A409"
    http_status = 413
    what = Message(vi="Tệp lớn hơn {size}.", en="The file is larger than {size}.")
    mend = Message(
        vi="Nén hoặc chia nhỏ tệp, hoặc để tệp ở một địa chỉ web và viết địa chỉ trong phần mô tả.",
        en="Compress or split it, or put it on the web and give its address in the description.",
    )
