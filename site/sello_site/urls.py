"""All routes of all zones. Every process has all of them, so that any can be reversed from
anywhere; ZoneMiddleware answers 404 for the zones that a process does not serve."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from sello_site import errors, feeds, media, security_txt, sitemaps, social_pictures
from sello_site.api import build_api
from sello_site.api_readers import hold_api_to_publication
from sello_site.outbox import webhooks as mail_webhooks
from sello_site.routes import plugin_patterns
from sello_site.zones import PERSONAL_PATH

handler400 = "sello_site.errors.bad_request"
handler403 = "sello_site.errors.permission_denied"
handler404 = "sello_site.errors.not_found"
handler500 = "sello_site.errors.server_error"

hold_api_to_publication()

urlpatterns = [
    # Wagtail's page that fails on purpose, to try how failures are reported.
    path("admin/failwhale/", errors.not_found),
    path("admin/", include(wagtailadmin_urls)),
    # One place to sign in; SecondFactorMiddleware leads there from Wagtail's own doors.
    path("cuenta/", include("sello_accounts.sign_in.urls")),
    path("documentos/", include(wagtaildocs_urls)),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", sitemaps.sitemap_part, name="sitemap_part"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path(".well-known/security.txt", security_txt.security_txt, name="security_txt"),
    path("og/<int:page_id>-<slug:fingerprint>.png", social_pictures.picture, name="social_picture"),
    path("media/images/<path:name>", media.rendition, name="rendition"),
    path("api/v3/", build_api().urls),
    # Providers of mail know no languages.
    path(f"{PERSONAL_PATH}correo/", include(mail_webhooks)),
    *plugin_patterns("account_urls"),
    *plugin_patterns("desk_urls"),
    # The zones that people read without an account, in every language; Spanish has no prefix.
    *i18n_patterns(
        path(f"{PERSONAL_PATH}privacidad/", include("sello_site.privacy.urls")),
        path("feed.atom", feeds.feed, name="feed"),
        path("feed/<slug:kind>.atom", feeds.feed, name="feed_of_kind"),
        *plugin_patterns("personal_urls"),
        *plugin_patterns("urls"),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
