"""Tables of the platform itself."""

from __future__ import annotations

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models


class SearchEntry(models.Model):
    """One thing that the public search can find; written by :mod:`sello_site.search` alone.

    The row of a page says nothing about who may read it: each search joins the page and asks
    :mod:`sello_site.publication`, so that no forgotten update can make a hidden page findable.

    The model is public to the page cache although only result pages show it. Pages are indexed in
    the transaction that publishes them, which empties the cache anyway, and what plugins index
    besides has to show in results at once: a private table would leave them old for a minute, and
    uncacheable results would let one word, asked often, load the database.
    """

    key = models.CharField(max_length=200, unique=True)
    source = models.CharField(max_length=40)
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=12)
    title = models.TextField()
    folded_title = models.TextField()
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True)
    url = models.TextField(blank=True)
    updated_on = models.DateField(null=True, blank=True)
    page = models.ForeignKey(
        "wagtailcore.Page", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    # All spellings with the weights that order results. Read for each match while ranking, so it is
    # stored uncompressed (a migration says so), which makes ranking three times as fast.
    vector = SearchVectorField()
    # As written only. Whether the spelling was exact is then answered by the index alone.
    written = SearchVectorField(null=True)
    indexed_at = models.DateTimeField()

    # Otherwise Wagtail would tell editors that each page is "used" by its own search entry.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "search entry"
        verbose_name_plural = "search entries"
        indexes = [
            GinIndex(fields=["vector"], name="search_vector"),
            GinIndex(fields=["written"], name="search_written"),
            models.Index(
                fields=["folded_title"], name="search_title_prefix", opclasses=["text_pattern_ops"]
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(page__isnull=False) | ~models.Q(url=""),
                name="search_entry_has_an_address",
            )
        ]

    def __str__(self) -> str:
        return self.title
