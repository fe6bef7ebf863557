"""Texts for the two kinds of readers, their questions, and how to make contact."""

from __future__ import annotations

import datetime

from sello_pages.demo.material import PRESENTATION, DemoPage, Material
from sello_pages.demo.writing import Body


def write_for_municipalities(body: Body, material: Material) -> None:
    body.callout(
        "summary",
        "En breve",
        "<p>Su municipalidad adhiere al programa, trabaja con acompañamiento técnico y puede "
        "obtener el Sello Migrante. El primer paso es hablar con su dirección regional de "
        "SERMIG.</p>",
    )
    body.heading("Por qué adherir")
    body.text(
        "<ul>"
        "<li><b>Acompañamiento.</b> Diagnóstico inicial, visitas técnicas, guías y presencia en "
        "las actividades que su municipalidad convoca.</li>"
        "<li><b>Capacitación.</b> Un cronograma de sesiones para sus equipos.</li>"
        "<li><b>Información.</b> Boletines y correos periódicos, y un contacto directo en su "
        "región.</li>"
        "<li><b>Casos complejos.</b> La Plataforma Sello para casos complejos, reservada a las "
        "municipalidades del programa.</li>"
        "<li><b>Reconocimiento.</b> El Sello Migrante, que después se puede revalidar.</li>"
        "</ul>"
    )
    body.sourced_figure(
        "128",
        "municipalidades habían adherido al programa",
        datetime.date(2023, 12, 31),
        PRESENTATION,
    )
    body.heading("Cómo empezar")
    body.steps(
        (
            "Conozca lo que se pide",
            "<p>Lea los [[commitments|cinco compromisos]] y converse en su municipalidad cuáles "
            "ya se cumplen en parte.</p>",
        ),
        (
            "Tome contacto",
            "<p>Acérquese a la dirección regional de SERMIG de su región: la encargada o el "
            "encargado regional de Sello es su [[contact|contacto directo]].</p>",
        ),
        (
            "Inicie las acciones",
            "<p>Con el vínculo comienza el acompañamiento. Siguen la revisión de avances, el "
            "informe y el reconocimiento: son los [[steps|cuatro pasos]].</p>",
        ),
    )
    body.callout(
        "info",
        "La plataforma de casos complejos",
        "<p>Es exclusiva para municipalidades del programa. SERMIG debe confirmar si basta con "
        "haber adherido o si se necesita tener el Sello otorgado.</p>",
    )
    body.button("Ver los cuatro pasos", "steps")
    body.button("Leer preguntas y respuestas", "questions", "secondary")


def write_for_people(body: Body, material: Material) -> None:
    body.callout(
        "summary",
        "En breve",
        "<p>Si usted es una persona migrante o refugiada y necesita orientación, empiece por la "
        "municipalidad de la comuna donde vive. No necesita una cuenta para leer este sitio.</p>",
    )
    body.picture(
        material.pictures["meeting"],
        "Ilustración: siete personas de distintos colores sentadas alrededor de una mesa redonda.",
    )
    body.heading("Qué puede esperar de una municipalidad adherida")
    body.text(
        "<p>Una municipalidad que adhiere al Sello Migrante se compromete, entre otras cosas, "
        "a:</p>"
        "<ul>"
        "<li>prepararse para atender a personas migrantes y refugiadas;</li>"
        "<li>capacitar cada año a su personal;</li>"
        "<li>entregar información oficial y a tiempo, y orientar sobre los trámites "
        "migratorios;</li>"
        "<li>tratar a todas las vecinas y a todos los vecinos sin discriminar;</li>"
        "<li>abrir espacios para participar y encontrarse.</li>"
        "</ul>"
        "<p>Lea los [[commitments|cinco compromisos]] completos.</p>"
    )
    body.heading("Si su situación es difícil de resolver")
    body.text(
        "<p>Cuéntela en su municipalidad. Cuando el caso es complejo, una municipalidad del "
        "programa puede presentarlo en la Plataforma Sello para casos complejos. Lo hace la "
        "municipalidad que la o lo atiende: no hace falta que usted entre en la plataforma.</p>"
    )
    body.callout(
        "warning",
        "Este sitio no recibe solicitudes",
        "<p>Aquí no se hacen trámites ni se consulta el estado de una solicitud. No envíe "
        "documentos ni datos personales por este medio: el sitio no los pide.</p>",
    )
    body.button("Leer preguntas y respuestas", "questions")


def write_questions(body: Body, material: Material) -> None:
    body.heading("Sobre el programa")
    body.accordion(
        (
            "¿Qué es el Sello Migrante?",
            "<p>Un programa de SERMIG que acompaña técnicamente a las municipalidades y reconoce "
            "a las que trabajan por la inclusión de las personas migrantes y refugiadas. "
            "[[programme|Conozca el programa]].</p>",
        ),
        (
            "¿Quién está a cargo?",
            "<p>El Departamento de Inclusión, de la Dirección de Territorio e Inclusión de "
            "SERMIG, junto con las 16 direcciones regionales. Vea la "
            "[[organisation|organización]].</p>",
        ),
        (
            "¿Desde cuándo existe?",
            "<p>Comenzó en 2015 con 3 municipalidades adheridas. En 2023 eran 128, en las 16 "
            "regiones.</p>",
        ),
        (
            "¿Qué diferencia hay entre adherir, obtener el Sello y revalidarlo?",
            "<p>Una municipalidad <b>adherida</b> asumió los compromisos y recibe "
            "acompañamiento. Con el Sello <b>otorgado</b>, su informe fue aprobado y recibió el "
            "reconocimiento. Con el Sello <b>revalidado</b>, ese reconocimiento se confirmó más "
            "adelante.</p>",
        ),
    )
    body.heading("Para municipalidades")
    body.accordion(
        (
            "¿Cómo adhiere mi municipalidad?",
            "<p>El primer paso es el vínculo con SERMIG, a través de su dirección regional. "
            "[[municipalities|Aquí le contamos cómo empezar]].</p>",
        ),
        (
            "¿Qué debemos hacer para obtener el Sello?",
            "<p>Avanzar en los [[commitments|cinco compromisos]] y presentar un informe, que "
            "revisa el Comité Calificador. El recorrido completo está en los "
            "[[steps|cuatro pasos]].</p>",
        ),
        (
            "¿Cuánto demora el proceso?",
            "<p>No lo sabemos: las fuentes de este sitio no indican plazos. Consulte a su "
            "dirección regional.</p>",
        ),
        (
            "¿Qué es una consulta Sello?",
            "<p>Es la forma en que llega al programa un caso complejo de una persona que atiende "
            "la municipalidad.</p>",
        ),
        (
            "¿Quién puede usar la plataforma de casos complejos?",
            "<p>Solo las municipalidades del programa. SERMIG debe confirmar si basta con haber "
            "adherido o si se necesita tener el Sello otorgado.</p>",
        ),
    )
    body.heading("Para personas migrantes y refugiadas")
    body.accordion(
        (
            "¿Puedo hacer un trámite aquí?",
            "<p>No. Este sitio informa sobre el programa; no recibe solicitudes ni muestra el "
            "estado de un trámite.</p>",
        ),
        (
            "¿Necesito una cuenta?",
            "<p>No. Todo lo que este sitio publica se lee sin cuenta y sin entregar datos.</p>",
        ),
        (
            "¿Dónde pido orientación?",
            "<p>En la municipalidad de la comuna donde vive. "
            "[[orientation|Aquí le contamos qué puede esperar de ella]].</p>",
        ),
        (
            "¿Cómo sé si mi municipalidad tiene el Sello?",
            "<p>El mapa de este sitio muestra las que están en el registro. Si no encuentra la "
            "suya, pregunte.</p>",
        ),
    )


def write_contact(body: Body, material: Material) -> None:
    body.callout(
        "info",
        "Por qué no ve teléfonos aquí",
        "<p>Este sitio solo publica datos de contacto que SERMIG haya confirmado. Todavía no hay "
        "ninguno confirmado, y un teléfono equivocado sería peor que ninguno.</p>",
    )
    body.heading("Si escribe desde una municipalidad")
    body.text(
        "<p>Su contacto directo es la encargada o el encargado regional de Sello, en la "
        "dirección regional de SERMIG de su región. Hay una dirección regional en cada una de "
        "las 16 regiones.</p>"
        "<ol>"
        "<li>Si su municipalidad ya adhirió, pregunte dentro de ella quién lleva el vínculo con "
        "el programa.</li>"
        "<li>Si todavía no adhiere, pida en la dirección regional hablar con quien está a cargo "
        "de Sello Migrante.</li>"
        "<li>Busque los datos de su dirección regional en los canales oficiales de SERMIG.</li>"
        "</ol>"
    )
    body.contact_card(
        "Dirección regional de SERMIG de su región",
        "Encargada o encargado regional de Sello",
        "municipalities",
    )
    body.heading("Si busca orientación para usted o su familia")
    body.text(
        "<p>Acérquese a la municipalidad de la comuna donde vive. "
        "[[orientation|Vea qué puede esperar de ella]].</p>"
    )
    body.callout(
        "warning",
        "Cuide sus datos",
        "<p>No entregue documentos ni datos personales a quien diga representar al programa sin "
        "antes confirmarlo en su municipalidad o en un canal oficial de SERMIG.</p>",
    )


READER_PAGES = (
    DemoPage(
        key="municipalities",
        title="Cómo adherir",
        slug="como-adherir",
        summary="Qué le ofrece el programa a su municipalidad y cómo empezar.",
        write=write_for_municipalities,
        in_menu=True,
    ),
    DemoPage(
        key="orientation",
        title="Personas migrantes",
        slug="personas-migrantes",
        summary="Para personas migrantes y refugiadas: dónde empezar y qué puede esperar de su "
        "municipalidad.",
        write=write_for_people,
        in_menu=True,
    ),
    DemoPage(
        key="questions",
        title="Preguntas y respuestas",
        slug="preguntas",
        summary="Lo que más se pregunta sobre el Sello Migrante, en respuestas cortas.",
        write=write_questions,
    ),
    DemoPage(
        key="contact",
        title="Contacto",
        slug="contacto",
        summary="Cómo llegar a las personas que llevan el Sello Migrante en su región.",
        write=write_contact,
        in_menu=True,
    ),
)
