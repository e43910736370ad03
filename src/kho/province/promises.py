"""Promises of a contract that no engine could check: patterns, date formats and SQL outside what all read alike."""

from datetime import date

from sqlglot import exp

from kho.contracts.model import Column, Contract, LogicalType, Problem, QualityRule
from kho.contracts.problems import Place, Report, near, shown
from kho.contracts.rules import NO_COLUMN
from kho.errors import KhoError
from kho.quality.dates import date_pattern, time_pattern
from kho.quality.patterns import whole
from kho.quality.sqlrules import BadSqlRuleError, check_sql_rules, read_sql_rule

ANY_DAY = date(2000, 1, 1)
"""What a rule means does not depend on the day it is read for."""


def check_promises(contract: Contract, problems: list[Problem]) -> None:
    """Tell what the quality layer cannot plan."""
    if contract.file is None:
        return
    report = Report.on(contract, problems)
    problems.extend(check_sql_rules(contract))
    _check_sql_columns(contract, report)
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


def _check_sql_columns(contract: Contract, report: Report) -> None:
    """Names in SQL rules that are no column; rules that cannot be read are told already."""
    rules: list[tuple[QualityRule, Column | None]] = [(rule, None) for rule in contract.rules]
    rules += [(rule, column) for column in contract.columns for rule in column.rules]
    known = {column.name for column in contract.columns}
    for rule, column in rules:
        for name in sorted(_names_in(rule, contract, column) - known):
            report.add(NO_COLUMN, (*rule.path, "query"), name=name, near=near(name, known))


def _names_in(rule: QualityRule, contract: Contract, column: Column | None) -> set[str]:
    if rule.query is None:
        return set()
    try:
        sql = read_sql_rule(rule, contract, column, delivered_on=ANY_DAY)
    except BadSqlRuleError:
        return set()
    trees = [tree for tree in (sql.predicate, sql.measure) if tree is not None]
    defined = {alias.alias for tree in trees for alias in tree.find_all(exp.Alias)}
    return set(sql.columns) - defined


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
