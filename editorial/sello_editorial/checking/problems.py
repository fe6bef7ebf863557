"""All that is wrong with a page: the one list of rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from wagtail.models import Page

from sello_editorial.checking.blocks import block_problems
from sello_editorial.checking.care import care_problems, untranslated
from sello_editorial.checking.fields import field_problems
from sello_editorial.checking.links import lost_links
from sello_editorial.checking.texts import text_problems
from sello_site.signals import ContentProblem, collect, content_problems

Rule = Callable[[Page], Iterable[ContentProblem]]

RULES: tuple[Rule, ...] = (
    field_problems,
    care_problems,
    block_problems,
    text_problems,
    lost_links,
    untranslated,
)
"""What holds for all pages. Plugins add to it what holds for theirs, by ``content_problems``.

Colours have no rule: no block lets an editor choose one.
"""


def problems_of(page: Page) -> list[ContentProblem]:
    """What is wrong with a page as it stands in memory, errors first, each once."""
    found = [problem for rule in RULES for problem in rule(page)]
    found += collect(content_problems, page=page)
    return sorted(dict.fromkeys(found), key=lambda problem: not problem.is_error)


def errors_of(page: Page) -> list[ContentProblem]:
    """Of the problems those that keep the page from being published."""
    return [problem for problem in problems_of(page) if problem.is_error]
