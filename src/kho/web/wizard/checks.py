"""What the last check of a draft found, as its pages show it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kho.contracts.model import Contract
from kho.pipeline.surveying import with_contract
from kho.pipeline.trial import Trial, read_trial
from kho.web.deliveries import showing
from kho.web.deliveries.places import place
from kho.web.deliveries.showing import ShownRule
from kho.web.wizard.models import WizardDraft

WHOLE = "key"


@dataclass(frozen=True, kw_only=True, slots=True)
class Checked:
    """What all rows of the file showed under the contract as it is now."""

    contract: Contract
    trial: Trial
    rules: Sequence[ShownRule]

    @property
    def wrong(self) -> int:
        """Rows that would be turned away."""
        return self.trial.run.quarantined

    def of_columns(self) -> Mapping[str, Sequence[ShownRule]]:
        """What is wrong, by the column whose rule it is; the key's under `key`."""
        found: dict[str, list[ShownRule]] = {}
        for each in self.rules:
            found.setdefault(each.id.partition(".")[0], []).append(each)
        return found


def checked(draft: WizardDraft, contract: Contract) -> Checked | None:
    """What the check of this contract found; None where it is not made yet, or could not be. Raises NoTrialError."""
    if draft.is_checking or not draft.checked or draft.trouble is not None or not draft.trial.exists():
        return None
    trial = read_trial(draft.trial)
    rules = () if trial.run.error else showing.rules_of(with_contract(place(), contract), contract, trial.run)
    return Checked(contract=contract, trial=trial, rules=rules)
