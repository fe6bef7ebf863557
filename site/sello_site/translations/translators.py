"""Who may translate into which language, asked wherever Wagtail asks what somebody may do.

The Spanish tree is edited as ever. The others follow it: nobody adds, moves or deletes pages
there, the rights of editors reach there too, and somebody with the role «Traducción» may edit the
translations of the languages that were given to that person, and of no other.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from wagtail.models import Locale, Page, PagePermissionTester
from wagtail.permission_policies.pages import PagePermissionPolicy

from sello_site.languages import SOURCE_LANGUAGE
from sello_site.translations.locales import target_locales
from sello_site.translations.models import TranslatorLanguage

TRANSLATE = "sello_translations.translate"
"""The permission that the role «Traducción» has; without it, languages that were given rest."""

_MARK = "_sello_guarded"
_LANGUAGES = "_sello_translator_languages"
_SOURCE = "_sello_source_locale"


def given_languages(user: Any) -> dict[int, bool]:
    """Locale id → whether the person may publish in it; for those with the role alone.

    Remembered on the person, who is read anew for each request.
    """
    known: dict[int, bool] | None = getattr(user, _LANGUAGES, None)
    if known is None:
        known = {}
        if user.is_active and user.has_perm(TRANSLATE):
            rows = TranslatorLanguage.objects.filter(user=user.pk)
            known = dict(rows.values_list("locale_id", "may_publish"))
        setattr(user, _LANGUAGES, known)
    return known


def give_language(user: Any, code: str, *, may_publish: bool = False) -> TranslatorLanguage:
    """Lets somebody who has the role translate into a language; can be repeated."""
    given, _made = TranslatorLanguage.objects.update_or_create(
        user=user,
        locale=Locale.objects.get(language_code=code),
        defaults={"may_publish": may_publish},
    )
    return given


def edits_pages(user: Any) -> bool:
    """Whether the person edits pages by an editorial role, in whatever language."""
    policy = PagePermissionPolicy()
    return bool(user.is_active and policy.user_has_any_permission(user, ["change", "publish"]))


def languages_of(user: Any) -> list[Locale]:
    """The languages whose translations the person may see and edit."""
    if edits_pages(user):
        return target_locales()
    given = given_languages(user)
    if not given:
        return []
    return [locale for locale in target_locales() if locale.pk in given]


def _is_foreign(user: Any, page: Page) -> bool:
    """Whether a page lies in a tree that follows the Spanish one."""
    source = getattr(user, _SOURCE, None)
    if source is None:
        source = (
            Locale.objects.filter(language_code=SOURCE_LANGUAGE).values_list("pk", flat=True).get()
        )
        setattr(user, _SOURCE, source)
    # A page that is only being written has no depth yet, but a language.
    return page.depth != 1 and page.locale_id != source


def _is_followed(page: Page) -> bool:
    """Whether there is a Spanish page that this one follows."""
    return bool(
        Page.objects.filter(
            translation_key=page.translation_key, locale__language_code=SOURCE_LANGUAGE
        ).exists()
    )


def _can_edit(original: Callable[..., bool], self: PagePermissionTester) -> bool:
    if original(self):
        return True
    return _is_foreign(self.user, self.page) and self.page.locale_id in given_languages(self.user)


def _can_publish(original: Callable[..., bool], self: PagePermissionTester) -> bool:
    if original(self):
        return True
    return _is_foreign(self.user, self.page) and given_languages(self.user).get(
        self.page.locale_id, False
    )


def _never_in_other_trees(
    original: Callable[..., bool], self: PagePermissionTester, *args: Any, **kwargs: Any
) -> bool:
    return original(self, *args, **kwargs) and not _is_foreign(self.user, self.page)


def _not_what_follows(
    original: Callable[..., bool], self: PagePermissionTester, *args: Any, **kwargs: Any
) -> bool:
    return original(self, *args, **kwargs) and not (
        _is_foreign(self.user, self.page) and _is_followed(self.page)
    )


def _within_one_tree(
    original: Callable[..., bool],
    self: PagePermissionTester,
    destination: Page,
    *args: Any,
    **kwargs: Any,
) -> bool:
    return original(self, destination, *args, **kwargs) and not _is_foreign(self.user, destination)


def _not_what_repeats(original: Callable[..., bool], self: PagePermissionTester) -> bool:
    """An alias of a Spanish page is there exactly as long as that is."""
    if self.page.alias_of_id and _is_foreign(self.user, self.page) and _is_followed(self.page):
        return False
    return original(self)


def _publication_only(original: Callable[..., bool], self: PagePermissionTester) -> bool:
    """What follows from the right to publish is the editors', also where translators have it."""
    if _is_foreign(self.user, self.page) and not edits_pages(self.user):
        return False
    return original(self)


_RULES: dict[str, Callable[..., bool]] = {
    "can_edit": _can_edit,
    "can_publish": _can_publish,
    "can_add_subpage": _never_in_other_trees,
    "can_publish_subpage": _never_in_other_trees,
    "can_reorder_children": _never_in_other_trees,
    "can_move": _not_what_follows,
    "can_move_to": _within_one_tree,
    "can_copy_to": _within_one_tree,
    "can_delete": _not_what_follows,
    "can_unpublish": _not_what_repeats,
    "can_set_view_restrictions": _publication_only,
    "can_unschedule": _publication_only,
}


def install() -> None:
    """Puts the rules in place, once."""
    for name, rule in _RULES.items():
        original = getattr(PagePermissionTester, name)
        if getattr(original, _MARK, False):
            continue

        def guarded(
            self: PagePermissionTester,
            *args: Any,
            _rule: Callable[..., bool] = rule,
            _original: Callable[..., bool] = original,
            **kwargs: Any,
        ) -> bool:
            return bool(_rule(_original, self, *args, **kwargs))

        functools.update_wrapper(guarded, original)
        setattr(guarded, _MARK, True)
        setattr(PagePermissionTester, name, guarded)
