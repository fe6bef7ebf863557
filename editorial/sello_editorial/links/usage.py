"""Names what links stand in, and leads editors there: with one query for each kind of content."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.urls import reverse
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page

Key = tuple[int, int]
"""Content type and id of what an editor changes."""


@dataclass(frozen=True)
class Holder:
    """What a link stands in: its name, and where the editor changes it (empty if nowhere)."""

    title: str
    edit_url: str


def holders(keys: Iterable[Key], *, user: Any) -> dict[Key, Holder]:
    """What the keys name, as far as it is still there."""
    numbers: dict[int, set[int]] = defaultdict(set)
    for content_type_id, object_id in keys:
        numbers[content_type_id].add(object_id)
    finder = AdminURLFinder(user)
    found: dict[Key, Holder] = {}
    for content_type_id, wanted in sorted(numbers.items()):
        model = ContentType.objects.get_for_id(content_type_id).model_class()
        if model is None:
            continue  # of a plugin that is gone
        for number, item in model._default_manager.in_bulk(wanted).items():
            title = getattr(item, "title", None) or str(item)
            found[content_type_id, number] = Holder(title, _edit_url(item, finder))
    return found


def _edit_url(item: Any, finder: AdminURLFinder) -> str:
    if isinstance(item, Page):
        # The finder would ask for each page's permissions, and its editor asks anyway.
        return reverse("wagtailadmin_pages:edit", args=[item.pk])
    return finder.get_edit_url(item) or ""
