"""Invented names, from syllables that many people bear; no name means anybody."""

import pyarrow as pa
import pyarrow.compute as pc

from hungyen.chance import Chance, Index, Truths

FAMILY = ("Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Phan", "Vũ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý", "Đào")
MIDDLE_OF_MEN = ("Văn", "Đức", "Minh", "Quang", "Hữu", "Công", "Xuân", "Đình", "Thanh", "Trọng")
MIDDLE_OF_WOMEN = ("Thị", "Ngọc", "Thu", "Minh", "Thanh", "Phương", "Hồng", "Kim", "Bích", "Diệu")
GIVEN_OF_MEN = ("An", "Bình", "Cường", "Dũng", "Giang", "Hải", "Hùng", "Khánh", "Long", "Nam", "Phong", "Sơn", "Tuấn")
GIVEN_OF_WOMEN = ("Anh", "Chi", "Dung", "Hà", "Hằng", "Hương", "Lan", "Linh", "Mai", "Nga", "Thảo", "Trang", "Yến")


def people(chance: Chance, label: str, at: Index, women: Truths) -> pa.Array:
    """Full names of people; `women` tells whose name is a woman's."""
    family = _drawn(chance, f"{label}.family", at, FAMILY)
    middle = pc.if_else(
        women,
        _drawn(chance, f"{label}.middle", at, MIDDLE_OF_WOMEN),
        _drawn(chance, f"{label}.middle", at, MIDDLE_OF_MEN),
    )
    given = pc.if_else(
        women, _drawn(chance, f"{label}.given", at, GIVEN_OF_WOMEN), _drawn(chance, f"{label}.given", at, GIVEN_OF_MEN)
    )
    return pc.binary_join_element_wise(family, middle, given, " ")


def _drawn(chance: Chance, label: str, at: Index, options: tuple[str, ...]) -> pa.Array:
    return pa.array(options).take(pa.array(chance.whole(label, at, 0, len(options) - 1)))
