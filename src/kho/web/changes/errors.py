"""Why a change was not proposed or decided."""

from kho.errors import KhoError
from kho.messages import Message


class OwnProposalError(KhoError):
    """Who proposes a change does not approve it."""

    code = "KHO-A201"
    http_status = 403
    what = Message(vi="Bạn là người đề nghị thay đổi này.", en="This change is your own.")
    mend = Message(vi="Nhờ một người khác có quyền duyệt.", en="Ask somebody else who may approve.")


class AlreadyDecidedError(KhoError):
    """It waits no longer."""

    code = "KHO-A202"
    http_status = 409
    what = Message(vi="Thay đổi này không còn chờ duyệt.", en="This change waits no longer.")
    mend = Message(vi="Mở lại để xem kết quả.", en="Open it again to see what became of it.")


class ReasonNeededError(KhoError):
    """A refusal says why."""

    code = "KHO-A203"
    what = Message(vi="Chưa ghi lý do.", en="The reason is missing.")
    mend = Message(vi="Ghi vì sao không duyệt để người đề nghị sửa.", en="Say why, so that it can be mended.")
