"""Documents that were typeset, kept so that each is made once."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone


class TypesetDocument(models.Model):
    """One document of one state of what it shows.

    The row is written before its content, so that whoever asks at the same time waits for the one
    that makes it. It is private: what is in it may have been withdrawn since, and the route that
    serves it asks first whether its reader may read the page.
    """

    kind = models.CharField(max_length=40)
    subject = models.CharField(max_length=100)
    """What the document shows, such as ``page:12``."""

    language = models.CharField(max_length=8)
    fingerprint = models.CharField(max_length=64)
    """Of all that the document is made from."""

    page_id = models.PositiveIntegerField(null=True)
    """The page that it shows, if it is one. Not a foreign key: what is left of deleted pages is
    removed by the clock, and deleting a page asks nothing more."""

    created_at = models.DateTimeField(default=timezone.now)
    content = models.BinaryField(null=True)
    made_at = models.DateTimeField(null=True)
    renders = models.PositiveIntegerField(default=0)
    """How often it was made: once, unless something is wrong."""

    problem = models.TextField(blank=True)
    failed_at = models.DateTimeField(null=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject", "language", "fingerprint"], name="typeset_document_once"
            ),
            models.CheckConstraint(
                condition=Q(content=None, made_at=None, renders=0)
                | Q(content__isnull=False, made_at__isnull=False, renders__gt=0),
                name="typeset_document_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.language}"
