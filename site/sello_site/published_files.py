"""Which documents and pictures a stranger may have: those that a published page refers to.

Whoever prepares something uploads it before anybody should see it, and its address can be guessed
from its number and name. What refers to what stands in Wagtail's index of references, which is
made from the published text of pages, never from their drafts.
"""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast
from django.http import HttpRequest
from wagtail.models import Page, ReferenceIndex

from sello_site.publication import (
    hidden_branches,
    is_published_but_for_restrictions,
    published_pages,
    view_restrictions,
)


def only_referred_to(files: QuerySet[Any], request: HttpRequest | None = None) -> QuerySet[Any]:
    """Those of the given documents or pictures that a page refers to which a stranger may read."""
    # The index keeps ids of all kinds of models, so as text.
    published = published_pages(request).annotate(id_as_text=Cast("pk", CharField()))
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(files.model),
        to_object_id=Cast(OuterRef("pk"), CharField()),
        base_content_type=ContentType.objects.get_for_model(Page),
        object_id__in=published.order_by().values("id_as_text"),
    )
    # By id, the one form of a condition that Wagtail's ?search= accepts.
    found = files.model._default_manager.filter(Exists(references))
    return files.filter(pk__in=found.order_by().values("pk"))


def is_referred_to_for(file: Any, request: HttpRequest) -> bool:
    """Whether a page refers to the document or picture which this reader may read, restricted
    pages that let the reader in included."""
    references = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(type(file)),
        to_object_id=str(file.pk),
        base_content_type=ContentType.objects.get_for_model(Page),
    )
    numbers = {int(number) for number in references.values_list("object_id", flat=True)}
    branches = hidden_branches(request)
    return any(
        is_published_but_for_restrictions(page, branches)
        and all(restriction.accept_request(request) for restriction in view_restrictions(page))
        for page in Page.objects.filter(pk__in=numbers)
    )
