"""What Kho says of a broken rule: what is wrong and how to mend it, in short Vietnamese and English sentences.

Fields: `{column}` the column's title, the others what the contract says. Kinds of unreadable cells have their own
sentences, used when a finding is told.
"""

from dataclasses import dataclass

from kho.messages import Message
from kho.quality.cells import CellKind


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """The two sentences of one kind of rule, with `{fields}`."""

    what: Message
    mend: Message

    def filled(self, **fields: object) -> "Words":
        """Both sentences with their fields replaced. Raises KeyError for a field that is not given."""
        return Words(what=self.what.filled(**fields), mend=self.mend.filled(**fields))


def _words(what_vi: str, what_en: str, mend_vi: str, mend_en: str) -> Words:
    return Words(what=Message(vi=what_vi, en=what_en), mend=Message(vi=mend_vi, en=mend_en))


READABLE = _words(
    "Không đọc được ô “{column}”.",
    "The cell “{column}” cannot be read.",
    "Gõ lại ô này bằng bảng mã Unicode.",
    "Type the cell again in Unicode.",
)
UNREADABLE_KINDS = {
    CellKind.ERROR: _words(
        "Ô “{column}” là lỗi của bảng tính.",
        "The cell “{column}” holds a spreadsheet error.",
        "Sửa công thức, rồi dán giá trị vào ô.",
        "Mend the formula, then paste the value into the cell.",
    ),
    CellKind.UNDECODED: _words(
        "Ô “{column}” có byte không thuộc bảng mã nào đã biết.",
        "The cell “{column}” has bytes that no known encoding explains.",
        "Lưu lại tệp bằng UTF-8; nếu biết bảng mã của tệp thì ghi encoding ở kho.read của nguồn.",
        "Save the file as UTF-8; where its encoding is known, state it as encoding in kho.read of the source.",
    ),
    CellKind.LEGACY: _words(
        "Ô “{column}” có thể viết bằng bảng mã cũ (TCVN3, VNI…), chưa đủ chắc để chuyển sang Unicode.",
        "The cell “{column}” may be in a legacy encoding (TCVN3, VNI…); it is not certain enough to be decoded.",
        "Gõ lại chữ trong ô này bằng Unicode.",
        "Type the text of this cell again in Unicode.",
    ),
}
TYPES = {
    "string": ("chữ", "text"),
    "integer": ("số nguyên", "a whole number"),
    "number": ("số", "a number"),
    "boolean": ("có/không", "yes or no"),
    "date": ("ngày", "a date"),
    "timestamp": ("ngày giờ", "a date and time"),
    "time": ("giờ", "a time of day"),
    "object": ("đối tượng JSON", "a JSON object"),
    "array": ("danh sách JSON", "a JSON array"),
}
TYPE = _words(
    "“{column}” không phải {type_vi}.",
    "“{column}” is not {type_en}.",
    "Ghi {type_vi}, ví dụ {example}.",
    "Write {type_en}, such as {example}.",
)
STANDARD = _words(
    "“{column}” không theo chuẩn: {standard_vi}.",
    "“{column}” does not keep to the standard: {standard_en}.",
    "Ghi lại “{column}” theo chuẩn đó.",
    "Write “{column}” as the standard has it.",
)
REQUIRED = _words(
    "Thiếu “{column}”.",
    "“{column}” is missing.",
    "Điền “{column}”.",
    "Fill in “{column}”.",
)
UNIQUE = _words(
    "“{column}” bị trùng với dòng khác.",
    "“{column}” stands in another row too.",
    "Giữ một dòng cho mỗi “{column}”.",
    "Keep one row for each “{column}”.",
)
UNIQUE_LOADED = _words(
    "“{column}” bị trùng với dòng khác hoặc đã có trong kho.",
    "“{column}” stands in another row or is in the warehouse already.",
    "Giữ một dòng cho mỗi “{column}” và chỉ gửi dòng mới.",
    "Keep one row for each “{column}” and send new rows only.",
)
PATTERN = _words(
    "“{column}” sai mẫu {pattern}.",
    "“{column}” does not follow the pattern {pattern}.",
    "Ghi lại “{column}” đúng mẫu {pattern}.",
    "Write “{column}” so that it follows {pattern}.",
)
RANGE = _words(
    "“{column}” ngoài khoảng cho phép ({limits_vi}).",
    "“{column}” is out of range ({limits_en}).",
    "Kiểm tra lại giá trị; phải {limits_vi}.",
    "Check the value; it must be {limits_en}.",
)
LENGTH = _words(
    "“{column}” dài không đúng ({limits_vi} ký tự).",
    "“{column}” has the wrong length ({limits_en} characters).",
    "Ghi lại cho đủ {limits_vi} ký tự.",
    "Write it with {limits_en} characters.",
)
CODELIST = _words(
    "“{column}” không có trong danh mục {list} {day_vi}.",
    "“{column}” is not in code list {list} {day_en}.",
    "Chọn một mã đang có hiệu lực của danh mục {list}.",
    "Choose a code of list {list} that is valid then.",
)
UNIT = _words(
    "“{column}” không phải mã đơn vị hành chính {day_vi}.",
    "“{column}” is no code of an administrative unit {day_en}.",
    "Xem mã: `kho units show MÃ`; tìm theo tên: `kho units find TÊN`.",
    "See the code: `kho units show CODE`; look by name: `kho units find NAME`.",
)
UNIT_CHANGED = _words(
    "“{column}” không đổi được trọn sang một đơn vị ngày {to}.",
    "“{column}” is not wholly one unit of {to}.",
    "Mã sai thì sửa; đơn vị bị chia thì ghi mã mới của từng dòng. Các khả năng: "
    "`kho units convert MÃ --from {of} --to {to}`.",
    "Correct a wrong code; where the unit was parted, give each row its new code. Candidates: "
    "`kho units convert CODE --from {of} --to {to}`.",
)
UNIT_CHANGED_OF = Message(
    vi="Mã “{value}” của “{column}” (ngày {of}) không đổi được trọn sang một đơn vị ngày {to}.",
    en="The code “{value}” of “{column}” (of {of}) is not wholly one unit of {to}.",
)
UNIT_BROUGHT = _words(
    "“{column}” không đổi được trọn từ ngày ghi ở “{on}” sang một đơn vị ngày {to}.",
    "“{column}” is not wholly one unit of {to} from the day in “{on}”.",
    "Xem “{on}” có trống hay sai ngày không, rồi đến mã; đơn vị bị chia thì ghi mã mới của từng dòng. Các khả năng: "
    "`kho units convert MÃ --from NGÀY --to {to}`.",
    "See whether “{on}” is empty or wrong, then the code; where the unit was parted, give each row its new code. "
    "Candidates: `kho units convert CODE --from DATE --to {to}`.",
)
UNIT_BROUGHT_OF = Message(
    vi="Mã “{value}” của “{column}” không đổi được trọn từ ngày ghi ở “{on}” sang một đơn vị ngày {to}.",
    en="The code “{value}” of “{column}” is not wholly one unit of {to} from the day in “{on}”.",
)
MEASURE = _words(
    "“{column}” không đổi được ra {unit}.",
    "“{column}” cannot be brought to {unit}.",
    "Ghi số kèm đơn vị cùng loại với {unit}. Kho không làm tròn: nếu chỉ thiếu chữ số thập phân thì thêm ở "
    "physicalType.",
    "Write a figure in a unit of the kind of {unit}. Nothing is rounded: where only decimals are lacking, add them to "
    "physicalType.",
)
MEASURED = Message(
    vi="“{value}” ở “{column}” không đổi được ra {unit}.", en="“{value}” in “{column}” cannot be brought to {unit}."
)
MEASURED_OF = Message(
    vi="“{value}” ở “{column}” không đổi được ra {unit} theo đơn vị ghi ở “{of}”.",
    en="“{value}” in “{column}” cannot be brought to {unit} by the unit in “{of}”.",
)
NOT_CARRIED = {
    "unknown": _words(
        "Không có đơn vị mã này vào ngày của dòng, hoặc không rõ thuộc đơn vị nào ngày {to}.",
        "No unit has this code on the row's day, or it is not known which unit it is of {to}.",
        "Kiểm tra mã và ngày của dòng: `kho units show MÃ`.",
        "Look at the code and the row's day: `kho units show CODE`.",
    ),
    "doubled": _words(
        "Có nhiều dòng của cùng một đơn vị.",
        "Several rows are of the same unit.",
        "Sửa câu SQL để mỗi đơn vị chỉ có một dòng.",
        "Mend the SQL, so that each unit has one row.",
    ),
    "parted": _words(
        "Đơn vị thuộc nhiều đơn vị ngày {to}; không có quy tắc hay tỷ lệ để chia số liệu.",
        "The unit lies in several units of {to}, and no rule or share tells how to split its figures.",
        "Ghi split: area hoặc population, hoặc nhập bảng có tỷ lệ; các khả năng: `kho units convert MÃ`.",
        "Say split: area or population, or import a table with shares; candidates: `kho units convert CODE`.",
    ),
    "lacking": _words(
        "Đơn vị ngày {to} mà số liệu này thuộc về còn thiếu số liệu của đơn vị khác, nên chưa có tổng.",
        "The unit of {to} that this belongs to lacks the figures of another, so there is no total.",
        "Bổ sung số liệu còn thiếu (cột lacks kể mã); nếu không có dòng nghĩa là 0 thì ghi absent: zero.",
        "Supply what lacks (the column `lacks` lists the codes); where no row means none, say absent: zero.",
    ),
}
"""Why figures found no place on other units, by what stands in the row's basis."""
ON_DAY = Message(vi="vào ngày {day_vi}", en="on {day_en}")
ON_COLUMN = Message(vi="vào ngày ghi ở “{column}”", en="on the day in “{column}”")
REFERENCE = _words(
    "“{column}” không có trong bộ dữ liệu {dataset}.",
    "“{column}” does not stand in dataset {dataset}.",
    "Sửa lại “{column}”, hoặc gửi {dataset} trước.",
    "Mend “{column}”, or deliver {dataset} first.",
)
VALID_VALUES = _words(
    "“{column}” không thuộc các giá trị cho phép: {values}.",
    "“{column}” is not one of the allowed values: {values}.",
    "Ghi đúng một trong các giá trị đó.",
    "Write exactly one of these.",
)
MISSING_VALUES = _words(
    "“{column}” để trống hoặc ghi thay cho trống ({values}).",
    "“{column}” is empty or stands for empty ({values}).",
    "Điền giá trị thật của “{column}”.",
    "Fill in the real value of “{column}”.",
)
OWN_RULE = _words(
    "Dòng này vi phạm quy tắc: {description}.",
    "The row breaks the rule: {description}.",
    "Kiểm tra các ô liên quan rồi sửa lại.",
    "Check the cells it is about and mend them.",
)
WHOLE = _words(
    "Cả đợt gửi không đạt: {description_vi} (cần {condition_vi}).",
    "The delivery as a whole fails: {description_en} (needs {condition_en}).",
    "Kiểm tra lại toàn bộ đợt gửi.",
    "Check the whole delivery.",
)
METRICS = {
    "nullValues": ("số dòng trống “{column}”", "rows without “{column}”"),
    "missingValues": ("số dòng thiếu “{column}”", "rows where “{column}” is missing"),
    "invalidValues": ("số dòng sai “{column}”", "rows where “{column}” is invalid"),
    "duplicateValues": ("số dòng trùng “{column}”", "rows where “{column}” stands twice"),
    "rowCount": ("số dòng", "rows"),
}
OPERATORS = {
    "mustBe": ("bằng {0}", "exactly {0}"),
    "mustNotBe": ("khác {0}", "not {0}"),
    "mustBeGreaterThan": ("hơn {0}", "more than {0}"),
    "mustBeGreaterOrEqualTo": ("ít nhất {0}", "at least {0}"),
    "mustBeLessThan": ("dưới {0}", "less than {0}"),
    "mustBeLessOrEqualTo": ("nhiều nhất {0}", "at most {0}"),
    "mustBeBetween": ("từ {0} đến {1}", "from {0} to {1}"),
    "mustNotBeBetween": ("ngoài khoảng {0} đến {1}", "outside {0} to {1}"),
}
