"""Who sends the data may mean harm: each attempt is refused with a reason, or does nothing."""

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from openpyxl import Workbook
from tests.faults.provinces import COLUMNS, HO_DAN, Province, new_province
from tests.services.web import Answer, WebService, running

from kho.pipeline.runs import Run, RunStatus
from kho.sources.records import json_stream

HEADER = "Mã,Tên,Số\n"
SQL = ["'; drop table so_mau.ho_dan; --", '"); delete from x; --', "1' or '1'='1", "${table}", "x' union select 1 --"]
SECRET_TEXT = "bi-mat-cua-may"


def failed(run: Run, code: str) -> None:
    assert run.error is not None
    assert (run.status, run.error.code) == (RunStatus.FAILED, code)


# SQL in a name


def test_sql_in_values_codes_and_file_names(province: Province) -> None:
    codes = province.folder / "codelists" / "ma.csv"
    codes.parent.mkdir()
    with codes.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["code", "name", "valid_from", "valid_to"], *([code, "x", "", ""] for code in SQL)])
    listed = {**COLUMNS[1], "customProperties": [{"property": "kho.codelist", "value": "ma"}]}
    allowed = {"id": "hop-le", "metric": "invalidValues", "arguments": {"validValues": SQL}, "mustBe": 0}
    province.promise(columns=[COLUMNS[0], {**listed, "quality": [allowed]}, COLUMNS[2]], load="upsert")
    rows = [["Mã", "Tên", "Số"], *([text, text, number] for number, text in enumerate(SQL)), ["khác", "'; --", 9]]
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    province.send("a'; drop table x; --.csv", text.getvalue())
    run = province.run()
    assert (run.accepted, run.quarantined) == (len(SQL), 1)
    assert [row["ma"] for row in province.rows()] == SQL
    province.send('b"; --.csv', text.getvalue().replace(",0", ",100"))
    assert province.run().status is RunStatus.LOADED
    assert province.rows()[-1]["so"] in {100, *range(1, len(SQL))}
    assert province.kho("trace", str(HO_DAN), "--where", "so = 100").code == 0
    province.nothing_is_lost()


def test_sql_in_the_names_of_sheets_and_headers(tmp_path: Path) -> None:
    province = new_province(tmp_path / "p", kind="workbook")
    book, file = Workbook(), io.BytesIO()
    page = book.worksheets[0]
    page.title = "x'; drop table y; --"
    for row in (["Mã", "Tên", "Số", "a\"'; drop table z; --"], ["1", "An", 1, "x"], ["2", "Anh", "sai", "x"]):
        page.append(row)
    book.save(file)
    province.send("a.xlsx", file.getvalue())
    run = province.run()
    assert (run.accepted, run.quarantined) == (1, 1)
    assert run.findings[0].part == page.title
    assert province.kho("trace", str(HO_DAN)).code == 0


@pytest.mark.parametrize("name", ["ma; drop table x", 'ma"', "_delivery", "_row", "Mã", "a b", "select*"])
def test_a_column_s_name_that_is_none(name: str, province: Province) -> None:
    province.promise(columns=[{"name": name}])
    assert province.kho("check").code == 1
    assert province.kho("run").code == 2


def test_columns_called_like_words_of_sql(province: Province) -> None:
    words = ["select", "table", "order", "group", "null", "row", "user", "end"]
    province.promise(columns=[{"name": word} for word in words])
    province.send("a.csv", ",".join(words) + "\n" + ",".join("12345678") + "\n")
    assert province.run().accepted == 1
    assert province.rows() == [dict(zip(words, "12345678", strict=True))]


@pytest.mark.parametrize("name", ["tinh%20x", "tinh\\x"])
def test_a_folder_where_no_table_can_lie(name: str, tmp_path: Path) -> None:
    province = new_province(tmp_path / name)
    province.send("a.csv", HEADER + "1,An,1\n")
    for words in (["check"], ["run"], ["sql", "select 1"]):
        said = province.kho(*words)
        assert said.code == 2
        assert "KHO-W116" in said.err
    assert not (province.folder / "warehouse").exists()


@pytest.mark.parametrize("name", ["tỉnh [1]*?", "tinh's; drop", 'tinh "a" {b}', "a#b?c:d=e &"])
def test_a_folder_with_an_odd_name(name: str, tmp_path: Path) -> None:
    province = new_province(tmp_path / name, load="upsert")
    for content in ("1,An,1\n2,Anh,x\n", "1,An,2\n"):
        province.send("a.csv", HEADER + content)
        assert province.run().status is RunStatus.LOADED
    assert province.rows() == [{"ma": "1", "ten": "An", "so": 2}]
    assert "An" in province.kho("sql", "from so_mau.ho_dan").out
    province.nothing_is_lost()


@pytest.mark.parametrize(
    "question",
    [
        "drop table so_mau.ho_dan",
        "select 1; select 2",
        "copy (select 1) to '/tmp/kho-x.csv'",
        "select * from read_csv('/etc/passwd')",
        "select * from '/etc/passwd'",
        "select content from read_text('/etc/passwd')",
        "select * from glob('/etc/*')",
        "attach '/tmp/x.db'",
        "install httpfs",
        "set enable_external_access = true",
        "pragma database_list",
        "select getenv('HOME')",
        "select * from duckdb_settings()",
        "select (select content from read_text('/etc/hostname'))",
        "from so_mau.ho_dan where ma = (select content from read_blob('/etc/passwd'))::varchar",
    ],
)
def test_questions_that_reach_out(question: str, province: Province) -> None:
    province.send("a.csv", HEADER + "1,An,1\n")
    province.run()
    said = province.kho("sql", question)
    assert said.code == 2, said.out
    assert "KHO-W12" in said.err
    assert "root:" not in said.out + said.err
    assert province.rows() == [{"ma": "1", "ten": "An", "so": 1}]


@pytest.mark.parametrize("where", ["1=1) union select * from x --", "true; drop table x", "ma in (select 1 from y)"])
def test_conditions_that_are_more_than_that(where: str, province: Province) -> None:
    province.send("a.csv", HEADER + "1,An,1\n")
    province.run()
    said = province.kho("trace", str(HO_DAN), "--where", where)
    assert said.code == 2
    assert "KHO-" in said.err


# `../` in a path


@pytest.mark.parametrize("member", ["../../thoat.csv", "/kho-thoat.csv", "..\\..\\thoat.csv", "a/../../../thoat.csv"])
def test_members_that_lead_out(member: str, tmp_path: Path) -> None:
    province = new_province(tmp_path / "p", kind="zip")
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(member, HEADER + "1,An,1\n")
    province.send("a.zip", file.getvalue())
    run = province.run()
    assert run.accepted == 1
    assert ".." not in run.parts[0].part
    assert list(tmp_path.rglob("thoat.csv")) == []
    assert not Path("/kho-thoat.csv").exists()


def test_a_link_out_of_the_folder(province: Province, tmp_path: Path) -> None:
    outside = tmp_path / "ngoai.csv"
    outside.write_text(HEADER + f"1,{SECRET_TEXT},1\n", encoding="utf-8")
    (province.folder / "inbox" / "a.csv").symlink_to(outside)
    failed(province.run(), "KHO-T103")
    assert province.rows() == []


@pytest.mark.parametrize("name", ["../../ngoai", "../runs/../../kho", "*", "LAST/../x", "\x00"])
def test_a_run_s_id_that_leads_out(name: str, province: Province) -> None:
    for words in (["run", "show", name], ["run", "give-back", name]):
        said = province.kho(*words)
        assert said.code == 2
        assert "KHO-R101" in said.err or "KHO-C001" in said.err


def test_a_contract_that_wants_to_lie_elsewhere(province: Province) -> None:
    file = province.folder / "contracts" / "so-mau" / "ho-dan.odcs.yaml"
    contract = yaml.safe_load(file.read_text(encoding="utf-8"))
    for name in ("../../x/y", "so-mau/../../x", "so-mau/ho-dan/../x", "so-mau\\ho-dan"):
        file.write_text(yaml.safe_dump({**contract, "id": name}, allow_unicode=True), encoding="utf-8")
        assert province.kho("check").code == 1
        assert province.kho("run").code == 2


# Entities, depth, size

LAUGHS = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
XML_ATTACKS = {
    "a local file": '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///{secret}">]><r><i><ma>1</ma><ten>&x;</ten><so>1</so></i></r>',
    "an address": '<!DOCTYPE r [<!ENTITY x SYSTEM "{url}">]><r><i><ma>1</ma><ten>&x;</ten><so>1</so></i></r>',
    "a parameter entity": '<!DOCTYPE r [<!ENTITY % x SYSTEM "{url}"> %x;]><r><i><ma>1</ma></i></r>',
    "an external document type": '<!DOCTYPE r SYSTEM "{url}"><r><i><ma>1</ma><ten>x</ten><so>1</so></i></r>',
    "laughs": f'<!DOCTYPE r [<!ENTITY a0 "ha">{LAUGHS}]><r><i><ma>1</ma><ten>&a9;</ten><so>1</so></i></r>',
}


@pytest.fixture
def web() -> Iterator[WebService]:
    with running() as service:
        yield service


@pytest.mark.parametrize("what", XML_ATTACKS)
def test_entities(what: str, web: WebService, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text(SECRET_TEXT, encoding="utf-8")
    province = new_province(tmp_path / "p", kind="xml", read={"records": "/r/i"})
    document = XML_ATTACKS[what].replace("{secret}", str(secret)).replace("{url}", web.url("x"))
    province.send("a.xml", document)
    run = province.run()
    assert run.status is RunStatus.FAILED
    assert run.error is not None
    assert run.error.code.startswith("KHO-S30")
    assert web.asked == []
    assert SECRET_TEXT not in province.kho("run", "show", "LAST").out
    assert province.rows() == []
    province.nothing_is_lost()


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ("[" * 100_000, "KHO-S303"),
        ('{"a":' * 100_000 + "1" + "}" * 100_000, "KHO-S303"),
        ('[{"ma": 1e999999999, "ten": "x", "so": 1}]', None),
        ('[{"ma": "1", "ten": "x", "so": ' + "9" * 100_000 + "}]", None),
    ],
    ids=["arrays", "objects", "a huge exponent", "a huge number"],
)
def test_json_that_is_deep_or_large(content: str, code: str | None, tmp_path: Path) -> None:
    province = new_province(tmp_path / "p", kind="json")
    province.send("a.json", content)
    run = province.run()
    if code is None:
        assert run.quarantined == 1 or run.status is RunStatus.LOADED
    else:
        failed(run, code)
    province.nothing_is_lost()


def test_one_record_that_does_not_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_stream, "MAX_RECORD", 2**20)
    province = new_province(tmp_path / "p", kind="json")
    province.send("a.json", '[{"ma": "1", "ten": "' + "x" * (5 * 2**20) + '", "so": 1}]')
    failed(province.run(), "KHO-S304")
    province.nothing_is_lost()


# Addresses


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1:1/x",
        "http://localhost:1/x",
        "http://2130706433:1/x",
        "http://0x7f.1:1/x",
        "http://[::1]:1/x",
        "http://[::ffff:127.0.0.1]:1/x",
        "http://169.254.169.254/latest/meta-data/",
        "http://10.0.0.1/x",
        "http://0.0.0.0:1/x",
        "file:///etc/passwd",
        "gopher://127.0.0.1:1/x",
        "http://nguoi:mat-khau@127.0.0.1:1/x",
    ],
)
def test_an_address_that_leads_into_the_machine(location: str, tmp_path: Path) -> None:
    province = new_province(tmp_path / "p", server=api(location))
    said = province.kho("run")
    assert said.code != 0
    text = said.out + said.err
    assert "KHO-T301" in text or "KHO-P002" in text
    assert "mat-khau" not in text
    assert province.rows() == [] if said.code == 1 else True


def api(location: str, **fetch: Any) -> dict[str, Any]:
    options = [{"property": "kho.fetch", "value": fetch}] if fetch else []
    return {"server": "api", "type": "api", "location": location, "customProperties": options}


@pytest.mark.parametrize("target", ["http://169.254.169.254/latest/", "file:///etc/passwd", "http://[fd00:ec2::254]/"])
def test_a_redirect_that_leads_into_the_machine(target: str, web: WebService, tmp_path: Path) -> None:
    here = {"allow_private": True, "allow_loopback": True, "allow_other_origin": True, "retries": 0}
    province = new_province(tmp_path / "p", server=api(web.url("x"), **here))
    web.answer(lambda _: Answer(status=302, headers={"Location": target}))
    assert province.kho("run").code == 1
    (run,) = province.runs()
    assert run.error is not None
    assert run.error.code.startswith("KHO-T3")
    assert len(web.asked) == 1


# What people look at

FORMULAS = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","y")', "=cmd|' /C calc'!A0"]


def test_formulas_stay_text(province: Province, tmp_path: Path) -> None:
    text = io.StringIO()
    csv.writer(text).writerows([["Mã", "Tên", "Số"], *([f"{n}", each, "x"] for n, each in enumerate(FORMULAS))])
    text.write("100,=1+1,1\n")
    province.send("a.csv", text.getvalue())
    province.run()
    answer = province.kho("sql", "select ten, '=2' as \"=3\" from so_mau.ho_dan", "--format", "csv").out
    assert list(csv.reader(io.StringIO(answer))) == [["ten", "'=3"], ["'=1+1", "'=2"]]
    said = province.kho("run", "give-back", "LAST", "--out", tmp_path / "out")
    book = openpyxl.load_workbook(said.out.strip())
    kinds = {cell.data_type for page in book for row in page.iter_rows() for cell in row}
    assert "f" not in kinds


SCRIPT = '<script>alert(1)</script><img src=x onerror="alert(1)">'


def test_markup_in_the_report(tmp_path: Path) -> None:
    province = new_province(tmp_path / "p", kind="workbook")
    book, file = Workbook(), io.BytesIO()
    page = book.worksheets[0]
    page.title = "<b>x<b>"
    for row in ([SCRIPT], [], ["Mã", "Tên", "Số", SCRIPT], ["1", SCRIPT, SCRIPT, SCRIPT], ["2", "An", 2, SCRIPT]):
        page.append(row)
    book.save(file)
    province.send("<script>x.xlsx", file.getvalue())
    province.run()
    shown = province.kho("run", "show", "LAST", "--format", "html").out
    assert "&lt;script&gt;" in shown
    for text in ("<script", "<img", "<b>"):
        assert text not in shown
    assert "default-src 'none'" in shown


ESCAPES = {
    "clears the screen": "\x1b[2J",
    "sets the title": "\x1b]0;x\x07",
    "one byte": "\x9b31m",
    "goes back": "\x08\x08\x08",
    "turns the line": "\u202e",
}


@pytest.mark.parametrize("what", ESCAPES)
def test_what_would_drive_the_terminal_is_shown(what: str, province: Province) -> None:
    sign = ESCAPES[what]
    province.promise(columns=[*COLUMNS[:2], {**COLUMNS[2], "quality": []}])
    province.send(f"a{sign}.csv", f"Mã,Tên,Số,Thừa{sign}\n1,An,1,\n2,A{sign},x{sign},\n")
    province.run()
    quoted = "".join(f"chr({ord(letter)})||" for letter in sign) + "''"
    said = [
        province.kho("run", "--again"),
        province.kho("run", "show", "LAST"),
        province.kho("runs"),
        province.kho("sql", f"select {quoted} as x, ten from so_mau.ho_dan"),
        province.kho("sql", f'select 1 as "{sign}"'),
        province.kho("trace", str(HO_DAN)),
        province.kho("run", "show", f"x{sign}"),
        province.kho("contract", "infer", province.folder / "inbox" / f"a{sign}.csv", "--agency", "so-mau"),
    ]
    *fine, none, inferred = (each.code for each in said)
    assert (fine, none) == ([0] * 6, 2)
    assert inferred == 0 or "KHO-R201" in said[-1].err
    for each in said:
        assert not [letter for letter in each.out + each.err if letter in sign and not letter.isprintable()]


@pytest.mark.parametrize("text", ["[/]", "[red]x[/blue]", "[link=http://x]y[/link]", ":warning:", "[bold]An[/bold]"])
def test_words_that_would_dress_the_text_are_shown_as_they_are(text: str, province: Province) -> None:
    province.send(f"{text.replace('/', '|')}.csv", HEADER + f"1,{text},1\n2,An,{text}\n")
    province.run()
    assert text in province.kho("run", "show", "LAST").out
    assert text in province.kho("sql", "from so_mau.ho_dan").out
    assert text in province.kho("trace", str(HO_DAN)).out
    assert text in province.kho("sql", f'select 1 as "{text}"').out


def test_the_record_of_a_run_is_plain_json(province: Province) -> None:
    province.send("a.csv", HEADER + '1,An,"</script>\u2028"\n')
    province.run()
    assert json.loads(province.kho("run", "show", "LAST", "--format", "json").out)["quarantined"] == 1
