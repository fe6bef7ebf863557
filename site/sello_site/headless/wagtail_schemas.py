"""What takes the place of Wagtail's schemas, before its routers are made of them."""

from __future__ import annotations

import functools
import sys
from datetime import datetime
from typing import Any

from django.db.models import ForeignKey, Model
from django.http import HttpRequest
from django.utils import translation
from ninja import Field, Schema
from pydantic import ModelWrapValidatorHandler, model_validator
from wagtail.api.v3 import schemas
from wagtail.api.v3.schemas import base
from wagtail.api.v3.schemas.generators import read
from wagtail.api.v3.schemas.pages import (
    BasePageMetaSchema,
    BasePageSchema,
    PageMetaSchema,
    PageTypeInjectingBodyModel,
    SimpleBasePageSchema,
)
from wagtail.fields import RichTextField, StreamField
from wagtail.models import Page

from sello_site.api_mistakes import label_of_sent_type, type_of_addressed_page
from sello_site.headless.addresses import page_address, page_item_address
from sello_site.headless.content import page_link
from sello_site.headless.page_facts import TranslationState, facts_of, representation_of


class PageLink(Schema):
    """A page as something to link to."""

    id: int
    title: str
    locale: str
    html_url: str | None
    detail_url: str


class StreamItem(Schema):
    """One block of a body. The form of ``value`` depends on ``type``; see docs/api.md."""

    type: str
    id: str | None
    value: Any


class _ItemMeta(BasePageMetaSchema):
    """What every item says of its page, in lists too."""

    locale: str = Field(description="The language of this version's address.")
    source_locale: str = Field(description="The language in which the text was first written.")
    translation_state: TranslationState
    last_published_at: datetime | None = None
    changed_at: datetime | None = Field(
        None, description="When what the public sees last changed, its address included."
    )
    translations: list[PageLink] = Field(
        [], description="The other published language versions, fallbacks included."
    )

    @staticmethod
    def resolve_source_locale(obj: Page, context: dict[str, Any]) -> str:
        return facts_of(obj, context["request"]).source_locale

    @staticmethod
    def resolve_translation_state(obj: Page, context: dict[str, Any]) -> str:
        return facts_of(obj, context["request"]).translation_state

    @staticmethod
    def resolve_changed_at(obj: Page, context: dict[str, Any]) -> datetime | None:
        return facts_of(obj, context["request"]).changed_at

    @staticmethod
    def resolve_translations(obj: Page, context: dict[str, Any]) -> list[dict[str, Any]]:
        return [page_link(page) for page in facts_of(obj, context["request"]).translations]

    @staticmethod
    def resolve_html_url(obj: Page, context: dict[str, Any]) -> str | None:
        return page_address(obj, context["request"])

    @staticmethod
    def resolve_detail_url(obj: Page, context: dict[str, Any]) -> str:
        return page_item_address(obj.pk)


class _DetailMeta(_ItemMeta, PageMetaSchema):
    """What the whole item says; no page is named that its reader may not see."""

    alias_of: PageLink | None = None
    parent: PageLink | None = None

    @staticmethod
    def resolve_parent(obj: Page, context: dict[str, Any]) -> dict[str, Any] | None:
        parent = facts_of(obj, context["request"]).parent
        return None if parent is None else page_link(parent)

    @staticmethod
    def resolve_alias_of(obj: Page, context: dict[str, Any]) -> dict[str, Any] | None:
        source = facts_of(obj, context["request"]).alias_of
        return None if source is None else page_link(source)


class PageListItem(SimpleBasePageSchema):
    """A page in a list, without its content."""

    meta: _ItemMeta


class PageItem(BasePageSchema):
    """A page with its content."""

    meta: _DetailMeta

    @model_validator(mode="wrap")
    @classmethod
    def _in_its_language(cls, value: Any, handler: ModelWrapValidatorHandler[Any]) -> Any:
        """What the page words by itself is in the language of its address, as on the site."""
        page = getattr(value, "_obj", value)
        if not isinstance(page, Page):
            return handler(value)
        with translation.override(page.locale.language_code):
            return handler(value)


def _stream(generator: Any, field: StreamField) -> Any:
    name = field.name

    def resolve(obj: Model, context: dict[str, Any]) -> list[dict[str, Any]]:
        return _representation(obj, context["request"]).stream(getattr(obj, name))

    return list[StreamItem], [], staticmethod(resolve)


def _rich_text(generator: Any, field: RichTextField) -> Any:
    name = field.name

    def resolve(obj: Model, context: dict[str, Any]) -> str:
        return _representation(obj, context["request"]).text(getattr(obj, name), field.features)

    return str, "", staticmethod(resolve)


def _foreign_key(generator: Any, field: ForeignKey) -> Any:
    if not issubclass(field.related_model, Page):
        return read.foreign_key_schema(generator, field)
    name = field.attname

    def resolve(obj: Model, context: dict[str, Any]) -> dict[str, Any] | None:
        return _representation(obj, context["request"]).page(getattr(obj, name))

    return PageLink | None, None, staticmethod(resolve)


def _representation(obj: Any, request: HttpRequest) -> Any:
    if isinstance(obj, Page):
        return representation_of(obj, request)
    # inline: only snippets with content of their own come here
    from sello_site.headless.content import Representation
    from sello_site.headless.material import gather

    return Representation(
        gather([obj], request),
        locale_id=getattr(obj, "locale_id", 0),
        rich_text_format=request.GET.get("rich_text_format"),
    )


def put_in_place() -> None:
    """Called before Wagtail's registry of content types is imported, which reads all of this once.

    Raises RuntimeError when it is too late.
    """
    if "wagtail.api.v3.registry" in sys.modules:
        raise RuntimeError("Wagtail's API was put together before its schemas were replaced")
    base.discriminate_meta_type = label_of_sent_type
    PageTypeInjectingBodyModel.get_meta_type = functools.partial(
        type_of_addressed_page, PageTypeInjectingBodyModel.get_meta_type
    )
    schemas.PageSchema = PageItem
    schemas.BasePageSchema = PageListItem
    generator = schemas.read_generator
    generator.register_field_schema(StreamField, _stream)
    generator.register_field_schema(RichTextField, _rich_text)
    generator.register_field_schema(ForeignKey, _foreign_key)
