"""The counters. The table is UNLOGGED (a migration says so): after a crash of PostgreSQL it is
empty, which gives everybody their attempts back and loses nothing else."""

from __future__ import annotations

from django.db import models


class Counter(models.Model):
    """The hits of one account or address in one scope; written by the service alone.

    The key is a keyed hash, so that the table does not tell who tried to sign in, or from where.
    """

    key = models.CharField(max_length=64, primary_key=True)
    hits = models.PositiveIntegerField()
    ends_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = "counter"
        verbose_name_plural = "counters"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(key__regex=r"^[0-9a-f]{64}$"), name="counter_key_is_a_hash"
            ),
            models.CheckConstraint(
                condition=models.Q(hits__gte=1), name="counter_has_at_least_one_hit"
            ),
        ]
