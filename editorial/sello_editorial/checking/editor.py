"""How the check meets people: in the page editor, on approval, and beside what they write."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.ui.side_panels import BaseSidePanel
from wagtail.admin.views.pages.create import CreateView
from wagtail.admin.views.pages.edit import EditView
from wagtail.admin.views.pages.workflow import WorkflowActionView
from wagtail.models import Page

from sello_editorial.checking.gate import PublishingRefused, refusal_of, wrap
from sello_editorial.checking.problems import problems_of
from sello_site.languages import SOURCE_LANGUAGE
from sello_site.signals import ContentProblem

MOST_SHOWN = 12


def install() -> None:
    """Puts the panel and the answers to refusals in place, once."""
    wrap(CreateView, "publish_action", _begin_as_draft)
    wrap(EditView, "perform_workflow_action", _approve_while_editing)
    wrap(WorkflowActionView, "post", _approve)
    wrap(EditView, "get_side_panels", _with_panel)
    wrap(CreateView, "get_side_panels", _with_panel)


def answer_refusal(request: HttpRequest, page: Page) -> HttpResponseBase | None:
    """Before a page is published from the editor, with its draft saved: back to it with the list
    of what to mend, or None."""
    refusal = refusal_of(page)
    return None if refusal is None else _back(request, refusal)


def tell_reviewers(request: HttpRequest, page: Page) -> None:
    """After a page was sent to be reviewed: what would keep it from being published."""
    if not any(name in request.POST for name in ("action-submit", "action-restart-workflow")):
        return
    refusal = refusal_of(page)
    if refusal is not None:
        text = _("Se envió a revisión. Así como está no se podrá publicar; falta corregir:")
        messages.warning(request, problem_list(text, refusal.problems))


def _back(request: HttpRequest, refusal: PublishingRefused) -> HttpResponseBase:
    text = _("No se publicó. El borrador quedó guardado; corrija esto y publique de nuevo:")
    messages.error(request, problem_list(text, refusal.problems))
    return redirect(_edit_address(refusal.page))


def problem_list(text: str, problems: list[ContentProblem]) -> SafeString:
    """A message with a list of what to mend, of which the first are shown."""
    # Without links: they cannot be read on the colours of Wagtail's messages. The panel has them.
    items = format_html_join(
        "",
        "<li><strong>{}:</strong> {}</li>",
        ((one.place or _("La página"), one.message) for one in problems[:MOST_SHOWN]),
    )
    more = len(problems) - MOST_SHOWN
    rest = (
        _("Y %(number)s más, en el panel «Revisión antes de publicar».") % {"number": more}
        if more > 0
        else ""
    )
    return format_html("{}<ul>{}</ul>{}", text, items, rest)


def anchor_of(problem: ContentProblem) -> str:
    """Where in the editor the problem is mended: the block or the field; empty for the page."""
    if problem.block_id:
        return f"#block-{problem.block_id}-section"
    return f"#id_{problem.field}" if problem.field else ""


def _edit_address(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def _begin_as_draft(original: Callable[..., Any], self: CreateView) -> Any:
    """A new page would be live from the moment it is saved, before anybody checked it."""
    self.form.instance.live = False
    return original(self)


def _approve_while_editing(original: Callable[..., Any], self: EditView) -> Any:
    # What was written is saved by then, and the approval alone is taken back.
    try:
        return original(self)
    except PublishingRefused as refusal:
        return _back(self.request, refusal)


def _approve(
    original: Callable[..., Any], self: WorkflowActionView, request: HttpRequest, **kwargs: Any
) -> Any:
    try:
        return original(self, request, **kwargs)
    except PublishingRefused as refusal:
        answer = _back(request, refusal)
    if request.headers.get("x-requested-with") == "XMLHttpRequest":
        step = {"step": "success", "redirect": _edit_address(self.object)}
        return self.render_modal_json(request, step)
    return answer


class ReviewSidePanel(BaseSidePanel):
    """What is wrong with the page that is open, each with a link to where it is."""

    class SidePanelToggle(BaseSidePanel.SidePanelToggle):
        aria_label = gettext_lazy("Mostrar u ocultar la revisión")
        icon_name = "clipboard-list"

        def get_context_data(self, parent_context: Any) -> dict[str, Any]:
            context: dict[str, Any] = super().get_context_data(parent_context)
            context["count"] = len(self.panel.problems)
            if any(problem.is_error for problem in self.panel.problems):
                self.counter_classname = "w-bg-critical-200"
            return context

    name = "sello-review"
    title = gettext_lazy("Revisión antes de publicar")
    template_name = "editorial/review_panel.html"
    order = 340

    def __init__(self, page: Page, request: HttpRequest) -> None:
        super().__init__(page, request)
        self.problems = problems_of(page) if page.pk is not None else []

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(parent_context)
        context["is_saved"] = self.object.pk is not None
        groups = (
            (_("Impide publicar"), [one for one in self.problems if one.is_error]),
            (_("Avisos"), [one for one in self.problems if not one.is_error]),
        )
        context["groups"] = [
            (title, [(one, anchor_of(one)) for one in problems])
            for title, problems in groups
            if problems
        ]
        return context


def _with_panel(original: Callable[..., Any], self: EditView | CreateView) -> Any:
    panels = original(self)
    page = self.page
    if page.locale.language_code == SOURCE_LANGUAGE and not page.alias_of_id:
        panels.append(ReviewSidePanel(page, self.request))
    return panels
