"""Pictures and documents that nothing refers to, and pictures that nothing describes."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, Model, OuterRef, QuerySet
from django.db.models.functions import Cast
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import ReferenceIndex


def _unused(model: type[Model]) -> QuerySet[Any]:
    kind = ContentType.objects.get_for_model(model, for_concrete_model=False)
    references = ReferenceIndex.objects.filter(
        to_content_type=kind, to_object_id=Cast(OuterRef("pk"), CharField())
    )
    return model._default_manager.exclude(Exists(references))


def unused_images() -> QuerySet[Any]:
    """Pictures that no content refers to, published or not; the oldest first."""
    return _unused(get_image_model()).order_by("created_at", "pk")


def unused_documents() -> QuerySet[Any]:
    """Documents that no content refers to, published or not; the oldest first."""
    return _unused(get_document_model()).order_by("created_at", "pk")


def undescribed_images() -> QuerySet[Any]:
    """Pictures without a description, from which alternative texts begin."""
    return get_image_model()._default_manager.filter(description="").order_by("title", "pk")
