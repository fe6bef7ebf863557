"""The form behind a page, in the admin and in the API."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm


class PageForm(WagtailAdminPageForm):
    """Wagtail's form, also where it is narrowed to some of the page's fields.

    The API narrows it, but leaves the permissions of all panels in, and Wagtail then fails over
    those of fields that are not there.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        options = self._meta
        options.field_permissions = {
            name: permission
            for name, permission in (options.field_permissions or {}).items()
            if name in self.base_fields
        }
        super().__init__(*args, **kwargs)
        if "expire_at" in self.fields:
            self.fields["expire_at"].help_text = _(
                "Desde ese momento la página tampoco se lee en los otros idiomas."
            )
