"""How the platform treats the models of the frameworks: which are public, who may touch them.

Plugins declare their own models; for Django, Wagtail and the other libraries it stands here.
"""

from __future__ import annotations

PUBLIC_MODELS = (
    "wagtailcore.Page",
    "wagtailcore.Site",
    "wagtailcore.Locale",
    "wagtailcore.PageViewRestriction",
    "wagtailcore.Collection",
    "wagtailcore.CollectionViewRestriction",
    "wagtailcore.ReferenceIndex",
    "wagtailredirects.Redirect",
    "wagtaildocs.Document",
    "sello_site.SearchEntry",
    # They say how a page is labelled.
    "sello_translations.PublishedTranslation",
    "sello_translations.SourceText",
    "sello_headless.PageChange",
    "sello_headless.SiteAlert",
    "sello_headless.SiteAlertText",
)
"""Models whose change may change what an anonymous reader sees."""

PRIVATE_APPS = frozenset(
    {
        "account",
        "auth",
        "contenttypes",
        "mfa",
        "procrastinate",
        "sello_headless",
        "sello_limits",
        "sello_outbox",
        "sello_privacy",
        "sello_site",
        "sello_translations",
        "sello_typesetting",
        "sessions",
        "taggit",
        "usersessions",
        "wagtail_localize",
        "wagtailadmin",
        "wagtailapi_v3",
        "wagtailcore",
        "wagtaildocs",
        "wagtailembeds",
        "wagtailimages",
        "wagtailredirects",
        "wagtailsearch",
        "wagtailusers",
    }
)
"""Apps whose other models never show to anonymous readers. A test asks for an entry for each app
that is installed, so that a new one is thought about."""

RUNTIME_PRIVILEGES = "SELECT, INSERT, UPDATE, DELETE"
"""What the run-time login may do with the frameworks' tables and the platform's own."""

READ_ONLY_TABLES = ("django_migrations",)
"""Tables without a model that the run-time login may read."""

APPEND_ONLY_TABLES = (
    "sello_privacy_consent",
    "sello_privacy_publishedtext",
    "sello_privacy_rightsevent",
    "wagtailcore_modellogentry",
    "wagtailcore_pagelogentry",
)
"""Records of who did what, and what was agreed to: the run-time login reads them and adds to
them."""

RUNTIME_FUNCTIONS = ("procrastinate_",)
"""Beginnings of the names of functions that the run-time login may call. Trigger functions need no
privilege: they run for whoever changes the table."""
