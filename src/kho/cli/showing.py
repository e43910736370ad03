"""`kho show` as a person sees it."""

from datetime import UTC, datetime

from rich.text import Text

from kho.cli.session import Session
from kho.cli.views import Screen
from kho.cli.words import ACCESS, CHANGES, LAYERS, SENSITIVITY
from kho.contracts.model import Column, Contract, Severity
from kho.contracts.names import DatasetName
from kho.pipeline.workplace import contract_named
from kho.province.folder import Province
from kho.quality.planning import plan


def show_province(session: Session) -> None:
    """The province's agencies, systems and datasets."""
    screen, province = Screen(session.language), session.province()
    settings = province.settings
    screen.console.print(Text(f"{settings.name} ({settings.code})", style="bold"))
    screen.say(
        f"{len(province.agencies)} cơ quan, {len(province.systems)} hệ thống, {len(province.codelists)} danh mục, "
        f"{len(province.contracts)} bộ dữ liệu{_models(province, 'bảng tổng hợp', 'bảng so khớp')}",
        f"{len(province.agencies)} agencies, {len(province.systems)} systems, {len(province.codelists)} code lists, "
        f"{len(province.contracts)} datasets{_models(province, 'models', 'matches')}",
    )
    columns = [
        ("bộ dữ liệu", "dataset", False),
        ("tên", "title", False),
        ("ai xem", "access", False),
        ("cột", "columns", True),
    ]
    rows = [
        [str(name), contract.title, screen.message(ACCESS[contract.access]), str(len(contract.columns))]
        for contracts in (province.contracts, {name: made.contract for name, made in province.computed.items()})
        for name, contract in sorted(contracts.items())
    ]
    screen.table(columns, rows)


def _models(province: Province, word: str, pairs: str) -> str:
    matches = f", {len(province.matches)} {pairs}" if province.matches else ""
    return (f", {len(province.models)} {word}" if province.models else "") + matches


def show_dataset(session: Session, name: str) -> None:
    """What one dataset promises: columns, sources and every rule in words."""
    screen = Screen(session.language)
    province = session.province()
    contract = contract_named(province, DatasetName.parse(name))
    screen.console.print(Text(f"{contract.title} · {contract.name} {contract.version}", style="bold"))
    words = (ACCESS[contract.access], LAYERS[contract.layer], CHANGES[contract.load])
    facts = [*map(screen.message, words), contract.frequency or ""]
    screen.console.print(Text(" · ".join(fact for fact in facts if fact), style="dim"))
    columns = [("cột", "column", False), ("kiểu", "type", False), ("tên", "title", False), ("", "", False)]
    screen.table(columns, [_column_row(screen, column) for column in contract.columns])
    if contract.name in province.computed:
        for each in province.computed[contract.name].inputs:
            screen.console.print(Text(f"← {each}", style="dim"))
    for source in contract.sources:
        address = " ".join(str(value) for value in source.address.values())
        screen.console.print(Text(f"← {source.name}: {source.transport} {address}", style="dim"))
    _rules(screen, contract)


def _column_row(screen: Screen, column: Column) -> list[str]:
    kind = f"decimal({column.precision},{column.scale})" if column.precision else str(column.logical_type)
    marks = [
        ("khoá", "key", column.primary_key is not None),
        ("bắt buộc", "required", column.required),
        ("duy nhất", "unique", column.unique),
    ]
    told = [vi if screen.language == "vi" else en for vi, en, holds in marks if holds]
    if column.classification is not None:
        told.append(screen.message(SENSITIVITY[column.classification]))
    return [column.name, kind, column.title, ", ".join(told)]


def _rules(screen: Screen, contract: Contract) -> None:
    checks = plan(contract, delivered_on=datetime.now(UTC).date())
    screen.console.print()
    for rule in checks.rules():
        if rule.id.endswith(".readable"):  # goes without saying for every column
            continue
        mark = "✗" if rule.severity is Severity.ERROR else "!"
        screen.console.print(Text.assemble((f"{mark} {rule.id}  ", "bold"), screen.message(rule.what)))
