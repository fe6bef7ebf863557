"""Links of published content to pages, documents and paths of this site that lead nowhere."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import TextChoices
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.translation import gettext_lazy as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents import get_document_model
from wagtail.models import Collection, CollectionViewRestriction, Page, Site

from sello_editorial.content_walk import edited_as
from sello_editorial.links.found import DOCUMENT, PAGE, PATH, Link, published_links
from sello_site.languages import SOURCE_LANGUAGE, language_of_path
from sello_site.languages.addresses import path_without_language
from sello_site.publication import HiddenBranches, hidden_branches, only_published


class Reason(TextChoices):
    MISSING = "missing", _("Ya no existe")
    UNPUBLISHED = "unpublished", _("No está publicado")
    RESTRICTED = "restricted", _("No todas las personas pueden leerlo")


@dataclass(frozen=True)
class BrokenLink:
    """A link within this site that a reader cannot follow, and where it stands."""

    content_type_id: int
    object_id: int
    title: str
    where: str
    target: str
    reason: Reason


def broken_links() -> list[BrokenLink]:
    """All of them, by the title of what they stand in."""
    branches = hidden_branches()
    links: list[tuple[Any, Link]] = [
        (item, link)
        for item, link in published_links()
        if link.kind in {PAGE, DOCUMENT, PATH} and not _is_hidden(item, branches)
    ]
    problems = {
        PAGE: _pages(_targets(links, PAGE), branches),
        DOCUMENT: _documents(_targets(links, DOCUMENT)),
        PATH: {path: (Reason.MISSING, path) for path in dead_paths(_targets(links, PATH))},
    }
    found = []
    for item, link in links:
        problem = problems[link.kind].get(link.target)
        if problem is None:
            continue
        reason, target = problem
        if reason is Reason.RESTRICTED and _is_restricted(item, branches):
            continue  # whoever reads this one may read the other
        model, number = edited_as(item)
        kind = ContentType.objects.get_for_model(model, for_concrete_model=False).pk
        title = item.title if isinstance(item, Page) else str(item)
        found.append(BrokenLink(kind, number, title, link.where, target, reason))
    return sorted(set(found), key=_order)


def _order(link: BrokenLink) -> tuple[str, int, str, str]:
    return link.title.lower(), link.object_id, link.where, link.target


def _targets(links: list[tuple[Any, Link]], kind: str) -> set[Any]:
    return {link.target for _item, link in links if link.kind == kind}


def _is_hidden(item: Any, branches: HiddenBranches) -> bool:
    """Whether nobody reads this, published as it may be: a page below one that is not."""
    return isinstance(item, Page) and item.path.startswith(branches.unpublished or ("-",))


def _is_restricted(item: Any, branches: HiddenBranches) -> bool:
    return isinstance(item, Page) and item.path.startswith(branches.restricted or ("-",))


Problems = dict[Any, tuple[Reason, str]]


def _pages(numbers: set[int], branches: HiddenBranches) -> Problems:
    known = Page.objects.filter(pk__in=numbers).only("pk", "title", "path", "live").in_bulk()
    published = set(
        only_published(Page.objects.filter(pk__in=numbers)).values_list("pk", flat=True)
    )
    problems: Problems = {}
    for number in numbers - published:
        page = known.get(number)
        if page is None:
            problems[number] = (Reason.MISSING, str(_("Página %(number)s")) % {"number": number})
            continue
        # What is restricted may be unpublished, too; then nobody reads it.
        has_readers = page.live and not _is_hidden(page, branches)
        reason = (
            Reason.RESTRICTED
            if has_readers and _is_restricted(page, branches)
            else Reason.UNPUBLISHED
        )
        problems[number] = (reason, page.title)
    return problems


def _documents(numbers: set[int]) -> Problems:
    known = get_document_model().objects.filter(pk__in=numbers).select_related("collection")
    documents = {document.pk: document for document in known}
    restricted = _restricted_collections()
    problems: Problems = {}
    for number in numbers:
        document = documents.get(number)
        if document is None:
            name = str(_("Documento %(number)s")) % {"number": number}
            problems[number] = (Reason.MISSING, name)
        elif document.collection.path.startswith(restricted or ("-",)):
            problems[number] = (Reason.RESTRICTED, document.title)
    return problems


def _restricted_collections() -> tuple[str, ...]:
    numbers = CollectionViewRestriction.objects.values("collection")
    return tuple(Collection.objects.filter(pk__in=numbers).values_list("path", flat=True))


def dead_paths(paths: Iterable[str]) -> set[str]:
    """Those of the paths that lead neither to a route, nor to a published page, nor to a
    redirect."""
    open_paths = [path for path in paths if not _is_route(path)]
    addresses = {path: page_addresses(path) for path in open_paths}
    wanted = {address for found in addresses.values() for address in found}
    pages = only_published(Page.objects.filter(url_path__in=wanted))
    reachable = set(pages.values_list("url_path", flat=True))
    redirected = set(
        Redirect.objects.filter(
            old_path__in={spelling for path in open_paths for spelling in spellings(path)}
        ).values_list("old_path", flat=True)
    )
    return {
        path
        for path in open_paths
        if not addresses[path] & reachable and not spellings(path) & redirected
    }


def spellings(path: str) -> set[str]:
    """The paths under which a redirect is looked for: as it is, and without the language."""
    return {Redirect.normalise_path(one) for one in (path, path_without_language(path))}


def _is_route(path: str) -> bool:
    """Whether something else than a page answers there: a view, or a file."""
    if path.startswith((settings.STATIC_URL, settings.MEDIA_URL)):
        return True
    try:
        with translation.override(SOURCE_LANGUAGE):
            return resolve(path_without_language(path)).url_name != "wagtail_serve"
    except Resolver404:
        return False


def page_addresses(path: str) -> set[str]:
    """Under which address paths Wagtail knows the page at this path, for each site; also that of
    the Spanish page, which leads to the one in the language."""
    language = language_of_path(path)
    below = unquote(path_without_language(path)).strip("/")
    return {
        f"{root.root_path}{below}/" if below else root.root_path
        for root in Site.get_site_root_paths()
        if root.language_code in {language, SOURCE_LANGUAGE}
    }
