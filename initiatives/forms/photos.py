"""Photos in a form that works without script: a few empty places, and what is there already."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from coalitie.lib.pictures import Sheet, SheetField
from coalitie.lib.text import LineField
from initiatives.models import MOST_PHOTOS, Photo

AT_ONCE = 2  # places that are there without opening anything
ALT_HELP = _("Voor wie hem niet kan zien. Bijvoorbeeld: ‘Vijf buren planten bollen langs de stoep’.")


class PhotosForm(forms.Form):
    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        *,
        photos: list[Photo] | None = None,
        initial: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(data, files, initial=initial)
        self.photos = photos or []
        for photo in self.photos:
            self.fields[f"alt_van_{photo.pk}"] = LineField(
                label=_("Wat staat er op deze foto?"), max_length=250, required=False, initial=photo.alt
            )
            self.fields[f"weg_{photo.pk}"] = forms.BooleanField(label=_("Haal deze foto weg"), required=False)
        for number in self.numbers:
            self.fields[f"foto_{number}"] = SheetField(
                label=_("Foto %(number)d") % {"number": number},
                required=False,
                help_text=_("JPG, PNG of WebP, hooguit 8 MB. De plek waar je hem maakte, halen we eruit."),
            )
            self.fields[f"alt_{number}"] = LineField(
                label=_("Wat staat er op foto %(number)d?") % {"number": number},
                max_length=250,
                required=False,
                help_text=ALT_HELP,
            )

    @property
    def numbers(self) -> range:
        return range(len(self.photos) + 1, MOST_PHOTOS + 1)

    @property
    def places(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return [(self[f"foto_{number}"], self[f"alt_{number}"]) for number in self.numbers]

    @property
    def first_places(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return self.places[:AT_ONCE]

    @property
    def other_places(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        return self.places[AT_ONCE:]

    @property
    def others_in_use(self) -> bool:
        return any(alt.value() or file.errors or alt.errors for file, alt in self.other_places)

    @property
    def kept(self) -> Iterator[tuple[Photo, forms.BoundField, forms.BoundField]]:
        for photo in self.photos:
            yield photo, self[f"alt_van_{photo.pk}"], self[f"weg_{photo.pk}"]

    @property
    def lost_files(self) -> bool:
        """Whether photos were chosen that the browser will not send again by itself."""
        return bool(self.errors) and bool(self.files)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for number in self.numbers:
            file, alt = f"foto_{number}", f"alt_{number}"
            if file in self.errors or alt in self.errors:
                continue
            if cleaned.get(file) and not cleaned.get(alt):
                self.add_error(alt, _("Schrijf wat er op de foto staat. Dan heeft ook wie hem niet ziet er iets aan."))
            elif cleaned.get(alt) and not cleaned.get(file):
                self.add_error(file, _("Kies de foto opnieuw, of maak het vak ‘Wat staat er op’ leeg."))
        for photo in self.photos:
            alt = f"alt_van_{photo.pk}"
            if alt not in self.errors and not cleaned.get(alt) and not cleaned.get(f"weg_{photo.pk}"):
                self.add_error(alt, _("Schrijf wat er op de foto staat, of haal de foto weg."))
        return cleaned

    def new_photos(self) -> list[tuple[Sheet, str]]:
        chosen = ((self.cleaned_data[f"foto_{number}"], self.cleaned_data[f"alt_{number}"]) for number in self.numbers)
        return [(sheet, alt) for sheet, alt in chosen if sheet]

    def changes(self) -> dict[str, Any]:
        """What ``edit`` and ``correct`` take: photos that come, go, or are described anew."""
        without = [photo.pk for photo in self.photos if self.cleaned_data[f"weg_{photo.pk}"]]
        alts = {photo.pk: self.cleaned_data[f"alt_van_{photo.pk}"] for photo in self.photos if photo.pk not in without}
        changed = {photo.pk: alts[photo.pk] for photo in self.photos if alts.get(photo.pk, photo.alt) != photo.alt}
        return {"photos": self.new_photos(), "alts": changed, "without": without}
