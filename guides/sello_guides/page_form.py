"""The form behind a guide, in the admin and in the API."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sello_pages.page_form import PageForm

STATEMENT = frozenset({"validated_by", "validated_on"})


class GuideForm(PageForm):
    """Whoever may validate does so by changing the statement, or by saying that it holds again."""

    validates_again = forms.BooleanField(
        label=_("La validación vale para el texto como está ahora"),
        required=False,
        help_text=_(
            "Márquelo después de revisar los cambios. Si el texto cambia, la guía deja de "
            "mostrarse como validada."
        ),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("validates_again") or STATEMENT.intersection(self.changed_data):
            # The text is taken when the guide is stored, with everything that this form brings.
            self.instance.validated_text = ""
        return cleaned
