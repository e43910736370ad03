"""Promises of a contract that no engine could check: patterns, date formats and SQL outside what all read alike."""

from kho.contracts.model import Column, Contract, LogicalType, Problem
from kho.contracts.problems import Place, Report, shown
from kho.errors import KhoError
from kho.quality.dates import date_pattern, time_pattern
from kho.quality.patterns import whole
from kho.quality.sqlrules import check_sql_rules


def check_promises(contract: Contract, problems: list[Problem]) -> None:
    """Tell what the quality layer cannot plan."""
    if contract.file is None:
        return
    report = Report.on(contract, problems)
    problems.extend(check_sql_rules(contract))
    for column in contract.columns:
        _check_patterns(column, report)
        _check_formats(column, report)


def _check_patterns(column: Column, report: Report) -> None:
    patterns: list[tuple[object, Place]] = [(column.pattern, (*column.path, "logicalTypeOptions", "pattern"))]
    patterns += [(rule.arguments.get("pattern"), (*rule.path, "arguments", "pattern")) for rule in column.rules]
    for pattern, where in patterns:
        if isinstance(pattern, str):
            try:
                whole(pattern)
            except KhoError as error:
                _tell(error, where, report)


def _check_formats(column: Column, report: Report) -> None:
    read = time_pattern if column.logical_type is LogicalType.TIME else date_pattern
    temporal = column.logical_type in {LogicalType.DATE, LogicalType.TIMESTAMP, LogicalType.TIME}
    for text in column.formats if temporal else ():
        option = (*column.path, "logicalTypeOptions", "format")
        place = option if option in report.lines and text == column.formats[0] else (*column.path, "kho.formats")
        try:
            read(text)
        except KhoError as error:
            _tell(error, place, report)


def _tell(error: KhoError, place: Place, report: Report) -> None:
    report.problems.append(
        Problem(
            file=report.file,
            line=report.line(place),
            field=shown(place),
            what=error.message(),
            mend=error.next_step(),
            code=error.code,
        )
    )
