"""Texts of the guides for migrant and refugee people, and for those who go with them."""

from __future__ import annotations

from sello_guides.demo.material import DemoGuide, GuideMaterial
from sello_pages.demo.writing import Body
from sello_pages.taxonomy import Audience, Commitment


def write_what_it_offers_you(body: Body, material: GuideMaterial) -> None:
    body.heading("Qué significa el Sello")
    body.text(
        "<p>El Sello Migrante es un reconocimiento de SERMIG, el servicio de migraciones de "
        "Chile. Lo recibe la municipalidad que trabajó en [[commitments|cinco compromisos]] y "
        "mostró en un informe lo que hizo.</p>"
        "<p>Otras municipalidades ya son parte del programa, pero todavía no tienen el Sello. "
        "También trabajan en los mismos compromisos.</p>"
    )
    body.heading("Qué puede esperar")
    body.table(
        "Qué significa para usted cada compromiso",
        ("Compromiso", "Qué significa para usted"),
        (
            (
                "1. Una institución preparada",
                "La municipalidad se prepara para recibir y escuchar a las personas migrantes y "
                "refugiadas.",
            ),
            (
                "2. Equipos capacitados",
                "Las personas que atienden se capacitan cada año en migración, inclusión y "
                "derechos humanos.",
            ),
            (
                "3. Políticas locales inclusivas",
                "Usted tiene las mismas oportunidades, derechos y deberes que sus vecinas y "
                "vecinos.",
            ),
            (
                "4. Regularidad migratoria",
                "Le dan información oficial y le orientan sobre los trámites migratorios.",
            ),
            (
                "5. Asociación y participación",
                "Usted puede participar, encontrarse con otras personas y organizarse.",
            ),
        ),
    )
    body.heading("Qué no hace la municipalidad")
    body.text(
        "<ul>"
        "<li>No decide sobre trámites migratorios.</li>"
        "<li>No puede prometerle un resultado ni un plazo.</li>"
        "</ul>"
    )
    body.callout(
        "warning",
        "Cuidado con quien le promete algo",
        "<p>El Sello es un reconocimiento a la municipalidad. No es un documento para usted y no "
        "se compra. Si alguien le cobra por conseguírselo, no pague y pregunte en la "
        "municipalidad.</p>",
    )
    body.heading("Cuando vaya a la municipalidad")
    body.steps(
        (
            "Prepare su pregunta",
            "<p>Escríbala en su idioma si le ayuda. Una pregunta a la vez se responde mejor.</p>",
        ),
        (
            "Pregunte dónde atienden",
            "<p>Diga que busca orientación para personas migrantes.</p>",
        ),
        (
            "Lleve lo que tenga",
            "<p>Si su pregunta es sobre un papel, llévelo. Muéstrelo y guárdelo de nuevo.</p>",
        ),
        (
            "Pida que se lo escriban",
            "<p>Dónde ir, qué llevar y a quién preguntar después.</p>",
        ),
        (
            "Diga si no entendió",
            "<p>Puede preguntar otra vez.</p>",
        ),
    )
    body.heading("Si su situación es difícil")
    body.text(
        "<p>Cuéntela. Una municipalidad del programa puede presentar un caso complejo a SERMIG "
        "por la Plataforma Sello para casos complejos. Lo hace el equipo municipal: usted no "
        "necesita una cuenta.</p>"
    )
    body.heading("Preguntas")
    body.accordion(
        (
            "¿Y si mi municipalidad no tiene el Sello?",
            "<p>Vaya igual. Puede pedir orientación en la municipalidad de la comuna donde "
            "vive.</p>",
        ),
        (
            "¿Pueden tratarme peor por ser migrante?",
            "<p>No. Los compromisos piden políticas que no discriminen. Si eso le pasa, dígalo en "
            "la municipalidad o pida ayuda a una organización.</p>",
        ),
    )
    body.related("Siga leyendo", "guide-find-yours", "guide-whom-to-ask", "orientation")


def write_find_yours(body: Body, material: GuideMaterial) -> None:
    body.heading("Comuna y municipalidad")
    body.text(
        "<p>Chile se divide en regiones, y las regiones, en comunas. La municipalidad es la "
        "institución que administra la comuna. Hay una municipalidad en cada comuna, salvo en la "
        "Antártica.</p>"
        "<p>Para pedir orientación, acérquese a la municipalidad de la comuna donde vive. Si vive "
        "en una comuna y trabaja en otra, empiece por donde vive.</p>"
    )
    body.heading("Cómo saber cuál es su comuna")
    body.steps(
        (
            "Mire su dirección",
            "<p>En muchas cuentas y cartas, la comuna aparece después de la calle y el número.</p>",
        ),
        (
            "Pregunte a alguien del barrio",
            "<p>Una vecina, un vecino, la escuela o el consultorio saben en qué comuna están.</p>",
        ),
        (
            "Busque su municipalidad",
            "<p>Con el nombre de la comuna puede buscar el sitio oficial de la municipalidad, que "
            "indica dónde y a qué hora atiende.</p>",
        ),
    )
    body.heading("Cómo saber si es parte del programa")
    body.text(
        "<p>En 2023 había 128 municipalidades adheridas al Sello Migrante, en las 16 regiones. "
        "El mapa de este sitio muestra las que están en el registro. Si no encuentra la suya, "
        "pregunte.</p>"
    )
    body.table(
        "Tres situaciones y qué significa cada una",
        ("Situación", "Qué significa"),
        (
            (
                "Adherida",
                "Asumió los compromisos y recibe acompañamiento de SERMIG. Aún no tiene el Sello.",
            ),
            (
                "Con Sello otorgado",
                "Su informe fue aprobado y recibió el reconocimiento.",
            ),
            (
                "Con Sello revalidado",
                "El reconocimiento se confirmó más adelante.",
            ),
        ),
    )
    body.heading("Qué preguntar")
    body.text(
        "<p>Puede leer estas preguntas en el mesón o mostrarlas en su teléfono:</p>"
        "<ul>"
        "<li>¿Dónde atienden a personas migrantes, y en qué horario?</li>"
        "<li>¿Esta municipalidad es parte del programa Sello Migrante?</li>"
        "<li>¿Hay alguien que hable mi idioma, o material en mi idioma?</li>"
        "<li>¿Qué organizaciones de personas migrantes hay en la comuna?</li>"
        "</ul>"
    )
    body.callout(
        "tip",
        "En su idioma",
        "<p>Este sitio se lee en español, kreyòl ayisyen, inglés, portugués y francés. El idioma "
        "se elige arriba, en cada página.</p>",
    )
    body.heading("Si se cambia de comuna")
    body.text(
        "<p>Vaya a la municipalidad de su nueva comuna y cuente qué trámites o ayudas tiene en "
        "curso. Pregunte qué debe avisar y dónde: no todo pasa solo de una municipalidad a "
        "otra.</p>"
    )
    body.callout(
        "warning",
        "Cuide sus datos",
        "<p>No envíe fotos de sus documentos a quien le ofrezca por mensajes hacer un trámite. "
        "Confirme antes en la municipalidad.</p>",
    )
    body.heading("Si no puede ir")
    body.text(
        "<p>Pregunte si la municipalidad atiende por teléfono o por internet. También puede ir "
        "con usted alguien de confianza o de una organización.</p>"
    )
    body.related("Siga leyendo", "guide-what-it-offers-you", "guide-whom-to-ask", "contact")


def write_whom_to_ask(body: Body, material: GuideMaterial) -> None:
    body.heading("Busque su situación")
    body.table(
        "Según quién pregunta y qué necesita, a quién preguntar primero",
        ("Si usted es…", "y necesita…", "pregunte primero en…"),
        (
            (
                "Una persona migrante o refugiada",
                "Orientación para vivir en la comuna",
                "La municipalidad donde vive",
            ),
            (
                "Una persona migrante o refugiada",
                "Saber cómo va un trámite migratorio",
                "Los canales oficiales de SERMIG",
            ),
            (
                "Una persona migrante o refugiada",
                "Ayuda en una situación difícil",
                "La municipalidad donde vive",
            ),
            (
                "Una organización",
                "Participar o hacer una actividad",
                "El área de la municipalidad que trabaja con organizaciones",
            ),
            (
                "Una municipalidad que quiere adherir",
                "Empezar el vínculo",
                "La dirección regional de SERMIG de su región",
            ),
            (
                "Una municipalidad del programa",
                "Acompañamiento o dudas sobre el informe",
                "Su encargada o encargado regional de Sello",
            ),
            (
                "Una municipalidad del programa",
                "Resolver un caso complejo",
                "La Plataforma Sello para casos complejos",
            ),
        ),
    )
    body.heading("Para que le respondan mejor")
    body.steps(
        (
            "Diga quién es y desde dónde pregunta",
            "<p>El nombre de la comuna ayuda a saber quién debe responder.</p>",
        ),
        (
            "Haga una pregunta concreta",
            "<p>«¿Qué documento me falta para inscribir a mi hija en el taller?» se responde "
            "mejor que «necesito ayuda».</p>",
        ),
        (
            "Anote la respuesta",
            "<p>Quién respondió, qué día y qué dijo.</p>",
        ),
        (
            "Pregunte por el paso siguiente",
            "<p>Si no es ahí, pida que le digan dónde es.</p>",
        ),
    )
    body.heading("Lo que este sitio no hace")
    body.text(
        "<ul>"
        "<li>No recibe solicitudes ni documentos.</li>"
        "<li>No muestra cómo va un trámite.</li>"
        "<li>No publica teléfonos ni direcciones que SERMIG no haya confirmado. Vea la página de "
        "[[contact|contacto]].</li>"
        "</ul>"
    )
    body.callout(
        "warning",
        "Si alguien le pide dinero o documentos",
        "<p>No entregue dinero, documentos ni claves a quien diga representar al programa. "
        "Confírmelo antes en la municipalidad o en un canal oficial de SERMIG.</p>",
    )
    body.heading("Preguntas")
    body.accordion(
        (
            "¿Quién es la encargada o el encargado regional de Sello?",
            "<p>Es la persona de la dirección regional de SERMIG que tiene el contacto directo "
            "con las municipalidades de su región. Hay una dirección regional en cada una de las "
            "16 regiones.</p>",
        ),
        (
            "¿Puede una persona presentar un caso en la plataforma?",
            "<p>No. La plataforma es para las municipalidades del programa. Cuente su situación "
            "en la municipalidad donde vive y ella verá si corresponde presentarlo.</p>",
        ),
        (
            "¿Qué hago si nadie me responde?",
            "<p>Vuelva a preguntar con la fecha de la primera vez. Puede pedir que otra persona "
            "de la municipalidad le atienda, o el apoyo de una organización.</p>",
        ),
    )
    body.related("Siga leyendo", "guide-find-yours", "guide-what-it-offers-you", "questions")


WHAT_IT_OFFERS_YOU = DemoGuide(
    key="guide-what-it-offers-you",
    title="Qué le ofrece una municipalidad con Sello",
    slug="que-le-ofrece-una-municipalidad",
    summary="Una municipalidad con Sello se comprometió a recibirle bien: con equipos preparados, "
    "información oficial, igual trato y espacios para participar.",
    audience="Personas migrantes y refugiadas, y quienes las acompañan",
    write=write_what_it_offers_you,
    topics=(
        "atencion",
        "regularidad",
        "participacion",
    ),
    audiences=(
        Audience.MIGRANT,
        Audience.CIVIL_SOCIETY,
    ),
    commitments=tuple(Commitment),
)

FIND_YOURS = DemoGuide(
    key="guide-find-yours",
    title="Cómo encontrar su municipalidad",
    slug="como-encontrar-su-municipalidad",
    summary="Su municipalidad es la de la comuna donde vive. Aquí le contamos cómo saber cuál es "
    "y cómo preguntarle si es parte del programa.",
    audience="Personas migrantes y refugiadas que llegaron hace poco a su comuna",
    write=write_find_yours,
    topics=("atencion",),
    audiences=(
        Audience.MIGRANT,
        Audience.CIVIL_SOCIETY,
    ),
    commitments=(Commitment.PREPARED_INSTITUTION,),
)

WHOM_TO_ASK = DemoGuide(
    key="guide-whom-to-ask",
    title="A quién preguntar",
    slug="a-quien-preguntar",
    summary="La municipalidad, la dirección regional de SERMIG o la encargada o el encargado "
    "regional de Sello: según quién pregunta y qué necesita, la puerta es distinta.",
    audience="Personas migrantes y refugiadas, equipos municipales y organizaciones",
    write=write_whom_to_ask,
    topics=(
        "atencion",
        "camino",
    ),
    audiences=(
        Audience.MIGRANT,
        Audience.MUNICIPALITY,
        Audience.CIVIL_SOCIETY,
    ),
    commitments=(Commitment.REGULAR_STATUS,),
)
