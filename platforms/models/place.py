"""What lies in what: who follows a whole hears of its parts."""

from django.db import transaction

from coalitie.activity.models import Subject, Within
from platforms.models.area import Area
from platforms.models.platform import Platform


@transaction.atomic
def place_areas() -> None:
    """Give new areas their subject, and say of each in which others it lies. Whoever writes areas calls this after."""
    new = list(Area.objects.filter(subject=None))
    subjects = Subject.objects.bulk_create(Subject(kind="area") for _area in new)
    for area, subject in zip(new, subjects, strict=True):
        area.subject = subject
    Area.objects.bulk_update(new, ["subject"], batch_size=500)
    areas = list(Area.objects.select_related("wijk", "parent__parent"))
    pairs = [(area.subject_id, whole.subject_id) for area in areas for whole in area.around if whole is not area]
    Within.objects.put([area.subject_id for area in areas], pairs)


@transaction.atomic
def place_platform(platform: Platform) -> None:
    """In its buurten, in all those lie in, and in its values. Whoever changes those of a platform calls this after."""
    areas = platform.areas.select_related("wijk", "parent__parent")
    wholes = {whole.subject_id for area in areas for whole in area.around}
    wholes |= set(platform.values.values_list("subject", flat=True))
    Within.objects.put([platform.subject_id], [(platform.subject_id, whole) for whole in wholes])
