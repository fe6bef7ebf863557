"""Settings of the test run: the owner's login creates the databases, files are found unhashed."""

from __future__ import annotations

from sello_site.settings import *  # noqa: F403  # the test run differs in a few lines only
from sello_site.settings import DATABASES, SELLO_DATABASE_OWNER_URL, STORAGES, django_database

# Created and migrated as the owner; tests/conftest.py then hands it to the run-time login.
SELLO_RUNTIME_USER = DATABASES["default"].get("USER", "")
SELLO_RUNTIME_PASSWORD = DATABASES["default"].get("PASSWORD", "")
if SELLO_DATABASE_OWNER_URL:
    DATABASES = {"default": django_database(SELLO_DATABASE_OWNER_URL)}

SECRET_KEY = "tests-only-" + "x" * 50
STORAGES = {
    **STORAGES,
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SELLO_DATABASE_IS_EMBEDDED = False
