"""The code lists that come with Kho."""

from datetime import date
from typing import Final

from kho.messages import Message
from kho.standards.codelists.codelist import CodeList
from kho.standards.standard import Source

_OWN_CODES: Final = Message(
    vi="Nguồn chỉ nêu tên; mã do Kho đặt.", en="The source gives the names alone; the codes are Kho's own."
)

SHIPPED: Final = (
    CodeList(
        name="sexes",
        title=Message(vi="Giới tính", en="Sexes"),
        headers=r"\bgioi tinh\b|\bgender\b|\bsex\b",
        sources=(Source(title="Quyết định 130/QĐ-BYT năm 2023", clause="GIOI_TINH"),),
        note=Message(
            vi="Mã của ngành y tế (hồ sơ bảo hiểm y tế); ngành khác có thể dùng mã khác.",
            en="The codes of the health sector (insurance records); other sectors may use others.",
        ),
    ),
    CodeList(
        name="ethnic_groups",
        title=Message(vi="54 dân tộc Việt Nam", en="The 54 ethnic groups of Việt Nam"),
        headers=r"\bdan toc\b|\bethnic",
        sources=(
            Source(
                title="Quyết định 121-TCTK/PPCĐ của Tổng cục Thống kê",
                in_force=date(1979, 3, 2),
                url="https://cucthongke.danang.gov.vn/chi-tiet-tin-tuc?dinhdanh=112&cat=20",
            ),
            Source(
                title="Danh mục dân tộc, HL7 VN Core",
                url="https://build.fhir.org/ig/hl7vn/vn-core-ig/ValueSet-vn-core-race.html",
            ),
        ),
        note=Message(
            vi="Quyết định 1019/QĐ-TCTK năm 2008 đánh số khác từ mã 04 (04 là Mường, 05 Khơ-me, 06 Hoa):"
            " hỏi bên gửi dùng danh mục nào.",
            en="Decision 1019/QĐ-TCTK of 2008 numbers otherwise from 04 on (04 is Mường, 05 Khơ-me, 06 Hoa): ask the"
            " sender which list is used.",
        ),
    ),
    CodeList(
        name="administrative_levels",
        title=Message(vi="Cấp hành chính", en="Administrative levels"),
        sources=(Source(title="Hiến pháp 2013, sửa đổi năm 2025", clause="Điều 110", in_force=date(2025, 7, 1)),),
        note=_OWN_CODES,
    ),
    CodeList(
        name="open_data_topics",
        title=Message(vi="Lĩnh vực dữ liệu mở", en="Fields of open data"),
        sources=(Source(title="Cổng dữ liệu quốc gia, 12 lĩnh vực", url="https://data.gov.vn"),),
        note=_OWN_CODES,
    ),
    CodeList(
        name="data_sharing_classes",
        title=Message(vi="Phân loại dữ liệu theo tính chất chia sẻ", en="Classes of data by how they are shared"),
        sources=(
            Source(title="Luật Dữ liệu 60/2024/QH15", clause="Điều 13 khoản 1 điểm a", in_force=date(2025, 7, 1)),
        ),
        note=_OWN_CODES,
    ),
    CodeList(
        name="data_importance_classes",
        title=Message(vi="Phân loại dữ liệu theo tính chất quan trọng", en="Classes of data by importance"),
        sources=(
            Source(title="Luật Dữ liệu 60/2024/QH15", clause="Điều 13 khoản 1 điểm b", in_force=date(2025, 7, 1)),
        ),
        note=_OWN_CODES,
    ),
    CodeList(
        name="plate_places",
        title=Message(vi="Ký hiệu nơi đăng ký trên biển số xe", en="Places of registration on vehicle plates"),
        sources=(Source(title="Thông tư 51/2025/TT-BCA", clause="Phụ lục", in_force=date(2025, 7, 1)),),
        note=Message(
            vi="Tên tỉnh từ 1/7/2025; biển cấp trước đó vẫn dùng, do tỉnh cũ cấp.",
            en="Provinces by their names since 1 July 2025; older plates stay in use, given by former provinces.",
        ),
    ),
)


def shipped(name: str) -> CodeList | None:
    """The list of that name, None where none comes with Kho."""
    return next((each for each in SHIPPED if each.name == name), None)
