"""The cells that were corrected in a delivery: beside its file until it is published, then beside the landed bytes."""

from kho.pipeline.files import write_atomically
from kho.pipeline.trial import Handed
from kho.warehouse.corrections import NONE, SUFFIX, Corrections, from_bytes
from kho.web.deliveries.models import CORRECTIONS, Delivery
from kho.web.deliveries.places import place


def corrections_of(delivery: Delivery) -> Corrections:
    """What was corrected in it; none where it was given up. Raises NotLandedError, LandedDamagedError."""
    if not delivery.corrections or not (delivery.run or delivery.folder.exists()):
        return NONE
    if delivery.run:
        return place().warehouse.corrections(delivery.sha256, delivery.corrections)
    return from_bytes((delivery.folder / CORRECTIONS / f"{delivery.corrections}{SUFFIX}").read_bytes())


def keep(delivery: Delivery, corrected: Corrections) -> str:
    """Write them beside the file, under their name; the delivery has them once it says that name."""
    folder = delivery.folder / CORRECTIONS
    folder.mkdir(exist_ok=True)
    if corrected.cells:
        write_atomically(folder / f"{corrected.sha256}{SUFFIX}", corrected.to_bytes())
    return corrected.sha256


def handed_of(delivery: Delivery) -> Handed:
    """The delivery as it is checked and published."""
    return Handed(
        file=delivery.file,
        name=delivery.name,
        by=delivery.sender.email if delivery.sender is not None else delivery.by,
        sha256=delivery.sha256,
        corrected=corrections_of(delivery),
    )
