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
    # The title's words as they stand, without accents: what is completed while somebody types, and
    # what says cheaply which of many results are worth ranking.
    title_words = SearchVectorField(null=True)
    indexed_at = models.DateTimeField()

    # Otherwise Wagtail would tell editors that each page is "used" by its own search entry.
    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "search entry"
        verbose_name_plural = "search entries"
        indexes = [
            GinIndex(fields=["vector"], name="search_vector"),
            GinIndex(fields=["written"], name="search_written"),
            GinIndex(fields=["title_words"], name="search_title_words"),
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


class SearchWord(models.Model):
    """A word that stands in some entry of a language: what a misspelt one may have been meant as.

    Words are added when entries are written and taken away when the index is rebuilt, so a word
    here may stand in nothing that is published. Whoever offers one looks first whether it finds
    something. Two processes may add the same word at once; that does no harm, and waiting for one
    another inside the transactions that publish pages could.
    """

    language = models.CharField(max_length=12)
    word = models.CharField(max_length=40)

    class Meta:
        verbose_name = "search word"
        verbose_name_plural = "search words"
        indexes = [models.Index(fields=["language", "word"], name="search_word")]

    def __str__(self) -> str:
        return self.word
