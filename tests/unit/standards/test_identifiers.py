"""What identifiers say of themselves, and what real files hold."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest

from kho.standards.identifiers import (
    agency_code,
    citizen_id,
    document_number,
    dossier_code,
    health_insurance,
    phone,
    plate,
    procedure_code,
    tax_code,
)
from kho.standards.identifiers.agency_code import AgencyCode
from kho.standards.identifiers.citizen_id import CitizenId
from kho.standards.identifiers.document_number import DocumentNumber
from kho.standards.identifiers.dossier_code import DossierCode
from kho.standards.identifiers.health_insurance import HealthCard
from kho.standards.identifiers.phone import Phone
from kho.standards.identifiers.plate import Plate
from kho.standards.identifiers.procedure_code import ProcedureCode
from kho.standards.identifiers.tax_code import TaxCode


def test_a_citizen_number_tells_place_year_and_sex():
    assert citizen_id.details("033085001234") == CitizenId(
        province_code="033", province="Hưng Yên", birth_year=1985, sex="male"
    )
    assert citizen_id.details("001305009999") == CitizenId(
        province_code="001", province="Hà Nội", birth_year=2005, sex="female"
    )
    assert citizen_id.details("123290000007").province is None


def test_there_are_63_provinces_of_birth():
    assert len(citizen_id.BIRTH_PROVINCES) == 63


@pytest.mark.parametrize("serial", ["0000001", "1234567", "9999999"])
@pytest.mark.parametrize("place", ["01", "33", "99"])
def test_of_ten_tax_codes_that_differ_in_the_last_digit_one_is_right_at_most(place: str, serial: str):
    right = [digit for digit in range(10) if tax_code.read(f"{place}{serial}{digit}")]
    weighted = sum(w * int(d) for w, d in zip((31, 29, 23, 19, 17, 13, 7, 5, 3), place + serial, strict=True)) % 11
    assert right == ([10 - weighted] if weighted else [])


def test_a_tax_code_tells_whose_it_is():
    assert tax_code.details("0100109106") == TaxCode(kind="unit", of="0100109106")
    assert tax_code.details("0100109106-001") == TaxCode(kind="branch", of="0100109106")
    assert tax_code.details("033085001234") == TaxCode(kind="person", of="033085001234")


def test_a_health_card_tells_group_benefit_and_person():
    assert health_insurance.details("DN4333321012345") == HealthCard(
        group="DN", benefit=4, province="33", person="3321012345"
    )
    assert health_insurance.details("3321012345") == HealthCard(
        group=None, benefit=None, province=None, person="3321012345"
    )


@pytest.mark.parametrize(
    ("former", "today"),
    [
        ("0120 1234567", "+84701234567"),
        ("0129 1234567", "+84821234567"),
        ("0169 1234567", "+84391234567"),
        ("0199 1234567", "+84591234567"),
        ("0511 3822222", "+842363822222"),
        ("0240 3822222", "+842043822222"),
        ("075 3822222", "+842753822222"),
        ("04 38222222", "+842438222222"),
    ],
)
def test_numbers_of_the_former_plan_become_todays(former: str, today: str):
    assert phone.read(former) == today
    assert phone.is_former(former)
    assert not phone.is_former(today)


@pytest.mark.parametrize("text", ["036 3822222", "0373822222", "022 3822222", "029 3822222", "08 8222222"])
def test_no_number_is_changed_that_may_be_todays_or_todays_with_a_digit_missing(text: str):
    assert not phone.is_former(text)


def test_every_area_code_in_use_reads_and_tells_its_area(shared_data: Path):
    with (shared_data / "admin" / "phone_area_codes.csv").open(encoding="utf-8") as file:
        areas = [row["Mã vùng"] for row in csv.DictReader(file)]
    assert len(areas) == 63
    for area in areas:
        normal = phone.read(f"0{area} {'3' * (10 - len(area))}")
        assert normal is not None
        assert phone.details(normal) == Phone(kind="fixed", area=area)


def test_a_plate_tells_its_parts():
    assert plate.details("29B1-12345") == Plate(place="29", serial="B1", number="12345")


def test_81_places_have_plates():
    read = [place for place in range(100) if plate.read(f"{place:02d}A-12345")]
    assert len(read) == 81


@pytest.mark.parametrize(
    ("code", "form", "level", "top"),
    [
        ("000.00.00.H29", "qcvn_102", 1, "H29"),
        ("000.00.12.H29", "qcvn_102", 2, "H29"),
        ("000.03.12.H29", "qcvn_102", 3, "H29"),
        ("001.03.12.H29", "qcvn_102", 4, "H29"),
        ("H29", "decision_20", 1, "H29"),
        ("H15.50.05.13", "decision_20", 4, "H15"),
    ],
)
def test_an_agency_code_tells_its_level(code: str, form: str, level: int, top: str):
    found = agency_code.details(code)
    assert found == AgencyCode(form="qcvn_102" if form == "qcvn_102" else "decision_20", level=level, top=top)


def test_a_dossier_code_tells_agency_day_and_number():
    assert dossier_code.details("H15.50.05.13-261008-0975") == DossierCode(
        agency="H15.50.05.13", received=date(2026, 10, 8), number=975
    )
    assert dossier_code.STANDARD.mask is not None
    assert dossier_code.STANDARD.mask("H15.50.05.13-261008-0975") == "H15.50.05.13-261008-****"


def test_a_procedure_code_tells_its_agency():
    assert procedure_code.details("1.011442.000.00.00.H38") == ProcedureCode(
        procedure="1.011442", agency="000.00.00.H38"
    )
    assert procedure_code.details("1.004194").agency is None


def test_a_document_number_tells_its_parts():
    assert document_number.details("61/2018/NĐ-CP") == DocumentNumber(number="61", year=2018, kind="NĐ", issuer="CP")
    assert document_number.details("60/2024/QH15") == DocumentNumber(number="60", year=2024, kind="QH15", issuer=None)
    assert document_number.details("885/QĐ-BCA-C06").issuer == "BCA-C06"


def test_real_procedures_have_codes_and_decisions_that_read_or_are_written_wrong(shared_data: Path):
    with (shared_data / "tthc" / "tthc_index.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [row["ma_thu_tuc"] for row in rows if procedure_code.STANDARD.read(row["ma_thu_tuc"]) is None] == []
    unread = {row["so_quyet_dinh"] for row in rows if document_number.read(row["so_quyet_dinh"]) is None}
    wrong = ("QĐ/", "QĐ2", "Demo")
    assert all(each.startswith(wrong) or each.isdigit() or "/QD-" in each for each in unread)


def test_real_records_have_codes_that_read(shared_data: Path):
    lines = (shared_data / "tthc" / "tthc_sample120.jsonl").read_text(encoding="utf-8").splitlines()
    codes = [json.loads(line)["ma_thu_tuc"] for line in lines if line]
    assert [code for code in codes if procedure_code.STANDARD.read(code) is None] == []


def test_confirmed_agency_codes_read(shared_data: Path):
    for name in ("ministries_G.csv", "provinces_H_confirmed.csv"):
        with (shared_data / "agencies" / name).open(encoding="utf-8") as file:
            assert [row["ma"] for row in csv.DictReader(file) if agency_code.STANDARD.read(row["ma"]) is None] == []
