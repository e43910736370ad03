"""What is refused of matches because their rows stand in no delivered file."""

from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.matching.running import match_file
from kho.province.matches.model import Match


class MatchTakesNoFileError(KhoError):
    """A file is handed over for a match."""

    code = "KHO-R621"
    what = Message(
        vi="{name} là bảng so khớp, không nhận tệp: các cặp được tính từ {inputs}.",
        en="{name} is a match and takes no file: its pairs are computed from {inputs}.",
    )
    mend = Message(
        vi="Gửi tệp vào {inputs}; quyết định của người thì gửi bằng `kho match decide {name} TỆP`.",
        en="Hand the file to {inputs}; decisions go in by `kho match decide {name} FILE`.",
    )


class MatchRowsError(KhoError):
    """Rows of a match stand in no delivered file."""

    code = "KHO-R622"
    what = Message(
        vi="Dòng của {name} không nằm trong tệp nào: được so khớp từ {inputs}.",
        en="Rows of {name} stand in no file: they are matched from {inputs}.",
    )
    mend = Message(
        vi="Xem vì sao bằng `kho match show {name} KHOÁ`; tra nguyên văn ở các bảng đầu vào bằng `kho trace`.",
        en="See why by `kho match show {name} KEY`; trace the rows of its inputs with `kho trace`.",
    )


def refuse_file(match: Match, file: str) -> MatchTakesNoFileError:
    """Why a file cannot be handed over for a match."""
    return MatchTakesNoFileError(where=file, name=match.name, inputs=_inputs(match))


def refuse_as_source(match: Match) -> MatchRowsError:
    """Why a match's rows cannot be led back to a file."""
    return MatchRowsError(where=match_file(match), name=match.name, inputs=_inputs(match))


def _inputs(match: Match) -> str:
    return ", ".join(map(str, match.inputs))
