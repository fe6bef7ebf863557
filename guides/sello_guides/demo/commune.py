"""Texts of the guides on the life of the commune: its policies and its organisations."""

from __future__ import annotations

from sello_guides.demo.material import DemoGuide, GuideMaterial
from sello_pages.demo.writing import Body
from sello_pages.taxonomy import Audience, Commitment


def write_local_policy(body: Body, material: GuideMaterial) -> None:
    body.heading("De qué se trata")
    body.text(
        "<p>El tercer compromiso pide políticas públicas locales inclusivas, que no discriminen y "
        "que busquen formas nuevas de hacer las cosas. No siempre hace falta un programa nuevo: "
        "muchas veces basta con mirar uno que ya existe y quitarle una barrera.</p>"
    )
    body.heading("Los pasos")
    body.steps(
        (
            "Elija un problema concreto",
            "<p>«Hay familias que no se inscriben en los talleres» se puede trabajar. «Falta "
            "inclusión» no.</p>",
        ),
        (
            "Escuche antes de escribir",
            "<p>Converse con quienes usan el programa, con quienes no llegan a él y con las "
            "organizaciones del territorio.</p>",
        ),
        (
            "Busque la barrera",
            "<p>Puede ser un requisito, un horario, un idioma, un formulario o la falta de "
            "información.</p>",
        ),
        (
            "Escriba el cambio",
            "<p>Qué se hará, para quiénes, desde cuándo, con qué medios y quién responde.</p>",
        ),
        (
            "Pida una revisión",
            "<p>Antes de aprobarlo, que lo revise el área jurídica de su municipalidad. Esta guía "
            "no la reemplaza.</p>",
        ),
        (
            "Cuéntelo",
            "<p>Una política que nadie conoce no incluye a nadie. Infórmela en palabras sencillas "
            "y en los idiomas de la comuna.</p>",
        ),
        (
            "Mida y corrija",
            "<p>Compare cómo estaba la situación antes y cómo está después, y cambie lo que no "
            "resultó.</p>",
        ),
    )
    body.heading("Barreras frecuentes")
    body.table(
        "Barreras que aparecen sin querer y una manera de revisarlas",
        ("Barrera", "Cómo se nota", "Qué se puede revisar"),
        (
            (
                "Horario",
                "Solo llegan quienes no trabajan a esa hora.",
                "Una jornada más tarde o en sábado.",
            ),
            (
                "Idioma",
                "La misma pregunta se repite en el mesón.",
                "Material corto, con dibujos y traducido.",
            ),
            (
                "Formulario",
                "Hay casillas que nadie sabe llenar.",
                "Pedir solo lo que de verdad se usa.",
            ),
            (
                "Información",
                "La gente se entera cuando el plazo ya pasó.",
                "Avisar también por medio de las organizaciones.",
            ),
            (
                "Trato",
                "Las personas no vuelven.",
                "Llevar el tema al plan de capacitación.",
            ),
        ),
    )
    body.heading("Cómo saber si incluye")
    body.text(
        "<ul>"
        "<li>Sirve a todas las vecinas y todos los vecinos, no a un grupo contra otro.</li>"
        "<li>Dice qué derechos da y qué deberes pide, y son los mismos para todas las "
        "personas.</li>"
        "<li>Alguien que llegó hace poco puede entender cómo se usa.</li>"
        "<li>Personas migrantes participaron en su preparación.</li>"
        "</ul>"
    )
    body.callout(
        "tip",
        "Empiece pequeño",
        "<p>Un cambio que funciona en un programa convence mejor que un plan que quiere abarcarlo "
        "todo.</p>",
    )
    body.text(
        "<p>Guarde el documento que establece el cambio y la fecha desde la que rige: sirven para "
        "el [[guide-report|informe]].</p>"
    )
    body.related("Le puede servir", "guide-association", "guide-diagnosis", "guide-what-it-asks")


def write_association(body: Body, material: GuideMaterial) -> None:
    body.heading("Tres cosas distintas")
    body.text(
        "<p>El compromiso habla de organizaciones en el territorio, de participación y de "
        "espacios para encontrarse. Conviene trabajar las tres, porque una lleva a la otra: quien "
        "va a un encuentro puede participar después, y quien participa puede llegar a "
        "organizarse.</p>"
    )
    body.heading("Conocer a las organizaciones")
    body.steps(
        (
            "Pregunte quiénes son",
            "<p>Empiece por lo que ya saben las áreas de la municipalidad y las juntas de "
            "vecinos.</p>",
        ),
        (
            "Vaya a conocerlas",
            "<p>Una visita a su reunión dice más que una invitación a la suya.</p>",
        ),
        (
            "Pregunte qué necesitan",
            "<p>Un lugar, un horario, información o un contacto dentro de la municipalidad.</p>",
        ),
        (
            "Mantenga el contacto",
            "<p>Una persona de la municipalidad que conteste, y una lista que solo guarde lo "
            "necesario.</p>",
        ),
    )
    body.heading("Abrir la participación")
    body.table(
        "Maneras de participar, de la más simple a la más comprometida",
        ("Manera", "Un ejemplo", "Qué cuidar"),
        (
            (
                "Informarse",
                "Recibir noticias de la comuna.",
                "Palabras sencillas y varios idiomas.",
            ),
            (
                "Opinar",
                "Un encuentro para conversar un programa.",
                "Decir después qué se hizo con lo escuchado.",
            ),
            (
                "Preparar juntos",
                "Un grupo que organiza una actividad con la municipalidad.",
                "Repartir tareas y también decisiones.",
            ),
            (
                "Organizarse",
                "Un grupo de vecinas y vecinos que quiere formar una organización.",
                "Explicar los trámites municipales con calma.",
            ),
        ),
    )
    body.heading("Un encuentro que resulta")
    body.text(
        "<ul>"
        "<li>Elija con las organizaciones el día, el lugar y el tema.</li>"
        "<li>Piense en quienes cuidan a otras personas: un rincón para niñas y niños ayuda a que "
        "vayan.</li>"
        "<li>Invite también a vecinas y vecinos chilenos: el encuentro es de toda la comuna.</li>"
        "<li>Deje más tiempo para conversar que para discursos.</li>"
        "<li>Termine con uno o dos acuerdos y diga quién se hará cargo.</li>"
        "</ul>"
    )
    body.callout(
        "info",
        "Para las organizaciones",
        "<p>Puede acercarse a la municipalidad sin esperar una invitación. Pregunte qué área "
        "trabaja con organizaciones y cuéntele qué hacen ustedes.</p>",
    )
    body.heading("Lo que conviene evitar")
    body.text(
        "<ul>"
        "<li>Invitar solo para una fotografía.</li>"
        "<li>Hablar siempre con la misma persona, como si representara a todas.</li>"
        "<li>Pedir datos personales para entrar a una actividad abierta.</li>"
        "</ul>"
        "<p>Anote fecha, tema, número de asistentes y acuerdos de cada encuentro. Con eso se "
        "comprueba el compromiso en el [[guide-report|informe]], sin nombrar a nadie.</p>"
    )
    body.related("Le puede servir", "guide-local-policy", "guide-what-it-offers-you", "commitments")


LOCAL_POLICY = DemoGuide(
    key="guide-local-policy",
    title="Política local inclusiva, paso a paso",
    slug="politica-local-inclusiva",
    summary="Una política local inclusiva ofrece las mismas oportunidades, derechos y deberes a "
    "todas las vecinas y todos los vecinos. Se puede empezar por cambiar un programa que "
    "ya existe.",
    audience="Equipos de planificación, áreas sociales y autoridades municipales",
    write=write_local_policy,
    topics=("politicas",),
    audiences=(
        Audience.MUNICIPALITY,
        Audience.CIVIL_SOCIETY,
    ),
    commitments=(Commitment.INCLUSIVE_POLICIES,),
)

ASSOCIATION = DemoGuide(
    key="guide-association",
    title="Promover la asociación y la participación",
    slug="asociacion-y-participacion",
    summary="El quinto compromiso invita a que las vecinas y los vecinos migrantes se organicen, "
    "participen y se encuentren. La municipalidad abre espacios; las personas les dan "
    "vida.",
    audience="Equipos de organizaciones comunitarias y organizaciones del territorio",
    write=write_association,
    topics=("participacion",),
    audiences=(
        Audience.MUNICIPALITY,
        Audience.CIVIL_SOCIETY,
        Audience.MIGRANT,
    ),
    commitments=(Commitment.PARTICIPATION,),
)
