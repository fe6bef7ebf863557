"""Which tables hold what the public pages show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db.models import Model

# Wagtail keeps the state of drafts in the row of the published page. Saving a draft writes these
# columns and no others, and must not empty the public cache, autosave least of all.
_DRAFT_FIELDS = frozenset(
    {
        "draft_title",
        "has_unpublished_changes",
        "latest_revision",
        "latest_revision_created_at",
        "locked",
        "locked_at",
        "locked_by",
    }
)

PublicTables = Mapping[str, frozenset[str]]
"""Table name → the columns of it that no public page shows."""


def public_tables(models: Iterable[type[Model]]) -> PublicTables:
    """The tables behind these models: their own, their parents' and their many-to-many ones."""
    tables: dict[str, frozenset[str]] = {}
    for model in models:
        for concrete in (model, *model._meta.all_parents):
            options = concrete._meta
            if options.abstract or options.proxy or not options.managed:
                continue
            tables[options.db_table] = frozenset(
                field.column for field in options.local_concrete_fields
                if field.column and field.name in _DRAFT_FIELDS
            )  # fmt: skip
            for relation in options.local_many_to_many:
                tables.setdefault(relation.m2m_db_table(), frozenset())
    return tables
