"""What can go wrong with a search, said to the person who asked."""

from kho.errors import KhoError
from kho.messages import Message


class TooLongError(KhoError):
    """What is searched for is longer than anybody types."""

    code = "KHO-D301"
    what = Message(
        vi="Câu tìm kiếm dài quá: nhiều nhất {characters} ký tự, {words} từ.",
        en="The search is too long: {characters} characters and {words} words at most.",
    )
    mend = Message(vi="Tìm bằng vài từ chính.", en="Search for a few telling words.")


class TooManyChosenError(KhoError):
    """More values are chosen to narrow a search by than anybody chooses."""

    code = "KHO-D302"
    what = Message(
        vi="Chọn nhiều giá trị lọc quá: nhiều nhất {most} giá trị, mỗi giá trị {characters} ký tự.",
        en="Too many filters: {most} values at most, of {characters} characters each.",
    )
    mend = Message(vi="Bỏ bớt giá trị lọc.", en="Take some of the filters away.")


class TooFarError(KhoError):
    """A page that nobody turns to."""

    code = "KHO-D303"
    what = Message(
        vi="Chỉ xem được {most} kết quả đầu, mỗi trang nhiều nhất {size} kết quả.",
        en="Only the first {most} results can be seen, {size} on a page at most.",
    )
    mend = Message(
        vi="Thêm từ hoặc bộ lọc để thu hẹp; cần toàn bộ danh mục thì tải danh mục về.",
        en="Add words or filters; to have everything, download the catalogue.",
    )
