"""Something real behind the parameters of the addresses, so that a refusal refuses something."""

from __future__ import annotations

import datetime
import io
from typing import Any

from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from wagtail.contrib.redirects.models import Redirect
from wagtail.documents.models import Document
from wagtail.images import get_image_model
from wagtail.models import APIToken, Collection, GroupApprovalTask, Locale, Page, Site, Workflow

from sello_accounts.days import today
from sello_accounts.membership_roles import MUNICIPAL_COORDINATOR, MUNICIPAL_OPERATOR
from sello_accounts.models import Membership, Organisation, User
from sello_accounts.services.designations import request_designation
from sello_accounts.services.invitations import invite
from sello_accounts.services.substitutions import add_substitution
from sello_accounts.testing import make_member, make_organisation
from sello_directory.content import OfficeData
from sello_directory.models import DirectoryEntry, Proposal
from sello_directory.services import save_draft, send_for_review
from sello_editorial.models import ExternalLink, WithdrawnAddress
from sello_guides.models import GuideIndexPage, GuidePage
from sello_guides.opinions import opinion_give
from sello_map.models import RegionalOffice
from sello_map.register.changes import enter_event
from sello_map.register.rules import EventData
from sello_map.status import StatusKind
from sello_pages.models import ContentPage, HomePage, OfficialFigure, SiteLink, Topic
from sello_site.headless.changes import record_changes
from sello_site.headless.models import SiteAlert, WebhookSubscription
from sello_site.headless.tokens import give_terms
from sello_site.outbox.models import LocalLetter
from sello_site.privacy.models import RightsRequest
from sello_site.roles import AUTHOR
from sello_site.testing_people import with_second_factor
from sello_site.translations.models import TranslatorLanguage
from sello_site.translations.sources import start
from sello_site.translations.translators import give_language

PLACE = "13101"
"""Code of the municipality that the addresses are about: Santiago."""


def make_material() -> dict[str, Any]:
    """Makes it; answers with the values for :meth:`routes.listing.ListedRoute.path`."""
    values = {**_content(), **_files(), **_people(), **_administration()}
    # What the record of changes does not know yet, its first reader would write.
    record_changes()
    return values


def _content() -> dict[str, Any]:
    Page.objects.filter(depth__gt=1).delete()
    home = HomePage(title="Inicio", slug="inicio", promise="Una promesa", summary="Un resumen")
    Page.objects.get(depth=1).add_child(instance=home)
    home.save_revision().publish()
    Site.objects.all().delete()
    site = Site.objects.create(hostname="testserver", root_page=home, is_default_site=True)
    page = ContentPage(title="Qué es", slug="que-es", summary="Un resumen")
    home.add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    guides = GuideIndexPage(title="Guías", slug="guias", summary="Un resumen")
    home.add_child(instance=guides)
    guides.save_revision().publish()
    guide = GuidePage(title="Guía", slug="guia", summary="Un resumen", audience="Equipos")
    guides.add_child(instance=guide)
    guide.save_revision().publish()
    translation = start(page, Locale.objects.get(language_code="ht"))
    segment = translation.source.stringsegment_set.first()
    figure = OfficialFigure.objects.create(
        key="residentes", value="10", label="Residentes", date=today(), source="INE"
    )
    alert = SiteAlert.objects.create(name="Corte")
    topic = Topic.objects.create(key="acogida", name="Acogida")
    link = SiteLink.objects.create(page=page)
    event = enter_event(
        data=EventData(
            municipality_id=PLACE,
            kind=StatusKind.ADHERED,
            date=datetime.date(2016, 1, 1),
            source="Acta",
        ),
        by=None,
    )
    office = RegionalOffice.objects.create(region_id="13", name="Oficina")
    opinion = opinion_give(guide=guide, is_useful=True, comment="Faltan ejemplos.")
    return {
        "page_id": page.pk,
        "page_pk": page.pk,
        "guide_id": guide.pk,
        "guide_slug": guide.slug,
        "parent_page_id": home.pk,
        "page_to_move_id": page.pk,
        "destination_id": home.pk,
        "revision_id": page.latest_revision_id,
        "revision_id_a": "live",
        "revision_id_b": "latest",
        "content_type_app_name": "sello_pages",
        "content_type_model_name": "contentpage",
        "code": "ht",
        "translation_id": translation.pk,
        "translation_source_id": translation.source_id,
        "string_segment_id": segment.pk,
        "site_id": site.pk,
        "/admin/pages/ pk": page.pk,
        "/admin/pages/create/ app_label": "sello_pages",
        "/admin/pages/create/ model_name": "contentpage",
        "/admin/bulk/ app_label": "wagtailcore",
        "/admin/bulk/ model_name": "page",
        "/admin/bulk/ action": "publish",
        "/admin/editing-sessions/ app_label": "sello_pages",
        "/admin/editing-sessions/ model_name": "contentpage",
        "/admin/editing-sessions/ object_id": page.pk,
        "/admin/api/main/^pages/ pk": page.pk,
        "/admin/api/main/^pages/ action_name": "publish",
        "/admin/traducciones/ pk": translation.pk,
        "/admin/enlaces/externos/ pk": ExternalLink.objects.create(address="https://a.example/").pk,
        "/admin/enlaces/retirados/ pk": WithdrawnAddress.objects.create(
            site=site, path="/antes/", title="Antes"
        ).pk,
        "/admin/inventario/bloques/ name": "heading",
        "/admin/inventario/archivos/ which": "imagenes-sin-uso",
        "/admin/sites/ pk": site.pk,
        "/admin/snippets/sello_pages/ pk": figure.pk,
        "/admin/snippets/choose/sello_pages/ pk": figure.pk,
        "/admin/snippets/sello_pages/topic/ pk": topic.pk,
        "/admin/snippets/choose/sello_pages/topic/ pk": topic.pk,
        "/admin/snippets/sello_pages/sitelink/ pk": link.pk,
        "/admin/snippets/choose/sello_pages/sitelink/ pk": link.pk,
        "/admin/registro-municipios/ code": PLACE,
        "/admin/registro-municipios/ pk": event.pk,
        "/admin/registro-municipios/ suffix": "csv",
        "/admin/snippets/sello_map/ pk": office.pk,
        "/admin/snippets/choose/sello_map/ pk": office.pk,
        "/admin/opiniones/ pk": opinion.pk,
        "/mapa/ code": PLACE,
        "/mapa/ name": "santiago",
        "/mapa/^region/ code": "13",
        "/mapa/^region/ name": "metropolitana-de-santiago",
        "/personal/mapa/ code": "13",
        "kind": "guide",
        "/sitemap- number": 1,
        "/admin/snippets/sello_headless/ pk": alert.pk,
        "/admin/snippets/choose/sello_headless/ pk": alert.pk,
        "/admin/localize/submit/snippet/ app_label": "sello_pages",
        "/admin/localize/submit/snippet/ model_name": "officialfigure",
        "/admin/localize/submit/snippet/ pk": figure.pk,
        "/admin/localize/api/snippets/ app_label": "sello_pages",
        "/admin/localize/api/snippets/ model_name": "officialfigure",
        "/admin/localize/api/snippets/ pk": figure.pk,
        "/api/v3/ type_name": "sello_pages.ContentPage",
        "/api/v3/ type": "sello_pages.OfficialFigure",
        "/api/v3/ pk": figure.pk,
    }


def _files() -> dict[str, Any]:
    document = Document.objects.create(title="Acta", file=ContentFile(b"%PDF-1.7", name="acta.pdf"))
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "navy").save(picture, "PNG")
    image = get_image_model().objects.create(
        title="Foto", file=ImageFile(io.BytesIO(picture.getvalue()), name="foto.png")
    )
    collection = Collection.get_first_root_node().add_child(name="Actas")
    return {
        "document_id": document.pk,
        "doc_id": document.pk,
        "image_id": image.pk,
        "filter_spec": "width-20",
        "collection_id": collection.pk,
        "number": document.pk,
        "rest": document.filename,
        "name": "no-existe.png",
        "/admin/tag-autocomplete/ app_name": "sello_pages",
        "/admin/tag-autocomplete/ model_name": "siteimage",
        "/admin/collections/ pk": collection.pk,
        "/admin/api/main/^documents/ pk": document.pk,
        "/admin/api/main/^images/ pk": image.pk,
        "/admin/documents/chooser/ pk": document.pk,
        "/admin/images/chooser/ pk": image.pk,
    }


def _people() -> dict[str, Any]:
    place = make_organisation(Organisation.Kind.MUNICIPALITY, PLACE)
    boss = make_member("otra@example.org", MUNICIPAL_COORDINATOR, organisation=place)
    deputy = make_member("segunda@example.org", MUNICIPAL_COORDINATOR, organisation=place)
    member = make_member("alguien@example.org", MUNICIPAL_OPERATOR, organisation=place)
    named = User.objects.create_user("nombrada@example.org", None)
    waiting = Membership.objects.create(
        user=named,
        organisation=place,
        role=MUNICIPAL_COORDINATOR,
        starts_on=today(),
        awaits_designation=True,
    )
    designation = request_designation(
        actor=named,
        membership=waiting,
        number="Decreto 12",
        issued_on=today(),
        document=SimpleUploadedFile("decreto.pdf", b"%PDF-1.4\n%%EOF\n"),
    )
    invitation = invite(
        actor=boss, email="invitada@example.org", organisation=place, role=MUNICIPAL_OPERATOR
    )
    substitution = add_substitution(
        actor=boss,
        membership=deputy.memberships.get(),
        substitute=member,
        starts_on=today(),
        ends_on=today() + datetime.timedelta(days=5),
    )
    membership = member.memberships.get().pk
    proposal = _directory(place, deputy)
    return {
        "/admin/directorio-municipal/ pk": proposal.pk,
        "/cuenta/directorio/ code": PLACE,
        "/cuenta/directorio/revision/ pk": proposal.pk,
        "/admin/organizaciones/ pk": place.pk,
        "/admin/organizaciones/invitaciones/ pk": invitation.pk,
        "/admin/organizaciones/pertenencias/ pk": membership,
        "/admin/users/ pk": with_second_factor(member).pk,
        "/cuenta/personas/ code": PLACE,
        "/cuenta/personas/designaciones/ pk": designation.pk,
        "/cuenta/personas/designaciones/<int:pk>/presentar/ pk": waiting.pk,
        "/cuenta/personas/<slug:code>/invitaciones/ pk": invitation.pk,
        "/cuenta/personas/<slug:code>/pertenencias/ pk": membership,
        "/cuenta/personas/<slug:code>/subrogancias/ pk": substitution.pk,
    }


def _directory(place: Organisation, by: User) -> Proposal:
    """What the municipality says of itself, and a change of it that waits."""
    data = OfficeData(office="Oficina", address="Calle 1", email="oficina@example.org")
    DirectoryEntry.objects.create(municipality_id=PLACE, confirmed_on=today(), **data.columns())
    changed = OfficeData(office="Otra", address="Calle 1", email="oficina@example.org")
    draft = save_draft(actor=by, organisation=place, stamp="0", data=changed)
    return send_for_review(actor=by, organisation=place, stamp=draft.stamp)


def _administration() -> dict[str, Any]:
    owner = with_second_factor(User.objects.create_superuser("fichas@example.org"))
    token, _key = APIToken.create_token(user=owner, name="prueba")
    give_terms(token)
    subscription = WebhookSubscription.objects.create(
        name="Espejo", address="https://espejo.example.org/", created_by=owner
    )
    letter = LocalLetter.objects.create(
        message_id="1@example.org",
        sender="a@example.org",
        to="b@example.org",
        subject="x",
        text="x",
        html="<p>x</p>",
    )
    request = RightsRequest.objects.create(
        right="access",
        name="Ana",
        email="ana@example.org",
        language="es",
        state=RightsRequest.State.OPEN,
        token_hash="0" * 64,
        confirmed_at=datetime.datetime.now(tz=datetime.UTC),
        due_on=today() + datetime.timedelta(days=20),
    )
    redirect = Redirect.objects.create(old_path="/antes", redirect_link="/")
    workflow = Workflow.objects.create(name="Dos pares de ojos")
    task = GroupApprovalTask.objects.create(name="Revisión")
    language = give_language(make_member("traduce@example.org", "Traducción"), "pt")
    assert isinstance(language, TranslatorLanguage)
    return {
        "folio": request.folio,
        "suffix": "csv",
        "redirect_id": redirect.pk,
        "workflow_pk": workflow.pk,
        "task_id": task.pk,
        "provider": "postmark",
        "/admin/api/webhooks/ pk": subscription.pk,
        "/admin/api-tokens/ pk": token.pk,
        "/admin/correo/ pk": letter.pk,
        "/admin/groups/ pk": Group.objects.get(name=AUTHOR).pk,
        "/admin/locales/ pk": Locale.objects.get(language_code="fr").pk,
        "locale_id": Locale.objects.get(language_code="fr").pk,
        "/admin/workflows/ pk": workflow.pk,
        "/admin/workflows/tasks/ pk": task.pk,
        "/admin/workflows/tasks/add/ app_label": "wagtailcore",
        "/admin/workflows/tasks/add/ model_name": "groupapprovaltask",
        "/admin/traducciones/personas/ pk": language.pk,
    }
