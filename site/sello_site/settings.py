"""Django's settings, made from the environment alone (see :mod:`sello_site.environment`)."""

from __future__ import annotations

import secrets
from pathlib import Path
from urllib.parse import urlsplit

from sello_site.database_settings import django_database
from sello_site.environment import (
    EnvironmentProblem,
    read_environment,
    unknown_variables,
    zones_to_serve,
)
from sello_site.languages import FORMAT_MODULES, LANGUAGES, SOURCE_LANGUAGE, register
from sello_site.outbox.transport_setting import LOCAL
from sello_site.plugin_registry import registry

environment = read_environment()
registry.discover(environment.raw, exclude=environment["SELLO_PLUGINS_EXCLUDE"])
_unknown = unknown_variables(environment.raw, registry.known_variable_names())
if _unknown:
    raise EnvironmentProblem(_unknown)

PACKAGE = Path(__file__).resolve().parent
_checkout = PACKAGE.parent.parent
VAR = environment["SELLO_VAR"] or _checkout / "var"

# --- What this process is -----------------------------------------------------------------------

DEBUG = environment["SELLO_ERROR_DETAILS"]
SELLO_DEMO = environment["SELLO_DEMO"]
SELLO_ZONES, SELLO_DESK_REFUSED = zones_to_serve(environment)
SELLO_PUBLIC_URL = environment["SELLO_PUBLIC_URL"]
SELLO_EDITORIAL_URL = environment["SELLO_EDITORIAL_URL"] or SELLO_PUBLIC_URL
SELLO_DESK_URL = environment["SELLO_DESK_URL"] or SELLO_PUBLIC_URL
SELLO_HEADLESS_URL = environment["SELLO_HEADLESS_URL"]
SELLO_SECURITY_CONTACT = environment["SELLO_SECURITY_CONTACT"]
SELLO_TRUSTED_PROXIES = environment["SELLO_TRUSTED_PROXIES"]
SELLO_CACHE_FILE = environment["SELLO_CACHE_FILE"] or VAR / "page-cache.generation"
SELLO_CACHE_MB = environment["SELLO_CACHE_MB"]

# Commands that need no secret (checks, documentation) get a passing key; serving processes refuse
# to start without a set one (sello_site.wsgi, the worker).
SECRET_KEY = environment["SELLO_SECRET_KEY"] or secrets.token_urlsafe(50)
SECRET_KEY_IS_SET = environment["SELLO_SECRET_KEY"] is not None

ALLOWED_HOSTS = sorted(
    {
        str(urlsplit(address).hostname)
        for address in (SELLO_PUBLIC_URL, SELLO_EDITORIAL_URL, SELLO_DESK_URL)
    }
    | set(environment["SELLO_ALLOWED_HOSTS"])
)

# --- Applications -------------------------------------------------------------------------------

INSTALLED_APPS = [
    "sello_site",
    # First of all that deals with the API: it replaces schemas that others read once.
    "sello_site.headless",
    "sello_site.limits",
    "sello_site.outbox",
    "sello_site.privacy",
    "sello_site.typesetting",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.sitemaps",
    "wagtail.embeds",
    "wagtail.sites",
    "sello_accounts.wagtail_users.PeopleAppConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail_localize",
    # In place of wagtail.locales, whose label it takes.
    "wagtail_localize.locales",
    "sello_site.translations",
    "wagtail.api.v3",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "ninja",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    # django.contrib.admin is left out on purpose: the Wagtail admin is the one way in, and with
    # it django-leaflet would import GDAL.
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sitemaps",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "leaflet",
    *registry.installed_apps,
]

MIDDLEWARE = [
    # The first ones only dress answers, so that every answer is dressed, refusals included.
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "sello_site.middleware.SecurityPolicyMiddleware",
    "sello_site.middleware.ZoneMiddleware",
    "sello_site.languages.middleware.LanguageMiddleware",
    "sello_site.middleware.RequestSanityMiddleware",
    "sello_site.middleware.TlsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Before the session: no cookie says who reads the API.
    "sello_site.api_readers.ApiReadersMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # Before anything asks who is signed in: a password alone is nobody.
    "sello_accounts.sign_in.middleware.SecondFactorMiddleware",
    # As early as the sender is known: what reads the body comes later.
    "sello_site.request_bodies.RequestBodiesMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    # Before anything asks for a permission: the roles of whoever is signed in are today's.
    "sello_accounts.middleware.AccessMiddleware",
    "sello_site.middleware.PluginAccessMiddleware",
    "sello_site.limits.middleware.LimitsMiddleware",
    "sello_site.redirects.PublishedRedirectMiddleware",
]

ROOT_URLCONF = "sello_site.urls"
WSGI_APPLICATION = "sello_site.wsgi.application"
APPEND_SLASH = True

_packaged_templates = PACKAGE / "templates"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        # In a checkout the shared templates lie at the root; in a wheel, inside this package.
        "DIRS": [_packaged_templates if _packaged_templates.is_dir() else _checkout / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sello_site.context_processors.site",
            ],
        },
    }
]

# --- Database -----------------------------------------------------------------------------------

_desk_urls = {
    "desk_municipality": environment["SELLO_DESK_MUNICIPALITY_URL"],
    "desk_sermig": environment["SELLO_DESK_SERMIG_URL"],
    "desk_agency": environment["SELLO_DESK_AGENCY_URL"],
}
DATABASE_IS_SET = environment["DATABASE_URL"] is not None
DATABASES = {
    "default": (
        django_database(environment["DATABASE_URL"])
        if DATABASE_IS_SET
        else {"ENGINE": "django.db.backends.dummy"}
    ),
    **{alias: django_database(url) for alias, url in _desk_urls.items() if url},
}
# The launcher says which database is its own; another one that was set is never taken for it.
SELLO_DATABASE_IS_EMBEDDED = environment["SELLO_EMBEDDED_DATABASE"] is not None and (
    DATABASES["default"].get("HOST") == str(environment["SELLO_EMBEDDED_DATABASE"])
)
SELLO_DATABASE_OWNER_URL = environment["SELLO_DATABASE_OWNER_URL"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- People -------------------------------------------------------------------------------------

AUTH_USER_MODEL = "sello_accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# allauth, held to our rules by sello_accounts.sign_in; every limit is one of sello_site.limits.
ACCOUNT_ADAPTER = "sello_accounts.sign_in.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
MFA_ADAPTER = "sello_accounts.sign_in.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_RATE_LIMITS = False
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_PASSKEY_LOGIN_ENABLED = True
LOGIN_REDIRECT_URL = "account_home"
LOGIN_URL = "account_login"
WAGTAILADMIN_LOGIN_URL = WAGTAIL_FRONTEND_LOGIN_URL = "/cuenta/entrar/"

# --- Language and time --------------------------------------------------------------------------

register()
LANGUAGE_CODE = SOURCE_LANGUAGE
WAGTAIL_CONTENT_LANGUAGES = LANGUAGES
WAGTAIL_I18N_ENABLED = True
FORMAT_MODULE_PATH = FORMAT_MODULES
LOCALE_PATHS = [
    # What Wagtail's own Spanish catalogue leaves in English.
    PACKAGE / "wagtail_spanish",
    # What Django itself says to readers and does not know in their language.
    PACKAGE / "languages" / "django_strings",
]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("es", "Español"), ("en", "English")]
TIME_ZONE = "America/Santiago"
USE_I18N = True
USE_TZ = True
USE_THOUSAND_SEPARATOR = True

# --- Files --------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = environment["SELLO_MEDIA_ROOT"] or VAR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "sello_site.static_files.SiteStaticFilesStorage"},
}
WHITENOISE_MAX_AGE = 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
SELLO_UPLOAD_BYTES = environment["SELLO_UPLOAD_MB"] * 1024 * 1024
# Wagtail's page editor sends several fields for each block.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000

# --- Wagtail ------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Sello Migrante"
WAGTAILADMIN_BASE_URL = SELLO_EDITORIAL_URL
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILIMAGES_IMAGE_MODEL = "sello_pages.SiteImage"
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp"]
WAGTAILIMAGES_MAX_UPLOAD_SIZE = SELLO_UPLOAD_BYTES
WAGTAILIMAGES_MAX_IMAGE_PIXELS = 50_000_000
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "odt", "ods", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILDOCS_SERVE_METHOD = "serve_view"
# All documents are attachments: nothing that was uploaded is shown as a page of this site.
WAGTAILDOCS_INLINE_CONTENT_TYPES: list[str] = []
# Said here, because the table that Python asks differs from machine to machine.
WAGTAILDOCS_CONTENT_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "txt": "text/plain; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}
WAGTAIL_ALLOW_UNICODE_SLUGS = False
WAGTAIL_WORKFLOW_ENABLED = True
# A translation that is begun is not published; sello_site.translations says when it is.
WAGTAILLOCALIZE_SYNC_LIVE_STATUS_ON_TRANSLATE = False
WAGTAILAPI_RICH_TEXT_FORMAT = "html"
WAGTAILAPI_LIMIT_MAX = 200
WAGTAILAPI_BASE_URL = SELLO_PUBLIC_URL
WAGTAILADMIN_RICH_TEXT_EDITORS = {
    "default": {
        "WIDGET": "wagtail.admin.rich_text.DraftailRichTextArea",
        "OPTIONS": {
            "features": ["bold", "italic", "h3", "h4", "ol", "ul", "link", "document-link"],
        },
    }
}
WAGTAILSEARCH_BACKENDS = {
    # Wagtail's own index serves the admin; the public search is sello_site.search.
    "default": {
        "BACKEND": "wagtail.search.backends.database",
        "SEARCH_CONFIG": "spanish",
    }
}

# --- Security -----------------------------------------------------------------------------------

SELLO_TLS = SELLO_PUBLIC_URL.startswith("https://")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SELLO_TLS
SESSION_COOKIE_HTTPONLY = True
# When a session's row may go; sello_accounts.sign_in ends it earlier, and browsers with the window.
SESSION_COOKIE_AGE = 24 * 60 * 60
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-sello_session" if SELLO_TLS else "sello_session"
CSRF_COOKIE_NAME = "__Host-sello_csrf" if SELLO_TLS else "sello_csrf"
CSRF_TRUSTED_ORIGINS = sorted({SELLO_PUBLIC_URL, SELLO_EDITORIAL_URL, SELLO_DESK_URL})
SECURE_HSTS_SECONDS = 31_536_000 if SELLO_TLS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = False
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
# What the map takes from django-leaflet: no tiles, since those would be asked of another host, and
# the extent of Chile with its islands. The rest is said on its pages.
LEAFLET_CONFIG = {
    "TILES": [],
    "SPATIAL_EXTENT": (-112.0, -57.5, -63.0, -15.5),
    "DEFAULT_CENTER": (-37.0, -71.0),
    "DEFAULT_ZOOM": 4,
    "MIN_ZOOM": 3,
    "MAX_ZOOM": 11,
    "RESET_VIEW": False,
    "SCALE": None,
    "ATTRIBUTION_PREFIX": "Leaflet",
}
CSRF_FAILURE_VIEW = "sello_site.errors.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
# Passwords and addresses are changed in the account zone alone.
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
# One password for many, kept in clear, is no protection; groups and sign-in are.
WAGTAIL_PRIVATE_PAGE_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILDOCS_PRIVATE_COLLECTION_OPTIONS = {"SHARED_PASSWORD": False}
WAGTAILIMAGES_IMAGE_FORM_BASE = "sello_site.upload_forms.ImageForm"
WAGTAILDOCS_DOCUMENT_FORM_BASE = "sello_site.upload_forms.DocumentForm"

# --- Background work, mail, cache, logs ---------------------------------------------------------

# Plugins load their own tasks, where a failure is contained.
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = None
# All mail is written to the outbox, that of Django and Wagtail too.
EMAIL_BACKEND = "sello_site.outbox.django_mail.EmailBackend"
SELLO_MAIL_TRANSPORT = environment["SELLO_EMAIL_URL"] or LOCAL
SELLO_MAIL_SENDERS = {
    "service": environment["SELLO_EMAIL_SERVICE_FROM"],
    "bulletin": environment["SELLO_EMAIL_BULLETIN_FROM"],
}
SELLO_EMAIL_WEBHOOK_SECRET = environment["SELLO_EMAIL_WEBHOOK_SECRET"]
ANYMAIL = {**SELLO_MAIL_TRANSPORT.anymail, "WEBHOOK_SECRET": SELLO_EMAIL_WEBHOOK_SECRET or []}
DEFAULT_FROM_EMAIL = SERVER_EMAIL = SELLO_MAIL_SENDERS["service"]
WAGTAILADMIN_NOTIFICATION_FROM_EMAIL = DEFAULT_FROM_EMAIL
CACHES = {
    "default": {"BACKEND": "sello_site.page_cache.dated_cache.DatedCache"},
    "renditions": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "LOCATION": "renditions",
        "TIMEOUT": 600,
        "OPTIONS": {"MAX_ENTRIES": 2000},
    },
}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "sello_site.log_lines.MaskingFormatter",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        # Without the handlers that Django gives it, which mask nothing and mail to nobody.
        "django": {"level": "WARNING", "handlers": []},
        "sello": {"level": "INFO"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
