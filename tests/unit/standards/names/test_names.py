"""One name however it is written; all names here are invented or are public bodies'."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kho.standards.names.facilities import facility, level, without_places
from kho.standards.names.kinds import Name
from kho.standards.names.organisations import organisation
from kho.standards.names.persons import given_name, person, shown


@pytest.mark.parametrize(
    "written", ["Nguyễn Văn An", "NGUYỄN  VĂN AN", "ông Nguyễn Văn An", "BS. CKI Nguyễn Văn An", "nguyen van an"]
)
def test_a_person_is_known_without_titles_and_marks(written: str):
    assert person(written) == "nguyen van an"


def test_what_is_left_of_a_person_is_a_name():
    assert person("Bà Triệu") == "ba trieu"
    assert given_name("Trần Thị Hoà") == "hoa"
    assert shown("NGUYỄN VĂN HÒA") == "Nguyễn Văn Hoà"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CTY TNHH MTV Hoa Sen", "Công ty trách nhiệm hữu hạn một thành viên Hoa Sen"),
        ("C.ty CP Hoa Sen", "Công ty cổ phần HOA SEN"),
        ("Cty TNHH Sản xuất & Thương mại Hoa Sen", "Công ty TNHH Sản xuất và Thương mại Hoa Sen"),
        ("DNTN Hoa Sen", "Doanh nghiệp tư nhân Hoa Sen"),
        ("HTX Hoa Sen", "Hợp tác xã Hoa Sen"),
        ("UBND xã Hoa Sen", "Uỷ ban nhân dân xã Hoa Sen"),
        ("Sở GD&ĐT", "Sở Giáo dục và Đào tạo"),
        ("Phòng TN-MT huyện Hoa Sen", "Phòng Tài nguyên và Môi trường huyện Hoa Sen"),
    ],
)
def test_an_organisation_is_the_same_in_full_and_abbreviated(one: str, other: str):
    assert organisation(one) == organisation(other)


def test_organisations_of_other_kinds_differ():
    assert organisation("Công ty CP Hoa Sen").kind != organisation("Công ty TNHH Hoa Sen").kind


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("TYT xã Vạn Hoà - Lào Cai", "Trạm Y tế xã Vạn Hòa"),
        ("TYT P. Hoa Sen (02)", "Trạm y tế phường Hoa Sen"),
        ("TYT TT Hoa Sen", "Trạm y tế Thị trấn Hoa Sen"),
        ("BVĐK H.Hoa Sen", "Bệnh viện Đa khoa huyện Hoa Sen"),
        ("PKĐKKV Hoa Sen", "Phòng khám đa khoa KV Hoa Sen"),
        ("TTYT TP Hoa Sen", "Trung tâm y tế thành phố Hoa Sen"),
        ("Bệnh viện đa khoa số II", "BVĐK số 2"),
        ("Trường THCS Hoa Sen", "Trường Trung học cơ sở Hoa Sen"),
        ("MN Hoa Sen", "Trường Mầm non Hoa Sen"),
    ],
)
def test_a_facility_is_the_same_in_full_and_abbreviated(one: str, other: str):
    assert facility(one, within="Lào Cai") == facility(other, within="Lào Cai")


def test_a_facility_tells_whose_it_is_and_keeps_a_place_that_is_its_name():
    assert level(facility("TYT xã Hoa Sen")) == "commune"
    assert level(facility("TTYT huyện Hoa Sen")) == "district"
    assert without_places("huyen hoa sen") == "hoa sen"
    assert facility("Trung tâm y tế thành phố Lào Cai - Lào Cai", within="Lào Cai").own == "thanh pho lao cai"
    assert facility("BVĐK tỉnh Lào Cai", within="Lào Cai").own == "tinh lao cai"


@given(st.text(max_size=40))
def test_nothing_raises_and_a_form_is_its_own(text: str):
    assert person(person(text)) == person(text)
    for name in (organisation(text), facility(text)):
        assert isinstance(name, Name)
        assert str(name) == str(name).lower()
