"""The demonstration's pages: home, the programme, its readers, privacy and accessibility.

What they say comes from the programme's own description; what is not known is said so.
"""

from __future__ import annotations

from urllib.parse import urlsplit

from wagtail.models import Page, Site

from sello_pages.demo.documents import load_documents
from sello_pages.demo.figures import load_figures
from sello_pages.demo.home import PROMISE, SLUG, SUMMARY, TITLE, write_home
from sello_pages.demo.legal import LEGAL_PAGES
from sello_pages.demo.material import DEPARTMENT, TRANSLATIONS, DemoPage, Material
from sello_pages.demo.pictures import load_pictures
from sello_pages.demo.programme import PROGRAMME_PAGES
from sello_pages.demo.publishing import publish
from sello_pages.demo.readers import READER_PAGES
from sello_pages.demo.topics import load_topics
from sello_pages.demo.writing import Body
from sello_pages.models import ContentPage, HomePage, SiteLink
from sello_site.demo import HOME, DemoContext, demo_identity, welcome_page

FOOTER_PAGES = ("contact", "accessibility", "privacy")

CONTENT_PAGES: tuple[DemoPage, ...] = (*PROGRAMME_PAGES, *READER_PAGES, *LEGAL_PAGES)


def load(*, context: DemoContext) -> None:
    """Makes the site, its home and its content pages, each published through a revision."""
    material = Material(
        figures=load_figures(),
        pictures=load_pictures(context=context),
        documents=load_documents(context=context),
    )
    load_topics()
    context.say(f"  {len(material.figures)} official figures, {len(material.pictures)} pictures")
    home, fresh = _home(context)
    # All pages first, so that their texts can link to one another.
    drafts = [(spec, *_content_page(spec, context)) for spec in CONTENT_PAGES]
    if fresh:
        home.municipality_page_id = context.pages["municipalities"]
        home.orientation_page_id = context.pages["orientation"]
        body = Body(HOME, pages=context.pages)
        write_home(body, material)
        home.body = home.body.stream_block.to_python(body.raw)
        publish(home, context=context)
    made = int(fresh)
    for spec, page, is_new in drafts:
        if not is_new:
            continue
        body = Body(spec.key, pages=context.pages)
        spec.write(body, material)
        page.body = page.body.stream_block.to_python(body.raw)
        publish(page, context=context)
        made += 1
    _footer(context)
    context.say(f"  {made} pages")
    context.catalogs.append(TRANSLATIONS)
    _site(home, context)


def _footer(context: DemoContext) -> None:
    """The footer's links, unless somebody has chosen some already."""
    if SiteLink.objects.exists():
        return
    for position, key in enumerate(FOOTER_PAGES, start=1):
        SiteLink.objects.create(
            menu=SiteLink.Menu.FOOTER, position=position, page_id=context.pages[key]
        )


def _home(context: DemoContext) -> tuple[HomePage, bool]:
    """The home page, and whether it was made now."""
    found = context.find_page(HOME)
    if found is not None:
        return found.specific, False
    root = Page.get_first_root_node()
    home = HomePage(
        title=TITLE,
        slug=_free_slug(root, SLUG),
        promise=PROMISE,
        summary=SUMMARY,
        live=False,
        translation_key=demo_identity(HOME),
    )
    root.add_child(instance=home)
    context.pages[HOME] = home.pk
    return home, True


def _free_slug(parent: Page, slug: str) -> str:
    """The slug, or with a number after it where another page has it already."""
    taken = set(parent.get_children().values_list("slug", flat=True))
    candidates = (slug, *(f"{slug}-{number}" for number in range(2, len(taken) + 3)))
    return next(candidate for candidate in candidates if candidate not in taken)


def _content_page(spec: DemoPage, context: DemoContext) -> tuple[ContentPage, bool]:
    """The page in its place, still without text, and whether it was made now."""
    found = context.find_page(spec.key)
    if found is not None:
        return found.specific, False
    parent = Page.objects.get(pk=context.pages[spec.parent])
    page = ContentPage(
        title=spec.title,
        slug=_free_slug(parent, spec.slug),
        summary=spec.summary,
        responsible_unit=DEPARTMENT,
        show_in_menus=spec.in_menu,
        live=False,
        translation_key=demo_identity(spec.key),
    )
    parent.add_child(instance=page)
    context.pages[spec.key] = page.pk
    return page, True


def _site(home: HomePage, context: DemoContext) -> None:
    """Lets the public address lead to the home page, unless a site of somebody else's is there."""
    welcome = welcome_page()
    address = urlsplit(context.public_url)
    site = Site.objects.filter(is_default_site=True).first()
    if site is not None and site.root_page_id not in {home.pk, getattr(welcome, "pk", None)}:
        context.say(f"  the site goes on showing «{site.root_page.title}»")
        return
    site = site or Site(is_default_site=True)
    site.hostname = address.hostname or "localhost"
    site.port = address.port or (443 if address.scheme == "https" else 80)
    site.site_name = TITLE
    site.root_page = home
    site.save()
    if welcome is not None:
        # Last, since deleting a page deletes the sites that it is the root of.
        welcome.delete()
        context.say("  Wagtail's welcome page deleted")
    context.say(f"  {context.public_url}/ leads to «{home.title}»")
