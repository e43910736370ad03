"""A contract that is described again keeps what engineers wrote in its file: comments, order, words of their own."""

from pathlib import Path

from kho.contracts.model import Contract
from kho.contracts.odcs import parse
from kho.province.writing.merging import merge
from kho.web.wizard.building import text_of


def kept_in(text: str, present: Contract, contract: Contract) -> str:
    """The file `text` of the present contract, with the lines changed in which another contract differs.

    Where that is not read as exactly that contract, the contract is written anew.
    """
    anew = text_of(contract)
    merged = merge(text_of(present), text, anew).text
    return merged if _reads_as(merged, contract) else anew


def _reads_as(text: str, contract: Contract) -> bool:
    read, problems = parse(text.encode(), file=Path(f"{contract.name.dataset}.odcs.yaml"))
    return read is not None and not problems and text_of(read) == text_of(contract)
