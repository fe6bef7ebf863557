"""Writes the search table. Each function takes part in the caller's transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import transaction
from django.db.models import F, Func, Q, Value
from django.db.models.expressions import Combinable
from django.utils import timezone
from wagtail.models import Page
from wagtail.query import PageQuerySet

from sello_site.models import SearchEntry, SearchWord
from sello_site.plugin_registry import registry
from sello_site.publication import known_type_ids
from sello_site.search.folding import SEAM, clean, configuration, fold, words_in
from sello_site.search.page_documents import SOURCE, page_document, page_key
from sello_site.signals import SearchDocument, collect, search_documents

LONGEST_TITLE = 300
LONGEST_SUMMARY = 2_000
LONGEST_BODY = 200_000
"""In characters. PostgreSQL refuses a vector of 1 MB; this stays below it for any text."""

SHORTEST_WORD, LONGEST_WORD = 3, 40

BATCH = 100

_FILLER = "00000000"
_GAP = " ".join([_FILLER] * 5)
"""Stands at each seam while positions of words are counted, and is taken away then: so words on its
two sides are never neighbours. PostgreSQL counts stop words too, and no phrase has so many of them
in a row."""

_WRITTEN = [
    field.name for field in SearchEntry._meta.concrete_fields if field.name not in {"id", "key"}
]

Progress = Callable[[int, int], None]


def index_documents(documents: Iterable[SearchDocument]) -> int:
    """Adds or replaces documents of plugins, by key; returns how many there were.

    Raises :class:`ValueError` for a key that does not begin with the slug of an installed plugin,
    or an address that is not a path: nothing is written then.
    """
    entries = []
    slugs = installed_sources()
    for document in documents:
        source, separator, rest = document.key.partition(":")
        if source not in slugs - {SOURCE} or not separator or not rest:
            raise ValueError(
                f"search key {document.key!r} must begin with the plugin's slug and ':'"
            )
        if not document.url.startswith("/") or document.url.startswith("//"):
            raise ValueError(f"search address {document.url!r} must be a path on this site")
        entries.append(_entry(document, source=source))
    _write(entries)
    return len(entries)


def remove(keys: Iterable[str]) -> None:
    """Takes documents out of the index; keys that are not in it are passed over."""
    SearchEntry.objects.filter(key__in=list(keys)).delete()


_is_paused: ContextVar[bool] = ContextVar("sello_search_is_paused", default=False)


@contextmanager
def paused() -> Iterator[None]:
    """Leaves pages unindexed while many are made; whoever does so calls :func:`rebuild` then."""
    token = _is_paused.set(True)
    try:
        yield
    finally:
        _is_paused.reset(token)


def index_page(page: Page) -> None:
    """Brings the entry of one page to what readers get now; removes it when it is not live.

    The page is read again, since the instance at hand may hold the text of a draft.
    """
    if _is_paused.get():
        return
    live = _indexed_pages().filter(pk=page.pk).first()
    if live is None or live.specific_class is None:
        remove([page_key(page.pk)])
    else:
        _write([_page_entry(live.specific)])


def rebuild(progress: Progress | None = None) -> int:
    """Writes the whole index anew, in batches that readers do not notice; returns its size.

    ``progress`` is called with the number done and the number to do. A page that is published
    meanwhile waits for its batch at most, and its newer text stays.
    """
    started = timezone.now()
    pages = _indexed_pages().filter(content_type_id__in=known_type_ids())
    identifiers = list(pages.order_by("pk").values_list("pk", flat=True))
    documents = collect(search_documents, language=None)
    done, total = 0, len(identifiers) + len(documents)
    for batch in _batches(identifiers):
        with transaction.atomic():
            # Locked, or a page published between reading and writing would get its old text back.
            locked = pages.filter(pk__in=batch).order_by("pk").select_for_update(of=("self",))
            found = {page.pk for page in locked}
            specific = Page.objects.filter(pk__in=found).select_related("locale").specific()
            _write([_page_entry(page) for page in specific])
        done += len(batch)
        if progress:
            progress(done, total)
    with transaction.atomic():
        done += index_documents(documents)
        SearchEntry.objects.filter(indexed_at__lt=started).delete()
        _forget_words()
    if progress and documents:
        progress(done, total)
    return SearchEntry.objects.count()


def installed_sources() -> set[str]:
    """Whose entries may be found: the platform's own, and those of plugins that are installed."""
    return {SOURCE, *(plugin.slug for plugin in registry.plugins())}


def _indexed_pages() -> PageQuerySet:
    """The pages that have an entry. One that repeats a Spanish text under another language has
    none: the Spanish page is found in its place."""
    own_text = Q(alias_of=None) | Q(alias_of__locale=F("locale"))
    return Page.objects.filter(own_text, live=True, depth__gt=1)


def _batches(identifiers: list[int]) -> Iterable[list[int]]:
    for start in range(0, len(identifiers), BATCH):
        yield identifiers[start : start + BATCH]


def _page_entry(page: Page) -> SearchEntry:
    return _entry(page_document(page), source=SOURCE, page_id=page.pk)


def _entry(document: SearchDocument, *, source: str, page_id: int | None = None) -> SearchEntry:
    title = clean(document.title)[:LONGEST_TITLE]
    summary = clean(document.summary)[:LONGEST_SUMMARY]
    parts = SEAM.join(map(clean, document.body.split(SEAM)))[:LONGEST_BODY].split(SEAM)
    text = f" {_GAP} ".join(["", summary, *parts, ""])
    config = configuration(document.language)
    written = SearchVector(Value(title), weight="A", config=config) + SearchVector(
        Value(text), weight="B", config=config
    )
    return SearchEntry(
        key=document.key,
        source=source,
        kind=document.kind,
        language=document.language,
        title=title,
        folded_title=fold(title).lower(),
        summary=summary,
        body=clean(" ".join(parts)),
        url=document.url,
        updated_on=document.updated_on,
        page_id=page_id,
        # The weights are the order of results: title before text, as written before folded.
        vector=_without_filler(
            written
            + SearchVector(Value(fold(title)), weight="C", config=config)
            + SearchVector(Value(fold(text)), weight="D", config=config)
        ),
        written=_without_filler(written),
        title_words=SearchVector(Value(fold(title).lower()), config="simple"),
        indexed_at=timezone.now(),
    )


def _without_filler(vector: Combinable) -> Func:
    return Func(vector, Value(_FILLER), function="ts_delete", output_field=SearchVectorField())


def _write(entries: list[SearchEntry]) -> None:
    # One statement cannot touch a row twice; of two documents with one key the later counts.
    by_key = {entry.key: entry for entry in entries}
    SearchEntry.objects.bulk_create(
        by_key.values(),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["key"],
        update_fields=_WRITTEN,
    )
    _add_words(by_key.values())


def _add_words(entries: Iterable[SearchEntry]) -> None:
    by_language: dict[str, set[str]] = {}
    for entry in entries:
        by_language.setdefault(entry.language, set()).update(_words_of(entry))
    for language, words in by_language.items():
        known = SearchWord.objects.filter(language=language, word__in=words)
        new = words.difference(known.values_list("word", flat=True))
        SearchWord.objects.bulk_create(
            [SearchWord(language=language, word=word) for word in sorted(new)], batch_size=2_000
        )


def _words_of(entry: SearchEntry) -> set[str]:
    found = words_in(f"{entry.title} {entry.summary} {entry.body}".lower())
    return {word for word in found if SHORTEST_WORD <= len(word) <= LONGEST_WORD}


def _forget_words() -> None:
    """Takes away the words that stand in no entry any more, and those that stand twice."""
    in_use: dict[str, set[str]] = {}
    for entry in SearchEntry.objects.only("language", "title", "summary", "body").iterator(BATCH):
        in_use.setdefault(entry.language, set()).update(_words_of(entry))
    gone, seen = [], set()
    for pk, language, word in SearchWord.objects.values_list("pk", "language", "word"):
        if word not in in_use.get(language, ()) or (language, word) in seen:
            gone.append(pk)
        seen.add((language, word))
    SearchWord.objects.filter(pk__in=gone).delete()
