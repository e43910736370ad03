"""`kho contract` as a person sees it."""

import os
from pathlib import Path

from rich.text import Text

from kho.cli.session import Session
from kho.cli.views import Screen
from kho.contracts.diff import compare
from kho.contracts.guess.propose import proposal_yaml
from kho.contracts.guess.slugs import dataset_slug
from kho.contracts.model import Contract
from kho.contracts.names import DatasetName
from kho.contracts.odcs import read
from kho.errors import KhoError
from kho.messages import Message
from kho.pipeline.inferring import infer


class ContractExistsError(KhoError):
    """There is a contract of this name already."""

    code = "KHO-C002"
    what = Message(vi="Đã có cam kết dữ liệu cho “{name}”.", en="There is a contract for “{name}” already.")
    mend = Message(
        vi="Đặt tên khác bằng --dataset, hoặc xoá tệp cũ trước.",
        en="Give another name by --dataset, or remove the old file first.",
    )


class UnreadableContractError(KhoError):
    """The file does not say enough to be compared."""

    code = "KHO-C003"
    what = Message(vi="Không đọc được cam kết: {reason_vi}", en="The contract cannot be read: {reason_en}")
    mend = Message(vi="Sửa tệp này rồi so lại.", en="Mend this file, then compare again.")


def infer_contract(session: Session, file: Path, agency: str, dataset: str | None, part: str | None) -> None:
    """Write `contracts/<agency>/<dataset>.odcs.yaml` and say what to do next."""
    name = DatasetName.parse(f"{agency}/{dataset or dataset_slug(file.stem)}")
    target = session.province_folder() / "contracts" / name.agency / f"{name.dataset}.odcs.yaml"
    if target.exists():
        raise ContractExistsError(where=str(target), name=name)
    proposal = infer(file, name, part=part, path=_path_from(session.folder, file))
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(proposal_yaml(proposal, session.language), encoding="utf-8")
    screen = Screen(session.language)
    count = len(proposal.contract.columns)
    shown = target.relative_to(session.folder)
    screen.say(f"Đã viết {shown}: {count} cột.", f"{shown} is written: {count} columns.", "green")
    for note in proposal.notes:
        screen.console.print(Text(f"  · {screen.message(note)}"))
    screen.say("Xem lại các ghi chú trong tệp, rồi chạy: kho check", "Go through the notes in it, then: kho check")


def show_diff(session: Session, old: Path, new: Path) -> int:
    """Print the changes; 1 where one breaks consumers."""
    screen = Screen(session.language)
    changes = compare(_contract(old), _contract(new))
    for change in sorted(changes, key=lambda change: not change.breaking):
        mark, style = ("✗", "red") if change.breaking else ("·", "")
        screen.console.print(Text(f"{mark} {screen.message(change.message)}", style=style))
    breaking = sum(change.breaking for change in changes)
    screen.say(
        f"{len(changes)} thay đổi, {breaking} làm hỏng bên dùng.",
        f"{len(changes)} changes, {breaking} of them break consumers.",
        "bold",
    )
    return 1 if breaking else 0


def _path_from(folder: Path, file: Path) -> str:
    """How the contract will name the file: from the province folder where it lies there, else in full."""
    whole = file.resolve()
    return os.path.relpath(whole, folder) if whole.is_relative_to(folder) else str(whole)


def _contract(file: Path) -> Contract:
    contract, problems = read(file)
    if contract is None:
        (first, *_) = problems
        raise UnreadableContractError(where=f"{file}:{first.line}", reason_vi=first.what.vi, reason_en=first.what.en)
    return contract
