"""What can go wrong with an HTTP API, in words for the person who declared the source."""

from kho.errors import KhoError
from kho.messages import Message


class HttpStatusError(KhoError):
    """The server answers with a status that means no, and asking again does not help."""

    code = "KHO-T302"
    what = Message(vi="Máy chủ trả lời mã {status} {reason}.", en="The server answers {status} {reason}.")
    mend = Message(
        vi="401, 403: kiểm tra auth và quyền được cấp; 404: kiểm tra location và params; 5xx: hỏi đơn vị quản lý API.",
        en="401, 403: check auth and what it may do; 404: check location and params; 5xx: ask who runs the API.",
    )


class HttpFailedError(KhoError):
    """The server cannot be reached, is too slow, or breaks off, time and again."""

    code = "KHO-T303"
    what = Message(vi="Không lấy được dữ liệu từ API: {reason}", en="The API does not give the data: {reason}")
    mend = Message(
        vi="Kiểm tra địa chỉ, mạng và máy chủ; nếu máy chủ chậm, tăng timeout_seconds hoặc retries trong kho.fetch.",
        en="Check the address, network and server; for a slow one raise timeout_seconds or retries in kho.fetch.",
    )


class ForbiddenLinkError(KhoError):
    """A redirect or a link to the next page leads where it must not."""

    code = "KHO-T304"
    what = Message(
        vi="Máy chủ dẫn tới {link}, nơi không được phép theo.", en="The server leads to {link}, which is not followed."
    )
    mend = Message(
        vi="Trang sau phải ở cùng máy chủ (hoặc ghi allow_other_origin: true), qua http/https, không hạ từ https.",
        en="Next pages must be on the same server (or allow_other_origin: true), by http/https, never down from https.",
    )


class ResponseTooLargeError(KhoError):
    """The answers are larger than the contract lets in, packed or unpacked."""

    code = "KHO-T305"
    what = Message(vi="Dữ liệu trả về lớn hơn {limit} MB.", en="The answer is larger than {limit} MB.")
    mend = Message(
        vi="Nếu đúng là lớn như vậy, tăng {option} trong kho.fetch; nếu có thể, lấy từng trang nhỏ hơn.",
        en="If it is rightly that large, raise {option} in kho.fetch; where possible, ask for smaller pages.",
    )


class TokenRefusedError(KhoError):
    """The token endpoint gives no token."""

    code = "KHO-T306"
    what = Message(vi="Không lấy được mã truy cập OAuth2: {reason}", en="No OAuth2 access token is given: {reason}")
    mend = Message(
        vi="Kiểm tra token_url, client_id, scope và giá trị bí mật của client_secret.",
        en="Check token_url, client_id, scope and the secret of client_secret.",
    )


class BadPageError(KhoError):
    """A page is not as the contract says, so it is not known where the next one is."""

    code = "KHO-T307"
    what = Message(vi="Trang {number} không như khai báo: {vi}.", en="Page {number} is not as declared: {en}.")
    mend = Message(
        vi="Xem câu trả lời thật của API rồi sửa paging trong kho.fetch (đường dẫn viết dạng data.items).",
        en="Look at what the API really answers and correct paging in kho.fetch (paths are written data.items).",
    )


class EndlessPagesError(KhoError):
    """The pages go in circles, or are more than the contract lets in."""

    code = "KHO-T308"
    what = Message(vi="Các trang không có điểm dừng: {vi}.", en="The pages do not end: {en}.")
    mend = Message(
        vi="Kiểm tra tham số trong paging; nếu đúng là nhiều trang, tăng max_pages; nếu API báo tổng số, ghi total.",
        en="Check the parameters in paging; if pages rightly are many raise max_pages; give total if the API has it.",
    )


class BadHeaderError(KhoError):
    """A header's name or value cannot be sent; the value is not shown, as it may be a secret."""

    code = "KHO-T309"
    what = Message(vi="Không gửi được tiêu đề HTTP “{name}”.", en="The HTTP header “{name}” cannot be sent.")
    mend = Message(
        vi="Tên chỉ gồm chữ không dấu, số và gạch nối; giá trị không có xuống dòng hay dấu cách ở hai đầu.",
        en="Its name is letters without accents, digits and hyphens; its value has no line end and no blank at an end.",
    )
