"""What a tool can be asked wrongly that nothing else can."""

from kho.errors import KhoError
from kho.messages import Message


class NoCodeListError(KhoError):
    """No published column uses a code list of that name."""

    code = "KHO-D951"
    http_status = 404
    what = Message(vi="Không có danh mục mã “{name}”.", en="There is no code list “{name}”.")
    mend = Message(vi="Chọn một trong: {known}.", en="Name one of: {known}.")
