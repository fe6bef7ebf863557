"""The history of the site tells of everything, to everybody who works with it.

Wagtail writes nothing down of new and changed collections, and shows what happened to images and
documents to superusers alone: their permissions are those of collections, which it does not ask.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from wagtail.admin.views.collections import Create, Edit
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.log_actions import log
from wagtail.models import Collection, ModelLogEntry
from wagtail.permissions import collection_permission_policy, policy_registry

from sello_editorial.checking.gate import wrap

MAY_CHANGE = ["add", "change", "delete"]


def install() -> None:
    """Puts both in place, once."""
    wrap(Create, "save_instance", _log_creation)
    wrap(Edit, "save_instance", _log_change)
    wrap(type(ModelLogEntry.objects), "viewable_by_user", _with_files)


def _log_creation(original: Callable[..., Any], self: Create) -> Any:
    collection = original(self)
    log(instance=collection, action="wagtail.create", user=self.request.user, content_changed=True)
    return collection


def _log_change(original: Callable[..., Any], self: Edit) -> Any:
    collection = original(self)
    log(
        instance=collection,
        action="wagtail.edit",
        user=self.request.user,
        content_changed=self.form.has_changed(),
    )
    return collection


def _with_files(original: Callable[..., Any], self: Any, user: Any) -> Any:
    shown = original(self, user)
    if user.is_superuser:
        return shown
    # Wagtail asks three times for a screen, and keeps its own answer in the same way.
    if not hasattr(user, "_sello_history_types"):
        user._sello_history_types = _file_types(user)
    return self.filter(
        content_type_id__in=user._allowed_content_type_ids | user._sello_history_types
    )


def _file_types(user: Any) -> set[int]:
    """Ids of those kinds of files, and of collections, that the person works with."""
    models = [
        model
        for model in (get_image_model(), get_document_model())
        if policy_registry.get_by_type(model).user_has_any_permission(user, MAY_CHANGE)
    ]
    if collection_permission_policy.user_has_any_permission(user, MAY_CHANGE):
        models.append(Collection)
    return {found.pk for found in ContentType.objects.get_for_models(*models).values()}
