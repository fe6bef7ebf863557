"""Texts of the demonstration's pieces, in Spanish; the catalogs beside them have the others.

They say what the programme says of itself, give no telephone number and no address, and make no
statement of law. Page and picture share each text, so that one translation serves both.
"""

from __future__ import annotations

from dataclasses import dataclass

from sello_graphics.kinds import Kind, Paper
from sello_pages.taxonomy import Audience

PROGRAMME = "Programa Sello Migrante"
SERVICE = "Servicio Nacional de Migraciones"
EXAMPLE = "Material de ejemplo"
CREDIT = "Material hecho para este sitio"


@dataclass(frozen=True)
class DemoPiece:
    """A piece: its page, and what is drawn on it.

    ``layout`` names the drawing; ``items`` are pairs of a title and a text, which may be empty.
    """

    key: str
    slug: str
    title: str
    summary: str
    alternative_text: str
    kind: Kind
    paper: str
    audiences: tuple[Audience, ...]
    topics: tuple[str, ...]
    layout: str
    lead: str
    items: tuple[tuple[str, str], ...] = ()
    closing: str = ""
    number: int = 0

    def texts(self) -> list[str]:
        """All that is drawn, in reading order."""
        pairs = [text for item in self.items for text in item]
        return [text for text in (self.title, self.lead, *pairs, self.closing) if text]


_PEOPLE = (Audience.MIGRANT, Audience.CIVIL_SOCIETY)
_TEAMS = (Audience.MUNICIPALITY,)

COMMITMENTS = (
    (
        "Una institución preparada",
        "La municipalidad se prepara para atender a personas migrantes y refugiadas, según su "
        "territorio y sus medios.",
    ),
    (
        "Equipos capacitados",
        "Cada año, un plan de capacitación para que la inclusión cruce a toda la municipalidad.",
    ),
    (
        "Políticas locales inclusivas",
        "Iguales oportunidades, derechos y deberes para todas las vecinas y todos los vecinos.",
    ),
    (
        "Regularidad migratoria",
        "Información oficial y a tiempo, y orientación sobre los trámites migratorios.",
    ),
    (
        "Asociación y participación",
        "Organizaciones, vecinas y vecinos migrantes que participan, y espacios para encontrarse.",
    ),
)

_POSTERS_AND_LEAFLETS = (
    DemoPiece(
        key="graphic-orientation",
        slug="su-municipalidad-le-orienta",
        title="Su municipalidad le orienta",
        summary="Afiche para el acceso de la municipalidad y los lugares donde llega público.",
        alternative_text="Afiche azul con Chile recostado y una invitación a preguntar.",
        kind=Kind.POSTER,
        paper=Paper.A3,
        audiences=_PEOPLE,
        topics=("atencion",),
        layout="poster",
        lead="Si usted es una persona migrante o refugiada, pregunte en su municipalidad.",
        items=(
            ("Información oficial y a tiempo", ""),
            ("Orientación sobre trámites migratorios", ""),
            ("Espacios para encontrarse y participar", ""),
        ),
        closing="Esta municipalidad es parte del programa Sello Migrante.",
    ),
    DemoPiece(
        key="graphic-commitments",
        slug="afiche-cinco-compromisos",
        title="Los cinco compromisos",
        summary="Afiche para que todo el equipo municipal los tenga a la vista.",
        alternative_text="Afiche con los cinco compromisos numerados, uno debajo del otro.",
        kind=Kind.POSTER,
        paper=Paper.A3,
        audiences=_TEAMS,
        topics=("camino",),
        layout="numbered",
        lead="Lo que asume una municipalidad al adherir al Sello Migrante.",
        items=COMMITMENTS,
    ),
    DemoPiece(
        key="graphic-steps",
        slug="folleto-cuatro-pasos",
        title="Los cuatro pasos hacia el Sello",
        summary="Folleto de una página para presentar el programa a equipos y autoridades.",
        alternative_text="Folleto con un camino de cuatro pasos numerados.",
        kind=Kind.LEAFLET,
        paper=Paper.A4,
        audiences=_TEAMS,
        topics=("camino",),
        layout="numbered",
        lead="En todos los pasos, SERMIG acompaña a la municipalidad.",
        items=(
            (
                "Inicio de acciones",
                "Comienzan el vínculo y el acompañamiento entre la municipalidad y SERMIG.",
            ),
            (
                "Revisión de avances",
                "Se revisa lo avanzado en los compromisos, con vistas al informe.",
            ),
            ("Informe", "La municipalidad envía su informe y el Comité Calificador lo revisa."),
            (
                "Otorga reconocimiento",
                "Aprobado el informe, la placa se entrega en un hito formal. Más adelante, el "
                "Sello se puede revalidar.",
            ),
        ),
    ),
    DemoPiece(
        key="graphic-offer",
        slug="folleto-que-ofrece-su-municipalidad",
        title="Qué ofrece una municipalidad con Sello",
        summary="Folleto para personas migrantes y refugiadas que llegan a la comuna.",
        alternative_text="Folleto con cinco recuadros, uno por cada cosa que se ofrece.",
        kind=Kind.LEAFLET,
        paper=Paper.A5,
        audiences=_PEOPLE,
        topics=("atencion",),
        layout="boxes",
        lead="Cinco cosas en las que trabaja por quienes viven en la comuna.",
        items=(
            ("Le atiende un equipo preparado", ""),
            ("Su personal se capacita cada año", ""),
            ("Sus políticas no discriminan", ""),
            ("Le orienta con información oficial", ""),
            ("Le invita a participar y a encontrarse", ""),
        ),
        closing="Pregunte en su municipalidad.",
    ),
    DemoPiece(
        key="graphic-find",
        slug="como-encontrar-su-municipalidad-afiche",
        title="Encuentre su municipalidad",
        summary="Afiche que explica las tres marcas del mapa y cómo buscar una comuna.",
        alternative_text="Afiche con un círculo, un cuadrado y un triángulo, y lo que significan.",
        kind=Kind.POSTER,
        paper=Paper.A4,
        audiences=_PEOPLE,
        topics=("atencion", "camino"),
        layout="marks",
        lead="Busque su comuna en el mapa de las municipalidades y vea qué marca tiene.",
        items=(
            ("Adherida", "Asumió los cinco compromisos y recibe acompañamiento."),
            ("Con Sello otorgado", "Su informe fue aprobado y recibió el reconocimiento."),
            ("Con Sello revalidado", "Su Sello fue confirmado más adelante."),
        ),
        closing="En todas ellas puede pedir orientación.",
    ),
    DemoPiece(
        key="graphic-sign",
        slug="letrero-pregunte-aqui",
        title="Pregunte aquí",
        summary="Letrero para el mesón de atención, con líneas para anotar los idiomas.",
        alternative_text="Letrero azul con las palabras «Pregunte aquí» en letras grandes.",
        kind=Kind.SIGN,
        paper=Paper.A4,
        audiences=(*_TEAMS, *_PEOPLE),
        topics=("atencion",),
        layout="sign",
        lead="Orientación para personas migrantes y refugiadas.",
        closing="Aquí hablamos:",
    ),
    DemoPiece(
        key="graphic-training",
        slug="afiche-capacitacion",
        title="Capacitarse para recibir mejor",
        summary="Afiche para invitar al equipo municipal al plan anual de capacitación.",
        alternative_text="Afiche con los cinco temas de la capacitación en recuadros de color.",
        kind=Kind.POSTER,
        paper=Paper.A4,
        audiences=_TEAMS,
        topics=("capacitacion",),
        layout="boxes",
        lead="Un plan cada año, para todas las áreas de la municipalidad.",
        items=(
            ("Migración", ""),
            ("Trámites migratorios", ""),
            ("Interculturalidad", ""),
            ("Inclusión", ""),
            ("Derechos humanos", ""),
        ),
    ),
    DemoPiece(
        key="graphic-channel",
        slug="folleto-canal-de-comunicacion",
        title="En contacto con el programa",
        summary="Folleto que invita a las municipalidades a usar los canales del programa.",
        alternative_text="Folleto con cuatro recuadros, uno por cada canal de comunicación.",
        kind=Kind.LEAFLET,
        paper=Paper.A5,
        audiences=_TEAMS,
        topics=("camino",),
        layout="boxes",
        lead="Cuatro maneras de estar al día y de ser escuchada, para cada municipalidad.",
        items=(
            ("Boletines y correos periódicos", ""),
            ("Municipalidades ubicadas en el mapa", ""),
            ("Vínculo directo con la encargada o el encargado regional de Sello", ""),
            ("Espacios de encuentro y escucha", ""),
        ),
    ),
)

_SUMMARY_OF_SOCIAL = "Imagen cuadrada para redes sociales: uno de los cinco compromisos."
_ALT_OF_SOCIAL = "Un gran número {number} sobre fondo azul oscuro y, en letras blancas, «{title}»."

_SOCIAL = (
    ("redes-institucion-preparada", "atencion"),
    ("redes-equipos-capacitados", "capacitacion"),
    ("redes-politicas-inclusivas", "politicas"),
    ("redes-regularidad", "regularidad"),
    ("redes-participacion", "participacion"),
)
"""Address and topic of the picture of each commitment."""

PIECES = (
    *_POSTERS_AND_LEAFLETS,
    *(
        DemoPiece(
            key=f"graphic-social-{number}",
            slug=slug,
            title=title,
            summary=_SUMMARY_OF_SOCIAL,
            alternative_text=_ALT_OF_SOCIAL.format(number=number, title=title),
            kind=Kind.SOCIAL,
            paper="",
            audiences=(*_TEAMS, *_PEOPLE),
            topics=(topic,),
            layout="social",
            lead=text,
            number=number,
        )
        for number, ((slug, topic), (title, text)) in enumerate(
            zip(_SOCIAL, COMMITMENTS, strict=True), start=1
        )
    ),
)
