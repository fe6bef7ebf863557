"""The topics that the demonstration's content is filed under."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from sello_pages.taxonomy import Topic


@dataclass(frozen=True)
class DemoTopic:
    """A topic by its key, with its name in Spanish and in each other language."""

    key: str
    name: str
    name_ht: str
    name_en: str
    name_pt: str
    name_fr: str


TOPICS = (
    DemoTopic(
        "camino",
        "El camino al Sello",
        "Chemen pou rive nan Sello a",
        "The path to the Sello",
        "O caminho até o Sello",
        "Le chemin vers le Sello",
    ),
    DemoTopic(
        "atencion",
        "Atención de público",
        "Resepsyon piblik la",
        "Serving the public",
        "Atendimento ao público",
        "Accueil du public",
    ),
    DemoTopic(
        "capacitacion",
        "Capacitación",
        "Fòmasyon",
        "Training",
        "Capacitação",
        "Formation",
    ),
    DemoTopic(
        "politicas",
        "Políticas locales",
        "Politik lokal",
        "Local policies",
        "Políticas locais",
        "Politiques locales",
    ),
    DemoTopic(
        "regularidad",
        "Regularidad migratoria",
        "Sitiyasyon migratwa regilye",
        "Regular migration status",
        "Situação migratória regular",
        "Situation migratoire régulière",
    ),
    DemoTopic(
        "participacion",
        "Participación",
        "Patisipasyon",
        "Participation",
        "Participação",
        "Participation",
    ),
    DemoTopic(
        "casos",
        "Casos complejos",
        "Ka konplèks",
        "Complex cases",
        "Casos complexos",
        "Cas complexes",
    ),
    DemoTopic(
        "datos",
        "Datos personales",
        "Done pèsonèl",
        "Personal data",
        "Dados pessoais",
        "Données personnelles",
    ),
)


def load_topics() -> None:
    """Makes the topics that are missing; those that are there stay as their editors left them."""
    Topic.objects.bulk_create(
        [Topic(position=position, **asdict(topic)) for position, topic in enumerate(TOPICS, 1)],
        ignore_conflicts=True,
    )
