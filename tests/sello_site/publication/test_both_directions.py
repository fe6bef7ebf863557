"""The rule is worked out downwards for lists and upwards for one page: both must agree."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from wagtail.models import Locale, Page, PageViewRestriction

from sello_site.publication import hidden_branches, is_restricted

pytestmark = pytest.mark.django_db

# For each page: whose child it is; then, of whom it is an alias or translation, if of anybody.
SHAPES = st.lists(
    st.tuples(
        st.integers(0, 50), st.sampled_from(["page", "alias", "en", "ht"]), st.integers(0, 50)
    ),
    min_size=2,
    max_size=9,
)


@given(shapes=SHAPES, restricted=st.sets(st.integers(0, 8), min_size=1, max_size=3))
@hypothesis_settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_a_page_is_hidden_from_lists_exactly_when_a_restriction_holds_for_it(
    make_page: Any, home: Page, shapes: list[tuple[int, str, int]], restricted: set[int]
) -> None:
    locales = {
        code: Locale.objects.get_or_create(language_code=code)[0] for code in ("es", "en", "ht")
    }
    with transaction.atomic():
        pages: list[Page] = []
        for parent, kind, other in shapes:
            below = Page.objects.get(pk=pages[parent % len(pages)].pk) if pages else home
            page = make_page("Página", parent=below)
            if pages and kind == "alias":
                Page.objects.filter(pk=page.pk).update(alias_of=pages[other % len(pages)].pk)
            elif pages and kind in locales:
                original = pages[other % len(pages)]
                taken = Page.objects.filter(
                    translation_key=original.translation_key, locale=locales[kind]
                )
                if not taken.exists():
                    Page.objects.filter(pk=page.pk).update(
                        translation_key=original.translation_key, locale=locales[kind]
                    )
            pages.append(Page.objects.get(pk=page.pk))
        for number in restricted:
            PageViewRestriction.objects.create(
                page=pages[number % len(pages)], restriction_type="login"
            )
        branches = hidden_branches()
        lists = [is_restricted(page, branches) for page in pages]
        one_by_one = [page.get_view_restrictions().exists() for page in pages]
        transaction.set_rollback(True)
    assert lists == one_by_one
    assert any(lists)
