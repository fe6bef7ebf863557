"""The demonstration's directory: a few invented offices, one that nobody confirmed for a year, and
a proposal that waits. Each says that it is of the demonstration; telephones cannot exist."""

from __future__ import annotations

import datetime

from django.contrib.auth import get_user_model
from django.utils import timezone

from sello_directory.content import OfficeData, store_services
from sello_directory.models import DirectoryEntry, DirectoryEvent, Proposal
from sello_map.days import today
from sello_map.models import Municipality
from sello_site.demo import DemoContext

SANTIAGO, VINA, TEMUCO, IQUIQUE = "13101", "05109", "09101", "01101"
PROPOSER = "coordinacion.iquique@example.org"
"""An account of the demonstration, which the plugin of accounts makes."""

_SERVICES = {
    "orientation": "Atención sin hora, por orden de llegada (demostración).",
    "procedures": "Ayuda para preparar documentos y usar los portales oficiales (demostración).",
    "spanish": "Dos cursos al año, gratuitos, con inscripción en la oficina (demostración).",
    "health": "Cómo inscribirse en un consultorio de la comuna (demostración).",
    "education": "Cómo pedir matrícula para niñas, niños y adolescentes (demostración).",
    "meeting": "Una reunión abierta cada mes en la sede de la oficina (demostración).",
}
_OFFERED = {
    SANTIAGO: (("es", "ht", "en"), ("orientation", "procedures", "spanish", "education"), 40),
    VINA: (("es", "pt"), ("orientation", "health"), 120),
    # Longer ago than a year: it says of itself that it may be out of date.
    TEMUCO: (("es",), ("orientation", "meeting"), 500),
}
"""Code → languages, services, and how many days ago it was confirmed."""


def load(*, context: DemoContext) -> None:
    """Nothing without ``SELLO_DEMO``: nobody must go to an office that is invented."""
    if not context.demonstration:
        context.say("  no directory: SELLO_DEMO is off")
        return
    known = set(
        Municipality.objects.filter(pk__in=[*_OFFERED, IQUIQUE]).values_list("pk", flat=True)
    )
    for code, (languages, kinds, days) in _OFFERED.items():
        if code in known and not DirectoryEntry.objects.filter(municipality=code).exists():
            data = demo_office(code, languages=languages, kinds=kinds)
            entry = DirectoryEntry.objects.create(
                municipality_id=code,
                confirmed_on=today() - datetime.timedelta(days=days),
                **data.columns(),
            )
            store_services(entry, data)
    if IQUIQUE in known and not Proposal.objects.filter(municipality=IQUIQUE).exists():
        _propose(demo_office(IQUIQUE, languages=("es", "ay"), kinds=("orientation", "procedures")))
    context.say(f"  {DirectoryEntry.objects.count()} municipal offices, and a proposal that waits")


def demo_office(code: str, *, languages: tuple[str, ...], kinds: tuple[str, ...]) -> OfficeData:
    """The same in every copy of the demonstration."""
    return OfficeData(
        office="Oficina de demostración para personas migrantes",
        address="Calle de Demostración 123",
        hours="Lunes a viernes, de 9:00 a 14:00 (demostración)",
        telephone="+56 2 0000 0000",
        email=f"oficina.{code}@example.org",
        website=f"https://www.example.org/{code}",
        languages=languages,
        services={kind: _SERVICES[kind] for kind in kinds},
    )


def _propose(data: OfficeData) -> None:
    """Without the letters of a real one: nobody waits for them."""
    person = get_user_model().objects.filter(email=PROPOSER).first()
    sent_at = timezone.now() - datetime.timedelta(days=3)
    proposal = Proposal.objects.create(
        municipality_id=IQUIQUE,
        state=Proposal.State.SENT,
        version=2,
        saved_at=sent_at,
        saved_by=person,
        sent_at=sent_at,
        sent_by=person,
        **data.columns(),
    )
    store_services(proposal, data)
    for kind in (DirectoryEvent.Kind.SAVED, DirectoryEvent.Kind.SENT):
        DirectoryEvent.objects.create(
            kind=kind, municipality_id=IQUIQUE, proposal=proposal, actor=person
        )
