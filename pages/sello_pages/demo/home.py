"""Texts of the home page."""

from __future__ import annotations

from sello_pages.demo.material import Material
from sello_pages.demo.writing import Body

TITLE = "Sello Migrante"
SLUG = "inicio"
PROMISE = "Municipalidades que reciben bien a las personas migrantes y refugiadas"
SUMMARY = (
    "El Sello Migrante acompaña y reconoce a los gobiernos locales que trabajan por la inclusión, "
    "la interculturalidad y el acceso a derechos."
)


def write_home(body: Body, material: Material) -> None:
    """The blocks below the promise, the doors, the country and the figures."""
    body.heading("Cómo se obtiene el Sello")
    body.steps(
        (
            "Inicio de acciones",
            "<p>La municipalidad y SERMIG comienzan a trabajar juntas.</p>",
        ),
        (
            "Revisión de avances",
            "<p>Se revisa lo avanzado en los [[commitments|cinco compromisos]].</p>",
        ),
        (
            "Informe",
            "<p>La municipalidad envía su informe y lo revisa el Comité Calificador.</p>",
        ),
        (
            "Otorga reconocimiento",
            "<p>Una ceremonia formal entrega la placa. Más adelante, el Sello se puede "
            "revalidar.</p>",
        ),
    )
    body.button("Ver los cuatro pasos", "steps", "secondary")
    body.heading("Lo que más se pregunta")
    body.accordion(
        (
            "¿Qué es el Sello Migrante?",
            "<p>Un programa de SERMIG que acompaña técnicamente a las municipalidades y reconoce "
            "a las que cumplen cinco compromisos con las personas migrantes y refugiadas. "
            "[[programme|Conozca el programa]].</p>",
        ),
        (
            "¿Cómo empieza mi municipalidad?",
            "<p>Con un primer contacto con la dirección regional de SERMIG. "
            "[[municipalities|Vea cómo hacerlo]].</p>",
        ),
        (
            "Soy migrante, ¿este sitio me sirve?",
            "<p>Le dice qué puede esperar de una municipalidad adherida y por dónde empezar. Aquí "
            "no se hacen trámites. [[orientation|Vea por dónde empezar]].</p>",
        ),
    )
    body.related("Más sobre el programa", "questions", "organisation", "contact")
