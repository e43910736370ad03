"""From cells of a workbook through a dataset and a model to another model, and back."""

import json
from dataclasses import replace
from typing import Any

import pytest
from tests.unit.pipeline.lineage.models_province import BY_KIND, HOMES, SHARES, SHEET, sheet
from tests.unit.pipeline.small_province import HOUSEHOLDS, SmallProvince

from kho.contracts.model import LoadMode
from kho.contracts.names import DatasetName
from kho.messages import Message
from kho.pipeline.lineage.as_json import to_json
from kho.pipeline.lineage.asking import (
    NoSuchColumnOfTableError,
    NoSuchTableError,
    Records,
    Target,
    lineage_of,
    target_of,
)
from kho.pipeline.lineage.graph import Graph, NodeKind
from kho.pipeline.lineage.walking import Reach
from kho.pipeline.lineage.words import about


def ask(small: SmallProvince, text: str, *, deliveries: int = 3, **reach: Any) -> Graph:
    place = small.open()
    records = Records(warehouse=place.warehouse, runs=place.runs)
    return lineage_of(place.province, records, target_of(place.province, text), Reach(**reach), deliveries=deliveries)


def steps(graph: Graph) -> set[tuple[str, str, str]]:
    """Edges as (from, to, what), by the names of nodes."""
    names = {
        key: node.name if node.kind is not NodeKind.OLDER else f"+{node.count}" for key, node in graph.nodes.items()
    }
    return {(names[edge.source], names[edge.target], f"{edge.type}/{edge.subtype}") for edge in graph.edges}


def test_a_column_of_a_model_leads_back_to_cells(modelled: SmallProvince):
    modelled.send_workbook("a.xlsx", Hộ=[["Bảng mẫu"], [], *SHEET])
    modelled.run()
    graph = ask(modelled, "dan-cu/binh-quan.binh_quan", downstream=False)
    assert steps(graph) == {
        ("dan-cu/theo-loai.so_nguoi", "dan-cu/binh-quan.binh_quan", "DIRECT/TRANSFORMATION"),
        ("dan-cu/theo-loai.so_ho", "dan-cu/binh-quan.binh_quan", "DIRECT/TRANSFORMATION"),
        ("dan-cu/theo-loai.so_ho", "dan-cu/binh-quan.binh_quan", "INDIRECT/FILTER"),
        ("so-mau/ho-dan.so", "dan-cu/theo-loai.so_nguoi", "DIRECT/AGGREGATION"),
        ("so-mau/ho-dan.so", "dan-cu/theo-loai.so_nguoi", "INDIRECT/FILTER"),
        ("so-mau/ho-dan.so", "dan-cu/theo-loai.so_ho", "INDIRECT/FILTER"),
        ("so-mau/ho-dan.ten", "dan-cu/theo-loai.so_nguoi", "INDIRECT/GROUP_BY"),
        ("so-mau/ho-dan.ten", "dan-cu/theo-loai.so_ho", "INDIRECT/GROUP_BY"),
        ("so-mau/ho-dan.ma", "dan-cu/theo-loai.so_ho", "DIRECT/AGGREGATION"),
        ("a.xlsx#Hộ!A4:A6", "so-mau/ho-dan.ma", "DIRECT/IDENTITY"),
        ("a.xlsx#Hộ!B4:B6", "so-mau/ho-dan.ten", "DIRECT/IDENTITY"),
        ("a.xlsx#Hộ!C4:C6", "so-mau/ho-dan.so", "DIRECT/TRANSFORMATION"),
    }
    assert {edge.subtype.value for edge in graph.edges if edge.masking} == {"AGGREGATION"}
    assert {edge.target for edge in graph.edges if edge.masking} == {"column:dan-cu/theo-loai.so_ho"}


def test_cells_are_told_with_their_delivery(modelled: SmallProvince):
    modelled.send_workbook("a.xlsx", Hộ=SHEET)
    (run,) = modelled.run()
    graph = ask(modelled, "so_mau.ho_dan.so")
    (cells,) = [node for node in graph.nodes.values() if node.kind is NodeKind.CELLS]
    arrival = cells.arrival
    assert arrival is not None
    assert (cells.name, cells.header) == ("a.xlsx#Hộ!C2:C4", "Số người")
    assert (arrival.run, arrival.contract_version, arrival.transport) == (run.id, "1.0.0", "local")
    assert arrival.origin.endswith("/inbox/a.xlsx")
    assert (arrival.first_row, arrival.last_row, arrival.rows) == (2, 4, 3)


def test_text_files_are_told_by_position_and_records(modelled: SmallProvince):
    modelled.send("a.csv", "Tên;Mã;Số người\nNhà A;01;3\nNhà B;02;4\n")
    modelled.run()
    graph = ask(modelled, "so-mau/ho-dan.ma", downstream=False)
    assert steps(graph) == {("a.csv", "so-mau/ho-dan.ma", "DIRECT/IDENTITY")}
    (cells,) = [node for node in graph.nodes.values() if node.kind is NodeKind.CELLS]
    assert about(cells) == Message("a.csv  cột 2, dòng 2–3  “Mã”", "a.csv  column 2, rows 2–3  “Mã”")


def test_records_are_told_by_their_path(modelled: SmallProvince):
    modelled.send("a.json", '{"ho": [{"Mã": "01", "Tên": "Nhà A", "Số người": 3}]}')
    modelled.run()
    graph = ask(modelled, "so-mau/ho-dan.so", downstream=False)
    assert [node.name for node in graph.nodes.values() if node.kind is NodeKind.CELLS] == ["a.json $.ho[*].Số người"]


def test_what_decides_about_rows_touches_the_whole_model(modelled: SmallProvince):
    graph = ask(modelled, "so-mau/ho-dan.so", upstream=False)
    assert steps(graph) == {
        ("so-mau/ho-dan.so", "dan-cu/theo-loai.so_nguoi", "DIRECT/AGGREGATION"),
        ("so-mau/ho-dan.so", "dan-cu/theo-loai", "INDIRECT/FILTER"),
        ("dan-cu/theo-loai.so_nguoi", "dan-cu/binh-quan.binh_quan", "DIRECT/TRANSFORMATION"),
        ("dan-cu/theo-loai", "dan-cu/binh-quan", "INDIRECT/ROWS"),
    }


def test_tables_lead_to_tables_and_references_are_weak(modelled: SmallProvince):
    modelled.send_workbook("a.xlsx", Hộ=SHEET)
    modelled.run()
    graph = ask(modelled, "so-mau/ho-dan")
    assert steps(graph) == {
        ("a.xlsx#Hộ", "so-mau/ho-dan", "DIRECT/TRANSFORMATION"),
        ("so-mau/ho-dan", "dan-cu/theo-loai", "DIRECT/AGGREGATION"),
        ("dan-cu/theo-loai", "dan-cu/binh-quan", "DIRECT/TRANSFORMATION"),
        ("so-mau/ho-dan", "so-mau/nha-o", "REFERENCE/FOREIGN_KEY"),
    }
    assert graph.nodes["table:so-mau/ho-dan"].columns == ("ma", "ten", "so")
    column = ask(modelled, "so-mau/ho-dan.ma", upstream=False)
    assert ("so-mau/ho-dan.ma", "so-mau/nha-o.ma_ho", "REFERENCE/FOREIGN_KEY") in steps(column)


def test_a_code_list_is_a_weak_end_and_a_source_stands_for_what_has_not_come(modelled: SmallProvince):
    assert steps(ask(modelled, f"{HOMES.name}.loai")) == {
        ("local: nha-o/*", "so-mau/nha-o.loai", "DIRECT/IDENTITY"),
        ("codelists/loai_nha.csv", "so-mau/nha-o.loai", "REFERENCE/CODELIST"),
    }
    assert ("local: nha-o/*", "so-mau/nha-o", "DIRECT/TRANSFORMATION") in steps(ask(modelled, str(HOMES.name)))


def test_depth_is_counted_from_the_focus(modelled: SmallProvince):
    modelled.send_workbook("a.xlsx", Hộ=SHEET)
    modelled.run()
    assert {name for name, _, _ in steps(ask(modelled, "dan-cu/binh-quan", depth=1))} == {"dan-cu/theo-loai"}
    assert len(ask(modelled, "dan-cu/binh-quan", depth=2).nodes) == 3
    assert len(ask(modelled, "dan-cu/binh-quan", depth=3).nodes) == 4


def test_only_deliveries_that_are_in_the_table_count_and_older_ones_are_counted(modelled: SmallProvince):
    modelled.promise(replace(HOUSEHOLDS, load=LoadMode.APPEND))
    for number in range(1, 5):
        modelled.send_workbook(f"{number}.xlsx", Hộ=sheet([f"{number:02}", "Nhà", number]))
        modelled.run()
    shown = ask(modelled, "so-mau/ho-dan", downstream=False, deliveries=2)
    assert {name for name, _, _ in steps(shown)} == {"4.xlsx#Hộ", "3.xlsx#Hộ", "+2"}


def test_a_replaced_delivery_is_gone_from_the_graph(modelled: SmallProvince):
    for number in (1, 2):
        modelled.send_workbook(f"{number}.xlsx", Hộ=sheet([f"{number:02}", "Nhà", number]))
        modelled.run()
    assert {name for name, _, _ in steps(ask(modelled, "so-mau/ho-dan.so", downstream=False))} == {"2.xlsx#Hộ!C2:C2"}


@pytest.mark.parametrize("text", ["so-mau/ho-dan", "so_mau.ho_dan", "source.so_mau.ho_dan"])
def test_tables_and_columns_are_named_in_every_spelling(modelled: SmallProvince, text: str):
    province = modelled.open().province
    assert target_of(province, text) == Target(table=HOUSEHOLDS.name)
    assert target_of(province, f"{text}.so") == Target(table=HOUSEHOLDS.name, column="so")


def test_a_wrong_name_is_told_with_what_may_be_meant(modelled: SmallProvince):
    province = modelled.open().province
    with pytest.raises(NoSuchTableError) as wrong:
        target_of(province, "dan-cu/theo-loa")
    assert "dan-cu/theo-loai" in wrong.value.text("vi")
    with pytest.raises(NoSuchColumnOfTableError, match="so_nguoi"):
        target_of(province, "dan_cu.theo_loai.khac")


def test_json_holds_the_same_graph(modelled: SmallProvince):
    modelled.send_workbook("a.xlsx", Hộ=SHEET)
    modelled.run()
    graph = ask(modelled, f"{SHARES}.ten")
    document = json.loads(to_json(graph))
    assert document["focus"] == f"column:{SHARES}.ten"
    assert {node["id"] for node in document["nodes"]} == set(graph.nodes)
    assert len(document["edges"]) == len(graph.edges)
    (cells,) = [node for node in document["nodes"] if node["kind"] == "cells" and node["header"] == "Tên"]
    assert cells["arrival"]["received"].startswith("2025-09-01T")


def test_a_province_of_hundreds_of_tables_is_walked_without_reading_them(modelled: SmallProvince):
    for number in range(120):
        name = DatasetName("so-mau", f"bang-{number}")
        modelled.promise(replace(HOUSEHOLDS, name=name))
    place = modelled.open()
    records = Records(warehouse=place.warehouse, runs=place.runs)
    graph = lineage_of(place.province, records, Target(table=BY_KIND), Reach())
    assert len(graph.nodes) == 4
