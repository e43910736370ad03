"""What can go wrong with a question about rows, said to the person who asked it."""

from kho.errors import KhoError
from kho.messages import Message


class NotAMarkError(KhoError):
    """`after` is nothing that a page of this question said."""

    code = "KHO-D104"
    what = Message(
        vi="Dấu trang “{mark}” không phải của câu hỏi này.", en="The mark “{mark}” is not one of this question's pages."
    )
    mend = Message(
        vi="Giữ nguyên điều kiện và thứ tự của trang trước, hoặc bắt đầu lại, bỏ tham số after.",
        en="Keep the filters and the order of the page before, or start again without after.",
    )


class OtherVersionError(KhoError):
    """The table has changed since the page before was given."""

    code = "KHO-D105"
    http_status = 409
    what = Message(
        vi="Dữ liệu đã có phiên bản mới từ sau trang trước.", en="The data has a new version since the page before."
    )
    mend = Message(
        vi="Bắt đầu lại từ trang đầu (bỏ tham số after) để các trang cùng một phiên bản.",
        en="Start again at the first page (without after), so that all pages are of one version.",
    )


class TooSlowError(KhoError):
    """Answering takes longer than a question may."""

    code = "KHO-D106"
    http_status = 422
    what = Message(
        vi="Câu hỏi này cần hơn {seconds:g} giây để trả lời.", en="This question takes more than {seconds:g} seconds."
    )
    mend = Message(
        vi="Thêm điều kiện lọc, bớt nhóm hoặc cột sắp xếp; cần toàn bộ thì tải bộ dữ liệu về.",
        en="Add a filter, group or sort by less; to have everything, download the dataset.",
    )


class NotMeasuredError(KhoError):
    """A sum or mean of what is no number."""

    code = "KHO-D107"
    what = Message(
        vi="Không tính được {measure} của cột {column}: cột này không phải số.",
        en="There is no {measure} of column {column}: it holds no numbers.",
    )
    mend = Message(vi="Dùng count, min, max hoặc distinct.", en="Use count, min, max or distinct.")


class TooMuchAskedError(KhoError):
    """A question goes past one of the limits."""

    code = "KHO-D108"
    what = Message(vi="{name} nhiều nhất là {most}.", en="{name} can be {most} at most.")
    mend = Message(
        vi="Giảm xuống; đọc tiếp bằng after, hoặc tải bộ dữ liệu về.",
        en="Ask for less; read on with after, or download the dataset.",
    )


class NoParameterError(KhoError):
    """An address has a parameter that means nothing."""

    code = "KHO-D109"
    what = Message(vi="Không có tham số hay cột “{name}”.", en="There is no parameter or column “{name}”.")
    mend = Message(vi="Dùng một trong: {known}.", en="Use one of: {known}.")


class NotAParameterError(KhoError):
    """A parameter has a value that it cannot have."""

    code = "KHO-D110"
    what = Message(vi="“{value}” không dùng được cho {name}.", en="“{value}” does not do for {name}.")
    mend = Message(vi="Viết dạng {example}.", en="Write it like {example}.")


class NotReadyError(KhoError):
    """There is no replica of the table as it is published now."""

    code = "KHO-D111"
    http_status = 503
    what = Message(vi="Dữ liệu đang được chuẩn bị để tra cứu.", en="The data is being made ready for questions.")
    mend = Message(vi="Thử lại sau ít phút.", en="Try again in a few minutes.")


class ReplicaDamagedError(KhoError):
    """A replica cannot be read."""

    code = "KHO-D112"
    http_status = 500
    what = Message(vi="Bản tra cứu hỏng: {reason}.", en="The replica is damaged: {reason}.")
    mend = Message(
        vi="Xoá tệp này rồi xuất bản lại bộ dữ liệu.", en="Remove this file, then publish the dataset again."
    )


class TooLargeError(KhoError):
    """Answering takes more memory than a question may."""

    code = "KHO-D113"
    http_status = 422
    what = Message(
        vi="Câu hỏi này cần nhiều bộ nhớ hơn mức cho phép.", en="This question takes more memory than it may."
    )
    mend = Message(
        vi="Thêm điều kiện lọc hoặc nhóm theo ít giá trị hơn; cần toàn bộ thì tải bộ dữ liệu về.",
        en="Add a filter, or group by fewer values; to have everything, download the dataset.",
    )
