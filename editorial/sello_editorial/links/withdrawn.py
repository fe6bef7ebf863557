"""Addresses whose page was unpublished or deleted: they are written down as it happens, and an
editor says where each one leads from then on.

Pages that are moved or renamed need nobody: Wagtail makes their redirects, each to the page itself
and not to an address, so that a second move makes no chain.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.contrib.redirects.models import Redirect
from wagtail.log_actions import log
from wagtail.models import Page

from sello_editorial.links.found import PATH, links_to
from sello_editorial.links.internal import dead_paths, page_addresses, spellings
from sello_editorial.links.models import WithdrawnAddress
from sello_site.publication import only_published

SETTLED = "sello_editorial.address.settle"
MOST_BELOW = 500
_LONGEST_PATH = 255


def note_withdrawal(page: Page) -> None:
    """Writes down the addresses that go with a page: its own, those below it, those of their
    translations, and the older ones that led to it."""
    below = Page.objects.filter(path__startswith=page.path).filter(Q(live=True) | Q(pk=page.pk))
    going = below | Page.objects.filter(
        live=True, alias_of=None, translation_key__in=below.values("translation_key")
    )
    found: dict[tuple[int, str], str] = {}
    for one in going.filter(alias_of=None).order_by("path")[:MOST_BELOW]:
        parts = one.get_url_parts()
        if parts and parts[2]:
            found[parts[0], parts[2]] = one.title
    parts = page.get_url_parts()
    if parts and page.alias_of_id is None:
        for redirect in Redirect.objects.filter(redirect_page=page):
            found.setdefault((redirect.site_id or parts[0], redirect.old_path), page.title)
    WithdrawnAddress.objects.bulk_create(
        [
            WithdrawnAddress(site_id=site, path=path, title=title)
            for (site, path), title in found.items()
            if len(path) <= _LONGEST_PATH
        ],
        update_conflicts=True,
        unique_fields=["site", "path"],
        update_fields=["title", "withdrawn_at", "settled_at"],
    )


def waiting_addresses() -> list[WithdrawnAddress]:
    """Those that nobody has settled and that lead nowhere today, the newest first."""
    found = list(WithdrawnAddress.objects.filter(settled_at=None))
    dead = dead_paths({one.path for one in found})
    return [one for one in found if one.path in dead]


@transaction.atomic
def settle(*, address: WithdrawnAddress, page: Page | None, link: str, by: Any) -> None:
    """Makes the redirect from an address that went; to nowhere without page and link.

    Raises :class:`ValidationError` for what would lead nowhere, or round in a circle.
    """
    if page is not None or link:
        page, link = _target(address, page, link)
        leads_to = {"redirect_page": page, "redirect_link": link}
        old = Redirect.normalise_path(address.path)
        values = {**leads_to, "is_permanent": True, "automatically_created": False}
        Redirect.objects.update_or_create(old_path=old, site_id=address.site_id, defaults=values)
        # What led here leads on at once: nobody is sent twice.
        for former in _redirects_to(address.path).exclude(old_path=old):
            former.redirect_page, former.redirect_link = page, link
            former.save()
    address.settled_at = timezone.now()
    address.save(update_fields=["settled_at"])
    target = page.get_url() if page is not None else link
    log(instance=address, action=SETTLED, user=by, data={"leads_to": target or ""})


def _target(address: WithdrawnAddress, page: Page | None, link: str) -> tuple[Page | None, str]:
    """Where it leads in the end; by the page wherever there is one."""
    if address.path not in dead_paths({address.path}):
        raise ValidationError(_("Esa dirección ya responde: no necesita una redirección."))
    if page is not None:
        if not only_published(Page.objects.filter(pk=page.pk)).exists():
            raise ValidationError(
                _("Elija una página publicada, que todas las personas puedan leer.")
            )
        return page, ""
    path = own_path(link)
    if not path:
        return None, link
    if spellings(path) & spellings(address.path) or path in dead_paths({path}):
        raise ValidationError(_("A esa dirección no responde nada."))
    if leads_back(address.path, link):
        raise ValidationError(_("Esa dirección lleva de vuelta a esta."))
    next_one = Redirect.objects.filter(old_path__in=spellings(path)).first()
    is_page = only_published(Page.objects.filter(url_path__in=page_addresses(path))).exists()
    if next_one is None or is_page:
        return None, link
    return _target(address, next_one.redirect_page, next_one.redirect_link)


def own_path(link: str) -> str:
    """The path of a link to this site, without query; empty for a link elsewhere."""
    found = next(iter(links_to(link)), None)
    return str(found.target) if found is not None and found.kind == PATH else ""


def leads_back(old_path: str, link: str) -> bool:
    """Whether whoever goes to a link of this site is led by redirects to the old path again, or
    round in a circle."""
    seen: set[str] = set(spellings(old_path))
    while path := own_path(link):
        here = spellings(path)
        if here & seen:
            return True
        seen |= here
        following = Redirect.objects.filter(old_path__in=here).first()
        link = following.redirect_link if following is not None else ""
    return False


def _redirects_to(path: str) -> Any:
    plain = {variant for one in spellings(path) for variant in (one, f"{one}/")}
    return Redirect.objects.filter(
        Q(redirect_link__in=plain) | Q(redirect_page__url_path__in=page_addresses(path))
    )
