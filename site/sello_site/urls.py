"""All routes of all zones. Every process has all of them, so that any can be reversed from
anywhere; ZoneMiddleware answers 404 for the zones that a process does not serve."""

from __future__ import annotations

from django.urls import include, path
from django.views.generic import RedirectView
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from sello_site import media, sitemaps
from sello_site.api import build_api
from sello_site.api_readers import hold_api_to_publication
from sello_site.routes import plugin_patterns

handler400 = "sello_site.errors.bad_request"
handler403 = "sello_site.errors.permission_denied"
handler404 = "sello_site.errors.not_found"
handler500 = "sello_site.errors.server_error"

hold_api_to_publication()

urlpatterns = [
    path("admin/", include(wagtailadmin_urls)),
    # One place to sign in: Wagtail's second one would go round every later rule of the first.
    path(
        "_util/login/",
        RedirectView.as_view(pattern_name="wagtailadmin_login", query_string=True),
    ),
    path("documentos/", include(wagtaildocs_urls)),
    path("sitemap.xml", sitemaps.sitemap, name="sitemap"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("media/images/<path:name>", media.rendition, name="rendition"),
    path("api/v3/", build_api().urls),
    *plugin_patterns("personal_urls"),
    *plugin_patterns("desk_urls"),
    *plugin_patterns("urls"),
    path("", include(wagtail_urls)),
]
