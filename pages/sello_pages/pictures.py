"""Pictures: Wagtail's images with the credit and licence that every published picture needs."""

from __future__ import annotations

from django.db import models
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition, Image

_LETTERS = str.maketrans("0123456789", "ghijklmnop")


class SiteImage(AbstractImage):
    """A picture, with who made it and under which licence it may be used."""

    credit = models.CharField(_("crédito"), max_length=200, blank=True)
    licence = models.CharField(_("licencia"), max_length=100, blank=True)

    admin_form_fields = (*Image.admin_form_fields, "credit", "licence")

    class Meta(AbstractImage.Meta):
        verbose_name = _("imagen")
        verbose_name_plural = _("imágenes")
        permissions = [("choose_image", "Can choose image")]


class SiteRendition(AbstractRendition):
    """A picture in the size and format that a page asks for.

    Its file is served to whoever knows the name, so that of a picture which is not published yet
    must not follow from the name of what was uploaded.
    """

    image = models.ForeignKey(SiteImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="rendition_is_unique"
            )
        ]

    def get_upload_to(self, filename: str) -> str:
        folder, _slash, name = super().get_upload_to(filename).rpartition("/")
        known = f"{self.image_id} {self.image.file_hash} {self.filter_spec} {self.focal_point_key}"
        digest = salted_hmac("sello_pages.rendition", known, algorithm="sha256").hexdigest()
        # In letters, which nobody takes for a telephone; in front, as names are cut at their end.
        letters = digest[:24].translate(_LETTERS)
        return f"{folder}/{letters}.{name}"
