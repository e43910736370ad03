"""How a text was written is told from its font, its letters and the texts beside it; what is not certain is a doubt."""

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.standards.text import encoders

from kho.standards.text.decoding import decode, decode_runs
from kho.standards.text.fonts import Encoding, font_sign


@pytest.mark.parametrize(
    ("written", "meant", "encoding"),
    [
        ("Céng hoµ x· héi", "Cộng hoà xã hội", "tcvn3"),
        ("QuyÕt to¸n n¨m 2012", "Quyết toán năm 2012", "tcvn3"),
        ("ph\u00ad¬ng", "phương", "tcvn3"),
        ("Tæng thu", "Tổng thu", "tcvn3"),
        ("MÉu sè 06", "Mẫu số 06", "tcvn3"),
        ("1817/Q§-UBND, H§ND", "1817/QĐ-UBND, HĐND", "tcvn3"),
        ("UBND TỈNH B¾c Giang", "UBND TỈNH Bắc Giang", "tcvn3"),
        ("119/QĐ-SKHĐT, ngµy 03/12/2012", "119/QĐ-SKHĐT, ngày 03/12/2012", "tcvn3"),
        ("Kr«ng N«, §¨k N«ng", "Krông Nô, Đăk Nông", "tcvn3"),
        ("Coäng hoøa xaõ hoäi", "Cộng hòa xã hội", "vni"),
        ("Ñoäc laäp", "Độc lập", "vni"),
        ("Huyeän Kroâng Buùk", "Huyện Krông Búk", "vni"),
        ("Vi®t Nam", "Việt Nam", "viscii"),
        ("Viêòt Nam ðôòc lâòp", "Việt Nam độc lập", "windows-1258"),
        ("Viá»‡t Nam", "Việt Nam", "utf-8-twice"),
        ("ViÃ¡Â»â€¡t Nam", "Việt Nam", "utf-8-twice"),
        ("Vie^.t Nam ddo^.c la^.p", "Việt Nam độc lập", "viqr"),
        ("Vie\u0323\u0302t Nam", "Việt Nam", "unicode-nfd"),
        ("QÐ-UBND, ngƣời", "QĐ-UBND, người", "unicode-lookalike"),
        ("Triệu\u00a0đồng\u200b", "Triệu đồng", "unicode-lookalike"),
    ],
)
def test_text_without_a_font(written: str, meant: str, encoding: str):
    found = decode(written)
    assert (found.text, found.encoding, found.sure) == (meant, encoding, True)


@pytest.mark.parametrize(
    ("written", "font", "meant"),
    [
        ("Bé", ".VnTime", "Bộ"),
        ("Bé Tµi chÝnh", ".VnArialH", "BỘ TÀI CHÍNH"),
        ("thu ns", ".vntimeh", "THU NS"),
        ("thu ns", ".VnTime", "thu ns"),
        ("T©n An", ".VnArial Narrow", "Tân An"),
        ("Phöôøng III", "VNI-Times", "Phường III"),
        ("NGAÂN SAÙCH", "VNI Helve", "NGÂN SÁCH"),
        ("Vãö huyãûn", "VNtimes new roman", "Về huyện"),
        ("Nåm 2003", "VI Times", "Năm 2003"),
        ("nåm 2003", "VI Times H", "NĂM 2003"),
    ],
)
def test_the_font_is_the_strongest_sign(written: str, font: str, meant: str):
    found = decode(written, font)
    assert (found.text, found.sure) == (meant, True)


@pytest.mark.parametrize("font", [".VnTime", ".VnArialH", "VNI-Times", "VNtimes new roman", "Times New Roman", None])
@pytest.mark.parametrize("text", ["Hội đồng nhân dân", "TỔNG CỘNG", "HẢI DƯƠNG", "Quỹ dự trữ tài chính", "Đắk Lắk"])
def test_a_font_that_lies_changes_nothing(text: str, font: str | None):
    found = decode(text, font)
    assert (found.text, found.encoding, found.sure) == (text, "unicode", True)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Hoà Bình, Bà Rịa - Vũng Tàu, THỊ XÃ",
        "forêt, tôt, où, Noël, maïs, Thaï, à côté",
        "señor, año, más, Perú",
        "Straße, Fuß, Maß, Über",
        "100 m², 25°C, 1ª, § 5, ½, ±3, Kho®, “Ta”, don’t",
        "São Paulo",
        "Россия, 中国",
        "O+, AB+, a^2 + b^2, dd/mm/yyyy, C++",
    ],
)
def test_other_text_is_left_alone(text: str):
    found = decode(text)
    assert (found.text, found.encoding, found.sure) == (text, "unicode", True)


@pytest.mark.parametrize(
    ("text", "font"),
    [("où", None), ("aâ", None), ("Bé", None), ("Céng", None), ("Tháng", ".VnTime"), ("ViŒt Nåm", "VPS Times")],
)
def test_a_doubt_changes_nothing_and_says_its_guess(text: str, font: str | None):
    found = decode(text, font)
    assert (found.text, found.sure) == (text, False)
    assert found.confidence < 0.98


def test_the_texts_beside_it_settle_a_doubt():
    assert decode("Bé", neighbours={Encoding.TCVN3: 40}).text == "Bộ"
    assert decode("Bé", neighbours={Encoding.UNICODE: 40}).sure
    assert decode("Tháng", ".VnTime", neighbours={Encoding.UNICODE: 40}).text == "Tháng"
    assert not decode("Tháng", ".VnTime", neighbours={Encoding.TCVN3: 1, Encoding.UNICODE: 1}).sure


def test_a_cell_of_several_fonts():
    runs = [("Sè ", ".VnTime"), ("Các khoản", "Times New Roman"), (" thu", ".VnTimeH"), ("; Phöôøng", "VNI-Times")]
    found = decode_runs(runs)
    assert (found.text, found.sure) == ("Số Các khoản THU; Phường", True)
    assert set(found.encodings) == {Encoding.TCVN3, Encoding.VNI}


def test_a_word_may_go_across_runs_of_one_family():
    assert decode_runs([("ch\u00ad", ".VnTime"), ("a quyÕt to¸n", ".VnArial")]).text == "chưa quyết toán"


@pytest.mark.parametrize(
    ("font", "encoding", "capitals"),
    [
        (".VnTime", Encoding.TCVN3, False),
        (".vntimeh", Encoding.TCVN3, True),
        (".VnHelvetInsH", Encoding.TCVN3, True),
        (".VnArial NarrowH", Encoding.TCVN3, True),
        ("VNI-Helve-Condense", Encoding.VNI, False),
        ("VniHelvetica", Encoding.VNI, False),
        ("VNtimes new roman", Encoding.VIETWARE_X, False),
        ("VI Times H", Encoding.VISCII, True),
        ("VPS Times", Encoding.UNKNOWN, False),
        ("Times New Romanh", Encoding.UNICODE, False),
        ("UTM Avo", Encoding.UNICODE, False),
        ("Verdana", Encoding.UNICODE, False),
        ("Vivaldi", Encoding.UNICODE, False),
    ],
)
def test_what_fonts_stand_for(font: str, encoding: Encoding, capitals: bool):  # noqa: FBT001  the table's column
    sign = font_sign(font)
    assert (sign.encodings[0], sign.capitals) == (encoding, capitals)


SENTENCE = "Dự toán chi ngân sách địa phương năm 2013 theo từng lĩnh vực, xã Yên Mỹ và thị trấn Ân Thi"


WRITTEN = [encoders.tcvn3, encoders.vni, encoders.viscii, encoders.windows_1258, encoders.mojibake]


@pytest.mark.parametrize("write", WRITTEN)
def test_every_stretch_of_a_text_is_read_or_a_doubt(write: Callable[[str], str]):
    words = SENTENCE.split()
    for start in range(len(words)):
        for end in range(start + 5, len(words) + 1):
            part = " ".join(words[start:end])
            found = decode(write(part))
            assert found.text == part or not found.sure


@settings(max_examples=300, deadline=None)
@given(st.text(), st.sampled_from([None, ".VnTime", ".VnTimeH", "VNI-Times", "Arial", "VPS Times"]))
def test_any_text_is_taken(text: str, font: str | None):
    found = decode(text, font)
    assert 0 <= found.confidence <= 1
    assert unicodedata.is_normalized("NFC", found.text)
    if not found.sure:
        assert unicodedata.normalize("NFC", found.text) == unicodedata.normalize("NFC", text) or found.text
    if found.encodings == (Encoding.UNICODE,):
        assert found.text == text
