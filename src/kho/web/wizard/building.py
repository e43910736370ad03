"""From answers to the contract: the very file that an engineer would write."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, Final

from sqlglot import exp

from kho.contracts.diff import breaking, compare
from kho.contracts.guess.slugs import dataset_slug
from kho.contracts.guess.suggestions import RuleKind, tolerance
from kho.contracts.model import Access, Column, Contract, LogicalType, Metric, Operator, QualityRule, Source
from kho.contracts.names import DatasetName
from kho.contracts.write import to_yaml
from kho.web.wizard.answers import Answers, RuleAnswer

FIRST_VERSION: Final = "1.0.0"
_COUNTING: Final = "select count(*) from {object} where"


def contract_of(
    agency: str, file_name: str, answers: Answers, *, read: Mapping[str, Any], present: Contract | None = None
) -> Contract:
    """The contract that the answers make; `present` is the one that it takes the place of."""
    name = DatasetName(agency, answers.dataset or dataset_slug(file_name.rpartition(".")[0] or file_name))
    on = [each for each in answers.rules if each.on]
    made = Contract(
        name=present.name if present else name,
        version=FIRST_VERSION,
        title=answers.title or file_name,
        description=answers.description,
        domain=answers.domain or None,
        access=answers.access or Access.PRIVATE,
        load=answers.load,
        licence=answers.licence or None,
        frequency=answers.frequency or None,
        steward=answers.steward or None,
        columns=tuple(_with_rules(each.column, on) for each in answers.kept),
        sources=(_source(name, read),),
        rules=tuple(_between(each) for each in on if each.rule.kind in {RuleKind.SUM, RuleKind.ORDER}),
    )
    return made if present is None else _in_place_of(present, made)


def text_of(contract: Contract) -> str:
    """The contract as its file."""
    return to_yaml(contract)


def digest_of(contract: Contract) -> str:
    """By what a contract that was tried is known again."""
    return hashlib.sha256(text_of(contract).encode()).hexdigest()


def path_of(contract: Contract) -> str:
    """The contract's file in the province folder."""
    return f"contracts/{contract.name.agency}/{contract.name.dataset}.odcs.yaml"


def _source(name: DatasetName, read: Mapping[str, Any]) -> Source:
    """Where later deliveries may be put: what comes by other ways is read as this says."""
    path = f"inbox/{name.agency}/{name.dataset}/*"
    return Source(name="inbox", transport="local", address={"path": path}, read=dict(read))


def _in_place_of(present: Contract, made: Contract) -> Contract:
    """The new promises in the contract that is there; what the wizard does not ask about stays as it is."""
    rules = [each for each in present.rules if each.id not in {rule.id for rule in made.rules}]
    whole = replace(
        present,
        title=made.title,
        description=made.description,
        domain=made.domain,
        access=made.access,
        load=made.load,
        licence=made.licence,
        frequency=made.frequency,
        steward=made.steward,
        columns=made.columns,
        rules=(*rules, *made.rules),
    )
    return replace(whole, version=_next_version(present, whole))


def _next_version(present: Contract, made: Contract) -> str:
    changes = compare(present, made)
    major, _, rest = present.version.partition(".")
    minor = rest.partition(".")[0]
    if not changes or not (major.isdigit() and minor.isdigit()):
        return present.version
    return f"{int(major) + 1}.0.0" if breaking(changes) else f"{major}.{int(minor) + 1}.0"


def _with_rules(column: Column, rules: Iterable[RuleAnswer]) -> Column:
    for each in rules:
        if each.rule.columns == (column.name,):
            column = _with_rule(column, each)
    return column


def _with_rule(column: Column, answer: RuleAnswer) -> Column:
    match answer.rule.kind:
        case RuleKind.UNIQUE:
            return replace(column, unique=True)
        case RuleKind.RANGE:
            low, high = _end(column, answer.low), _end(column, answer.high)
            return replace(column, minimum=low, maximum=high)
        case RuleKind.CHOICE:
            return replace(column, rules=(*column.rules, _choice(column, answer)))
    return column


def _end(column: Column, text: str) -> object:
    """An end of a range as a contract has it: a number, or a day as ISO text."""
    if not text:
        return None
    if column.logical_type in {LogicalType.DATE, LogicalType.TIMESTAMP}:
        return text
    number = float(text)
    return int(number) if number.is_integer() else number


def _choice(column: Column, answer: RuleAnswer) -> QualityRule:
    return QualityRule(
        id=f"{column.name}_hop_le",
        metric=Metric.INVALID_VALUES,
        arguments={"validValues": list(answer.rule.values)},
        operator=Operator.MUST_BE,
        expected=(0,),
    )


def _between(answer: RuleAnswer) -> QualityRule:
    """A rule between columns, as the SQL of a contract; the names are of columns alone."""
    first, *others = answer.rule.columns
    if answer.rule.kind is RuleKind.ORDER:
        broken: exp.Expression = exp.LT(this=exp.column(others[0]), expression=exp.column(first))
        told = f"{others[0]} không trước {first}."
    else:
        parts = [exp.Coalesce(this=exp.column(part), expressions=[exp.Literal.number(0)]) for part in others]
        whole: exp.Expression = parts[0]
        for part in parts[1:]:
            whole = exp.Add(this=whole, expression=part)
        gap = exp.Abs(this=exp.Sub(this=exp.column(first), expression=exp.Paren(this=whole)))
        broken = exp.GT(this=gap, expression=exp.Literal.number(f"{tolerance(len(others)):g}"))
        told = f"{first} là tổng của {', '.join(others)}."
    return QualityRule(
        id=f"{first}_{'truoc' if answer.rule.kind is RuleKind.ORDER else 'la_tong'}_{others[0]}",
        query=" ".join((_COUNTING, broken.sql(dialect="duckdb").lower())),
        operator=Operator.MUST_BE,
        expected=(0,),
        description=told,
    )
