"""The code of an administrative procedure (mã thủ tục hành chính) in the national database.

Rule: no legal text at hand spells it; the shape is that of all 2,642 procedures of a public listing of
dichvucong.gov.vn (`1.004194`): a digit, a point, six digits, and where an agency carries the procedure out, its
code after a point (`1.011442.000.00.00.H38`, as provinces' portals write it).
Good: `1.004194`, `1.011442.000.00.00.H38`. Bad: `1.04194`, `1,004194` (a spreadsheet has taken it for a number).
"""

from dataclasses import dataclass
from typing import Final

from kho.messages import Message
from kho.standards.identifiers.agency_code import NEWER, OLDER
from kho.standards.identifiers.forms import Form
from kho.standards.standard import Bad, Good, Source, Standard

_FORM: Final = Form(
    normal=rf"\A[1-9]\.[0-9]{{6}}(?:\.(?:{OLDER}|{NEWER}))?\z", written=r"\A[0-9A-Za-z.]{8,44}\z", marks=""
)
_LENGTH: Final = len("1.004194")


@dataclass(frozen=True, kw_only=True, slots=True)
class ProcedureCode:
    """The procedure, and the code of the agency that carries it out where it is told."""

    procedure: str
    agency: str | None


def details(normal: str) -> ProcedureCode:
    """What a normal form says."""
    return ProcedureCode(procedure=normal[:_LENGTH], agency=normal[_LENGTH + 1 :] or None)


STANDARD: Final = Standard(
    name="procedure_code",
    title=Message(vi="Mã thủ tục hành chính", en="Code of an administrative procedure"),
    headers=r"ma thu tuc|ma tthc|\btthc\b",
    rule=Message(
        vi="1 chữ số, dấu chấm, 6 chữ số; có thể thêm dấu chấm và mã định danh cơ quan thực hiện.",
        en="A digit, a point, six digits; a point and the code of the agency may follow.",
    ),
    sources=(
        Source(title="Cơ sở dữ liệu quốc gia về thủ tục hành chính", url="https://dichvucong.gov.vn"),
        Source(title="Nghị định 61/2018/NĐ-CP"),
    ),
    good=(
        Good(text="1.004194", normal="1.004194"),
        Good(text="2.000889", normal="2.000889"),
        Good(text="1.011442.000.00.00.H38", normal="1.011442.000.00.00.H38"),
        Good(text="1.011442.h38", normal="1.011442.H38"),
    ),
    bad=(
        Bad(text="1.04194", why=Message(vi="Sau dấu chấm phải có 6 số.", en="Six digits follow the point.")),
        Bad(text="1,004194", why=Message(vi="Bảng tính đã hiểu là số.", en="A spreadsheet took it for a number.")),
        Bad(text="1.004194.38", why=Message(vi="38 không phải mã cơ quan.", en="38 is no agency's code.")),
    ),
    what=Message(vi="“{value}” không phải mã thủ tục hành chính.", en="“{value}” is no code of a procedure."),
    mend=Message(
        vi="Ghi mã như 1.004194; định dạng cột là văn bản để bảng tính không đổi thành số.",
        en="Write it as 1.004194; set the column's format to text so that no spreadsheet turns it into a number.",
    ),
    read=_FORM.read,
    sql=_FORM.sql,
)
