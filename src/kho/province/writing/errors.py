"""Why the province folder was not changed."""

from collections.abc import Sequence

from kho.contracts.model import Problem
from kho.errors import KhoError
from kho.messages import Message


class FolderNotChangedError(KhoError):
    """The head of the family: the folder is as it was."""


class OutsideFolderError(FolderNotChangedError):
    """The path leads out of the province folder, through a link, or to a file that no page may write."""

    code = "KHO-P139"
    what = Message(
        vi="Không được ghi vào “{path}” từ đây.",
        en="“{path}” may not be written from here.",
    )
    mend = Message(
        vi="Chỉ ghi được cơ quan, hệ thống, danh mục, cam kết, mô hình, ghép nối, chỉ tiêu và đơn vị hành chính, "
        "bằng tệp thật (không phải liên kết) trong thư mục tỉnh.",
        en="Only agencies, systems, code lists, contracts, models, matches, indicators and units can be written, as "
        "files (not links) in the province folder.",
    )


class ChangedMeanwhileError(FolderNotChangedError):
    """Somebody else has changed a file since it was read."""

    code = "KHO-P146"
    http_status = 409
    what = Message(
        vi="{path} đã được người khác sửa từ lúc bạn mở.",
        en="Somebody has changed {path} since you opened it.",
    )
    mend = Message(
        vi="Mở lại để xem bản mới nhất rồi sửa lại; chưa ghi gì.",
        en="Open it again, see how it is now and make your change again; nothing was written.",
    )


class MistakesError(FolderNotChangedError):
    """The folder as it would be has mistakes that it does not have now. `problems` are all of them."""

    code = "KHO-P147"
    http_status = 422
    what = Message(
        vi="Thay đổi này làm thư mục tỉnh có {count} lỗi; lỗi đầu: {first_vi}",
        en="With this change the province folder has {count} mistakes; the first: {first_en}",
    )
    mend = Message(vi="{mend_vi} Chưa ghi gì.", en="{mend_en} Nothing was written.")

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        first = problems[0]
        super().__init__(
            where=f"{first.file}:{first.line}",
            count=len(problems),
            first_vi=first.what.vi,
            first_en=first.what.en,
            mend_vi=first.mend.vi,
            mend_en=first.mend.en,
        )


class BeingChangedError(FolderNotChangedError):
    """Another writer has the folder, and keeps it."""

    code = "KHO-P148"
    http_status = 503
    what = Message(
        vi="Thư mục tỉnh đang được ghi ({holder}), chờ {seconds} giây chưa xong.",
        en="The province folder is being written ({holder}) and was not free within {seconds} seconds.",
    )
    mend = Message(vi="Thử lại sau ít phút.", en="Try again in some minutes.")


class RepositoryError(FolderNotChangedError):
    """The git repository that keeps the folder cannot take the change."""

    code = "KHO-P149"
    http_status = 503
    what = Message(
        vi="Kho git của thư mục tỉnh không nhận thay đổi: {vi}",
        en="The province folder's git repository does not take the change: {en}",
    )
    mend = Message(
        vi="Báo kỹ sư dữ liệu xem `git status` trong thư mục tỉnh; chưa ghi gì.",
        en="Have a data engineer look at `git status` in the province folder; nothing was written.",
    )


class UncommittedWorkError(FolderNotChangedError):
    """Somebody works on one of the files by hand and has not committed it."""

    code = "KHO-P128"
    http_status = 409
    what = Message(
        vi="{path} có sửa đổi bằng tay chưa commit trong kho git.",
        en="{path} has changes made by hand that are not committed to git.",
    )
    mend = Message(
        vi="Nhờ kỹ sư dữ liệu commit hoặc bỏ sửa đổi đó, rồi làm lại; chưa ghi gì.",
        en="Have a data engineer commit or drop them, then do it again; nothing was written.",
    )


class NotEditableError(FolderNotChangedError):
    """A file is written in a way that no program can change a part of without touching the rest."""

    code = "KHO-P129"
    http_status = 409
    what = Message(
        vi="Không sửa riêng được mục “{id}” trong {path}.",
        en="The entry “{id}” of {path} cannot be changed by itself.",
    )
    mend = Message(
        vi="Sửa tệp bằng tay: mỗi mục bắt đầu bằng “- id: ...” trên dòng riêng, mỗi khoá một dòng.",
        en="Edit the file by hand: each entry begins with “- id: ...” on its own line, one key a line.",
    )
