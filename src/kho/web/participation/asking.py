"""What each form asks, and what is made of its answers."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from kho.messages import Message
from kho.publishing.catalogue import PublishedDataset
from kho.web.addresses import name_of
from kho.web.holding import Holding
from kho.web.participation import rows, seeing
from kho.web.participation.flows import NEEDS, STATES, USES, Kind, Need, State, moves
from kho.web.participation.forms import LINK_ASKED, WHY, WORDS, Ask, Choice, Form, Input, sorted_choices
from kho.web.participation.matters import Move, New, NewReport
from kho.web.participation.models import TEXT, Matter

MOST_DATASETS: Final = 20
NO_DATASET: Final = Message(
    "Không có bộ dữ liệu mở “{name}”: chép tên từ địa chỉ trang của nó, như so-y-te--co-so-y-te.",
    "There is no open dataset “{name}”: copy its name from its page's address, such as so-y-te--co-so-y-te.",
)
NO_NEW_VALUE: Final = Message("Giá trị đúng phải khác giá trị hiện nay.", "The right value must be another than now.")
_TITLE: Final = Ask(name="title", label=Message("Tiêu đề", "Title"))
_NOT_KNOWN: Final = Choice(value="", title=Message("Không biết", "I do not know"))


def agencies(holding: Holding) -> Sequence[Choice]:
    """The agencies that are there today, by name."""
    there = (each for each in holding.catalogue.agencies.values() if each.valid_to is None)
    return sorted_choices([Choice(value=each.id, title=Message(each.name.vi, each.name.en)) for each in there])


def request_asks(holding: Holding) -> Sequence[Ask]:
    """What is asked of who needs data."""
    return (
        replace(
            _TITLE,
            label=Message("Bạn cần dữ liệu gì?", "Which data do you need?"),
            hint=Message("Ví dụ: Danh sách trường mầm non theo xã", "For example: Kindergartens by commune"),
        ),
        replace(
            WORDS,
            label=Message("Để làm gì, cần những gì trong đó?", "What for, and what should be in it?"),
            hint=Message(
                "Mục đích, các cột, thời gian, mức chi tiết. Đừng viết thông tin riêng tư: trang này công khai.",
                "The purpose, the columns, the years, the detail. Nothing private: this page is public.",
            ),
        ),
        Ask(
            name="agency",
            label=Message("Cơ quan nào có dữ liệu này, nếu biết", "Which agency has it, if you know"),
            input=Input.CHOICE,
            is_needed=False,
            choices=[_NOT_KNOWN, *agencies(holding)],
        ),
    )


def discussion_asks() -> Sequence[Ask]:
    """What is asked of who begins to discuss a dataset."""
    return (replace(_TITLE, label=Message("Câu hỏi hay ý kiến", "Your question or remark")), WORDS)


def report_asks(dataset: PublishedDataset) -> Sequence[Ask]:
    """What is asked of who has found something wrong in a row."""
    columns = [Choice(value=each.name, title=Message(each.title, each.title)) for each in dataset.columns]
    return (
        Ask(
            name="column",
            label=Message("Cột nào sai?", "Which column is wrong?"),
            hint=Message(
                "Nếu cả dòng thừa hay trùng, chọn cột đầu.", "If the whole row is wrong, choose the first one."
            ),
            input=Input.CHOICE,
            choices=columns,
        ),
        replace(WORDS, label=Message("Sai như thế nào?", "What is wrong?"), hint=None, most=2000),
        Ask(
            name="proposed",
            label=Message("Giá trị đúng, nếu biết", "The right value, if you know"),
            is_needed=False,
            most=1000,
        ),
        Ask(
            name="evidence",
            label=Message("Vì sao bạn biết? Văn bản, địa chỉ web…", "How do you know? A document, a web address…"),
            input=Input.TEXT,
            is_needed=False,
            most=2000,
        ),
    )


def reuse_asks() -> Sequence[Ask]:
    """What is asked of who has made something of the data."""
    uses = [Choice(value=value, title=title) for value, title in USES.items()]
    return (
        replace(_TITLE, label=Message("Tên sản phẩm", "What it is called")),
        replace(LINK_ASKED, label=Message("Địa chỉ web của sản phẩm", "Its web address")),
        Ask(name="use", label=Message("Loại", "Kind"), input=Input.CHOICE, choices=uses),
        replace(WORDS, label=Message("Giới thiệu ngắn", "A short description"), most=2000),
        Ask(
            name="datasets",
            label=Message("Các bộ dữ liệu đã dùng", "The datasets it uses"),
            hint=Message(
                "Tên trong địa chỉ trang của mỗi bộ, cách nhau bằng dấu phẩy: so-y-te--co-so-y-te",
                "The name in each one's address, parted by commas: so-y-te--co-so-y-te",
            ),
            most=TEXT,
        ),
    )


def contribution_asks(holding: Holding) -> Sequence[Ask]:
    """What is asked of who gives data."""
    return (
        replace(_TITLE, label=Message("Dữ liệu gì?", "Which data is it?")),
        replace(
            WORDS,
            label=Message("Mô tả", "Description"),
            hint=Message(
                "Ai thu thập, bao giờ, các cột nghĩa là gì, cho dùng theo giấy phép nào.",
                "Who gathered it, when, what the columns mean, under which licence it may be used.",
            ),
        ),
        Ask(
            name="agency",
            label=Message("Cơ quan phụ trách lĩnh vực này, nếu biết", "The agency in charge of the field, if you know"),
            input=Input.CHOICE,
            is_needed=False,
            choices=[_NOT_KNOWN, *agencies(holding)],
        ),
        Ask(
            name="file",
            label=Message("Tệp dữ liệu", "The file"),
            hint=Message(
                "Excel, CSV, JSON, XML, Parquet, GeoJSON hoặc ZIP. Không gửi dữ liệu cá nhân của người khác.",
                "Excel, CSV, JSON, XML, Parquet, GeoJSON or ZIP. No personal data of others.",
            ),
            input=Input.FILE,
        ),
    )


def move_asks(holding: Holding, matter: Matter) -> Sequence[Ask]:
    """What is asked of the agency that brings a matter to another state."""
    possible = moves(matter.kind, matter.state)
    needs = {NEEDS[each] for each in possible if each in NEEDS}
    asks = [
        Ask(
            name="to",
            label=Message("Chuyển sang", "Bring to"),
            input=Input.CHOICE,
            choices=[Choice(value=each.value, title=STATES[each]) for each in possible],
        )
    ]
    if Need.AGENCY in needs:
        label = Message("Cơ quan, khi giao", "The agency, when assigning")
        choices = [_NOT_KNOWN, *agencies(holding)]
        asks.append(Ask(name="agency", label=label, input=Input.CHOICE, is_needed=False, choices=choices))
    if Need.DATASET in needs:
        label = Message("Bộ dữ liệu đã công bố", "The dataset, when published")
        asks.append(Ask(name="dataset", label=label, is_needed=False))
    if Need.VERSION in needs:
        label = Message("Phiên bản đã sửa, khi đã sửa", "The version, when mended")
        asks.append(Ask(name="version", label=label, is_needed=False, most=9))
    reason = Message("Lý do, lời nhắn (công khai)", "Reason or message (public)")
    return [*asks, replace(WHY, label=reason, is_needed=False)]


def move_of(holding: Holding, form: Form) -> tuple[Form, Move | None]:
    """The move that was asked for; None where what its state needs is missing, which the form then says."""
    if not form.is_good:
        return form, None
    to = State(form.value("to"))
    named = name_of(form.value("dataset")) or name_of(form.value("dataset").replace("/", "--"))
    version = form.value("version")
    match NEEDS.get(to):
        case Need.REASON if not form.value("why"):
            return form.but("why", Message("Nêu lý do.", "Give the reason.")), None
        case Need.AGENCY if not form.value("agency"):
            return form.but("agency", Message("Chọn cơ quan.", "Choose the agency.")), None
        case Need.DATASET if named is None or named not in holding.catalogue.datasets:
            return form.but("dataset", NO_DATASET.filled(name=form.value("dataset")[:80])), None
        case Need.VERSION if not version.isascii() or not version.isdigit():
            return form.but("version", Message("Viết số phiên bản.", "Write the version's number.")), None
    need = NEEDS.get(to)
    return form, Move(
        to=to,
        why=form.value("why"),
        agency=form.value("agency") if need is Need.AGENCY else "",
        dataset=str(named) if need is Need.DATASET else "",
        version=int(version) if need is Need.VERSION else None,
    )


def report_of(dataset: PublishedDataset, row: rows.FoundRow, form: Form) -> tuple[Form, New | None]:
    """The report that a form makes; None where it says nothing new."""
    if not form.is_good:
        return form, None
    column = next(each for each in dataset.columns if each.name == form.value("column"))
    now = row.values[column.name]
    if form.value("proposed") and form.value("proposed") in {now, rows.text(column, now)}:
        return form.but("proposed", NO_NEW_VALUE), None
    told = NewReport(
        row=row.id,
        version=row.version,
        shown=row.values,
        column=column.name,
        proposed=form.value("proposed"),
        evidence=form.value("evidence"),
    )
    title = f"{dataset.title}: {column.title}"[:200]
    new = New(
        kind=Kind.REPORT,
        title=title,
        text=form.value("text"),
        agency=dataset.agency.id,
        dataset=str(dataset.name),
        report=told,
    )
    return form, new


def reuse_of(holding: Holding, form: Form) -> tuple[Form, New | None]:
    """The reuse that a form makes; None where it names what is not open. It is for the agency of the first dataset."""
    if not form.is_good:
        return form, None
    typed = [each.strip() for each in form.value("datasets").split(",") if each.strip()][:MOST_DATASETS]
    found = [dataset for each in typed if (dataset := seeing.open_slug(holding, each)) is not None]
    wrong = next((each for each in typed if seeing.open_slug(holding, each) is None), None)
    if wrong is not None:
        return form.but("datasets", NO_DATASET.filled(name=wrong[:80])), None
    if not found:
        return form.but("datasets", NO_DATASET.filled(name="")), None
    new = New(
        kind=Kind.REUSE,
        title=form.value("title"),
        text=form.value("text"),
        agency=found[0].agency.id,
        link=form.value("link"),
        use=form.value("use"),
        datasets=[str(each.name) for each in found],
    )
    return form, new
