"""What the translations add to Wagtail's admin, and which doors they narrow."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import include, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.forms.pages import PageViewRestrictionForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from sello_site.translations import editor_views, views
from sello_site.translations.models import TranslatorLanguage
from sello_site.translations.translators import languages_of
from sello_site.translations.tree import languages_taken_along


class TranslatorLanguageViewSet(ModelViewSet):
    """Who translates into which language, for those who manage people.

    No snippet: anybody in the admin may list and choose snippets.
    """

    model = TranslatorLanguage
    name = "translator_languages"
    url_prefix = "traducciones/personas"
    form_fields = ["user", "locale", "may_publish"]
    icon = "user"
    menu_label = gettext_lazy("Quién traduce")
    menu_name = "translator-languages"
    menu_order = 601
    add_to_settings_menu = True
    list_display = ["user", "locale", "may_publish"]
    list_filter = ["locale", "may_publish"]


@hooks.register("register_admin_viewset")
def translator_languages() -> ModelViewSet:
    return TranslatorLanguageViewSet()


class TranslationsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(languages_of(request.user))


@hooks.register("register_admin_menu_item")
def menu_item() -> MenuItem:
    return TranslationsMenuItem(
        gettext_lazy("Traducciones"),
        reverse("sello_translations:index"),
        name="translations",
        icon_name="wagtail-localize-language",
        order=260,
    )


# Before those of wagtail-localize, some of which these take the place of.
@hooks.register("register_admin_urls", order=-10)
def admin_urls() -> list[Any]:
    routes = [
        path("", views.index, name="index"),
        path("empezar/<int:page_id>/<slug:code>/", views.begin, name="begin"),
        path("cargar/", views.upload, name="upload"),
        path("catalogos/<slug:code>/", views.bundle, name="bundle"),
        path("<int:pk>/", views.detail, name="detail"),
        path("<int:pk>/catalogo/", views.catalog, name="catalog"),
        path("<int:pk>/entregar/", views.hand_in, name="hand_in"),
        path("<int:pk>/revisada/", views.approve, name="approve"),
        path("<int:pk>/publicar/", views.make_public, name="make_public"),
    ]
    translate = "localize/translate/<int:translation_id>"
    return [
        path("traducciones/", include((routes, "sello_translations"))),
        path(f"{translate}/disable/", editor_views.refuse_stop),
        path(f"{translate}/pofile/upload/", editor_views.upload_catalog),
        path(
            f"{translate}/overrides/<int:overridable_segment_id>/edit/",
            editor_views.edit_override,
        ),
        path("localize/page/<int:page_id>/convert_to_alias/", editor_views.convert_to_alias),
    ]


@hooks.register("before_edit_page", order=-10)
def edit_translations_in_their_editor(request: HttpRequest, page: Page) -> HttpResponse | None:
    return editor_views.edit_page(request, page)


@hooks.register("construct_reports_menu")
def leave_one_list_of_translations(request: HttpRequest, menu_items: list[Any]) -> None:
    """The library's knows neither languages that were given nor states."""
    report = reverse("wagtail_localize:translations_report")
    menu_items[:] = [item for item in menu_items if item.url != report]


@hooks.register("register_permissions")
def permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label="sello_translations", codename="translate"
    )


@hooks.register("register_page_header_buttons")
def link_to_translations(page: Page, user: Any, view_name: str, next_url: str | None = None) -> Any:
    """From a page that is edited to the list of its language."""
    locale = page.locale
    if page.depth < 2 or locale.pk not in {found.pk for found in languages_of(user)}:
        return
    yield Button(
        _("Traducciones"),
        f"{reverse('sello_translations:index')}?idioma={locale.language_code}",
        icon_name="wagtail-localize-language",
        priority=55,
    )


@hooks.register("before_delete_page")
def say_what_deletion_takes_along(request: HttpRequest, page: Page) -> None:
    languages = languages_taken_along(page)
    if request.method == "GET" and languages:
        messages.warning(
            request,
            _("Si borra esta página se borran también sus traducciones: %(languages)s.")
            % {"languages": ", ".join(languages)},
        )


PageViewRestrictionForm.base_fields["restriction_type"].help_text = gettext_lazy(
    "Vale también para lo que está debajo, y para la misma página en los otros idiomas."
)
