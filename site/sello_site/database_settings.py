"""Turns a PostgreSQL address into an entry of Django's DATABASES."""

from __future__ import annotations

from typing import Any

from psycopg.conninfo import conninfo_to_dict


def django_database(url: str) -> dict[str, Any]:
    """The Django settings for a ``postgresql://`` address.

    Raises :class:`psycopg.ProgrammingError` when libpq cannot read it.
    """
    parts = dict(conninfo_to_dict(url))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", "") or "",
        "USER": parts.pop("user", "") or "",
        "PASSWORD": parts.pop("password", "") or "",
        "HOST": parts.pop("host", "") or "",
        "PORT": parts.pop("port", "") or "",
        "OPTIONS": {"connect_timeout": 5, **parts},
        # Connections are kept by each thread; a lost one is noticed before it is used again.
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
    }
