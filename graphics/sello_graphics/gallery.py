"""What readers see of the pieces: the gallery with its filters, and a piece with its files."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Prefetch, prefetch_related_objects
from django.http import Http404, HttpRequest
from django.utils.translation import get_language
from wagtail.images.shortcuts import get_rendition_or_not_found

from sello_graphics.kinds import Kind
from sello_pages.pictures import SiteImage, SiteRendition
from sello_pages.taxonomy import Audience, Topic
from sello_site.languages import LANGUAGES, SOURCE_LANGUAGE
from sello_site.publication import only_published

if TYPE_CHECKING:
    from sello_graphics.models import GraphicFile, GraphicIndexPage, GraphicPage

CACHE_KEYS = "tipo,idioma,tema,para,formato,p"
"""The query keys that change the gallery, as the page cache is told."""

PIECES_ON_A_PAGE = 24
THUMBNAIL = "max-480x480|format-webp|webpquality-78"
LARGE = "max-1000x1000|format-webp|webpquality-80"
_LONGEST_PAGE_NUMBER = 4


@dataclass(frozen=True)
class Choice:
    """What a reader has asked for; empty values ask for nothing."""

    kind: str = ""
    language: str = ""
    topic: str = ""
    audience: str = ""
    format: str = ""
    page: int = 1

    @classmethod
    def of(cls, query: Mapping[str, str]) -> Choice:
        """From the query of an address. Raises :class:`Http404` for what is no page number."""
        number = query.get("p", "1")
        is_number = number.isascii() and number.isdigit() and len(number) <= _LONGEST_PAGE_NUMBER
        if not is_number or int(number) < 1:
            raise Http404("no such page of the gallery")
        return cls(
            kind=query.get("tipo", ""),
            language=query.get("idioma", ""),
            topic=query.get("tema", ""),
            audience=query.get("para", ""),
            format=query.get("formato", ""),
            page=int(number),
        )

    @property
    def is_narrowed(self) -> bool:
        return any((self.kind, self.language, self.topic, self.audience, self.format))

    def query(self, page: int) -> str:
        """The query of another page of the same choice."""
        values = {
            "tipo": self.kind,
            "idioma": self.language,
            "tema": self.topic,
            "para": self.audience,
            "formato": self.format,
            "p": page,
        }
        return urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True)
class Option:
    """One entry of a filter."""

    value: str
    label: Any
    is_chosen: bool


@dataclass(frozen=True)
class Filter:
    """A filter of the gallery: ``name`` is its key in the address."""

    name: str
    options: tuple[Option, ...]


@dataclass(frozen=True)
class LanguageGroup:
    """The files of a piece in one language."""

    language: str
    name: str
    files: tuple[GraphicFile, ...]


@dataclass(frozen=True)
class Piece:
    """A piece with its files, those in the reader's language first."""

    page: GraphicPage
    files: tuple[GraphicFile, ...]
    picture: Any = None
    picture_language: str = ""
    """The language of what the picture shows, where it is not the reader's."""
    topics: tuple[Topic, ...] = ()
    near: tuple[GraphicFile, ...] = field(default=())
    """The files of one language only: the one asked for, the reader's, or Spanish."""

    @property
    def groups(self) -> list[LanguageGroup]:
        names = dict(LANGUAGES)
        codes = dict.fromkeys(file.language for file in self.files)
        return [
            LanguageGroup(
                code,
                names.get(code, code),
                tuple(file for file in self.files if file.language == code),
            )
            for code in codes
        ]

    @property
    def picture_language_name(self) -> str:
        return dict(LANGUAGES).get(self.picture_language, self.picture_language)

    @property
    def formats(self) -> list[str]:
        return sorted({file.format for file in self.files})

    @property
    def audiences(self) -> list[Any]:
        return [Audience(value).label for value in self.page.audiences]


@dataclass(frozen=True)
class Gallery:
    """The pieces of one page of the gallery, and how many there are on all of them."""

    choice: Choice
    filters: Mapping[str, Filter]
    pieces: tuple[Piece, ...]
    count: int
    total: int
    pages: int
    previous_query: str
    next_query: str


def gallery(index: GraphicIndexPage, choice: Choice, request: HttpRequest | None) -> Gallery:
    """The pieces below ``index`` that everybody may see and the choice lets through.

    Raises :class:`Http404` for a page of the gallery that does not exist.
    """
    everything = _pieces_below(index, request)
    filters = _filters(choice, everything)
    valid = _known(choice, filters)
    found = [piece for piece in everything if _fits(piece, valid)]
    paginator = Paginator(found, PIECES_ON_A_PAGE)
    if choice.page > paginator.num_pages:
        raise Http404("no such page of the gallery")
    shown = [_narrowed(piece, valid) for piece in paginator.page(choice.page)]
    return Gallery(
        choice=valid,
        filters=filters,
        pieces=_with_pictures(shown, THUMBNAIL),
        count=len(found),
        total=len(everything),
        pages=paginator.num_pages,
        previous_query=valid.query(choice.page - 1) if choice.page > 1 else "",
        next_query=valid.query(choice.page + 1) if choice.page < paginator.num_pages else "",
    )


def piece_of(page: GraphicPage) -> Piece:
    """A piece as its own page shows it, drafts in a preview included."""
    files = _in_order(listed_files(page))
    prefetch_related_objects(files, "preview")
    piece = _narrowed(Piece(page, files, topics=tuple(page.topics.all())), Choice())
    [shown] = _with_pictures([piece], LARGE)
    return shown


def listed_files(page: GraphicPage) -> list[GraphicFile]:
    """The files of a piece with what they are made of; those of a draft where it is one."""
    files = list(page.files.all())
    prefetch_related_objects(files, "document", "image")
    for file in files:
        file.page = page
    return [file for file in files if file.document is not None or file.image is not None]


def _pieces_below(index: GraphicIndexPage, request: HttpRequest | None) -> list[Piece]:
    # inline: the models put their pages together with this module
    from sello_graphics.models import GraphicFile, GraphicPage

    pages = list(
        only_published(GraphicPage.objects.child_of(index), request)
        .defer("description")
        .select_related("locale", "alias_of", "preview")
        .order_by("path")
    )
    files: dict[int, list[GraphicFile]] = defaultdict(list)
    by_id = {page.pk: page for page in pages}
    for file in (
        GraphicFile.objects.filter(page__in=list(by_id))
        .select_related("document", "image", "preview")
        .order_by("sort_order", "pk")
    ):
        file.page = by_id[file.page_id]
        files[file.page_id].append(file)
    topics: dict[int, list[Topic]] = defaultdict(list)
    links = GraphicPage.topics.through.objects.filter(graphicpage__in=list(by_id))
    for link in links.select_related("topic").order_by("topic__position", "topic__key"):
        topics[link.graphicpage_id].append(link.topic)
    return [Piece(page, _in_order(files[page.pk]), topics=tuple(topics[page.pk])) for page in pages]


def _in_order(files: Iterable[GraphicFile]) -> tuple[GraphicFile, ...]:
    """The reader's language first, the others in the site's order."""
    codes = [code for code, _name in LANGUAGES]
    own = get_language() or SOURCE_LANGUAGE
    order = {code: position for position, code in enumerate(codes, start=1)} | {own: 0}
    return tuple(sorted(files, key=lambda file: order.get(file.language, len(order))))


def _fits(piece: Piece, choice: Choice) -> bool:
    if choice.kind and piece.page.kind != choice.kind:
        return False
    if choice.audience and choice.audience not in piece.page.audiences:
        return False
    if choice.topic and choice.topic not in {topic.key for topic in piece.topics}:
        return False
    # One and the same file has to be in that language and in that format.
    return not (choice.language or choice.format) or bool(_wanted(piece.files, choice))


def _wanted(files: Iterable[GraphicFile], choice: Choice) -> tuple[GraphicFile, ...]:
    return tuple(
        file
        for file in files
        if choice.language in {"", file.language} and choice.format in {"", file.format}
    )


def _narrowed(piece: Piece, choice: Choice) -> Piece:
    wanted = _wanted(piece.files, choice)
    languages = [file.language for file in wanted]
    own = get_language() or SOURCE_LANGUAGE
    near = next((code for code in (own, SOURCE_LANGUAGE, *languages) if code in languages), None)
    return replace(piece, near=tuple(file for file in wanted if file.language == near))


def _filters(choice: Choice, pieces: list[Piece]) -> dict[str, Filter]:
    """What can be chosen: only what some piece has."""
    languages = {file.language for piece in pieces for file in piece.files}
    kinds = {piece.page.kind for piece in pieces}
    audiences = {value for piece in pieces for value in piece.page.audiences}
    topics = {topic.key: topic for piece in pieces for topic in piece.topics}
    formats = sorted({file.format for piece in pieces for file in piece.files if file.format})
    ordered = sorted(topics.values(), key=lambda topic: (topic.position, topic.key))
    entries: dict[str, tuple[str, list[tuple[str, Any]]]] = {
        "kind": ("tipo", [(one.value, one.label) for one in Kind if one in kinds]),
        "language": ("idioma", [(code, name) for code, name in LANGUAGES if code in languages]),
        "topic": ("tema", [(topic.key, topic.local_name) for topic in ordered]),
        "audience": ("para", [(one.value, one.label) for one in Audience if one in audiences]),
        "format": ("formato", [(one, one.upper()) for one in formats]),
    }
    return {
        name: Filter(
            key,
            tuple(Option(value, label, value == getattr(choice, name)) for value, label in options),
        )
        for name, (key, options) in entries.items()
    }


def _known(choice: Choice, filters: Mapping[str, Filter]) -> Choice:
    """The choice without what no filter offers: an old link shows more rather than nothing."""
    kept: dict[str, Any] = {
        name: getattr(choice, name) if any(option.is_chosen for option in one.options) else ""
        for name, one in filters.items()
    }
    return replace(choice, **kept)


def _with_pictures(pieces: list[Piece], spec: str) -> tuple[Piece, ...]:
    """The pieces with the picture that stands for each, fetched for all of them at once."""
    own = get_language() or SOURCE_LANGUAGE
    chosen = [_picture_of(piece, own) for piece in pieces]
    _prefetch_renditions((image for image, _language in chosen), spec)
    return tuple(
        replace(
            piece,
            picture=_rendition(image, spec),
            picture_language="" if image is None or language == own else language,
        )
        for piece, (image, language) in zip(pieces, chosen, strict=True)
    )


def _picture_of(piece: Piece, own: str) -> tuple[SiteImage | None, str]:
    """The picture that stands for a piece, and its language: that of the files that are offered
    first if there is one, else the reader's, else Spanish, else any."""
    near = {file.language for file in piece.near}

    def distance(found: tuple[SiteImage | None, str]) -> tuple[bool, bool, bool]:
        _image, language = found
        return language not in near, language != own, language != SOURCE_LANGUAGE

    pictures = [(file.picture, file.language) for file in (*piece.near, *piece.files)]
    pictures.append((piece.page.preview, SOURCE_LANGUAGE))
    there = [found for found in pictures if found[0] is not None]
    return min(there, key=distance, default=(None, ""))


def _prefetch_renditions(images: Iterable[SiteImage | None], spec: str) -> None:
    there = [image for image in images if image is not None]
    if there:
        prefetch_related_objects(
            there,
            Prefetch(
                "renditions",
                queryset=SiteRendition.objects.filter(filter_spec=spec),
                to_attr="prefetched_renditions",
            ),
        )


def _rendition(image: SiteImage | None, spec: str) -> Any:
    return None if image is None else get_rendition_or_not_found(image, spec)
