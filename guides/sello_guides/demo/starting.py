"""Texts of the guides to begin with: what is asked, where one stands, what to learn."""

from __future__ import annotations

from sello_guides.demo.material import DemoGuide, GuideMaterial
from sello_pages.demo.writing import Body
from sello_pages.taxonomy import Audience, Commitment


def write_what_it_asks(body: Body, material: GuideMaterial) -> None:
    body.heading("Los cinco compromisos, en preguntas")
    body.text(
        "<p>Cada compromiso es amplio a propósito, porque cada territorio es distinto. Estas "
        "preguntas ayudan a conversarlo en su equipo; no son una pauta de evaluación.</p>"
    )
    body.table(
        "Los cinco compromisos y una pregunta para conversar cada uno",
        ("Compromiso", "De qué se trata", "Pregunta para su equipo"),
        (
            (
                "1. Una institución preparada",
                "Atender a personas migrantes y refugiadas según el territorio y los medios de la "
                "municipalidad.",
                "¿Qué pasa hoy cuando llega una persona que no conoce la comuna?",
            ),
            (
                "2. Equipos capacitados",
                "Un plan de capacitación cada año, para que la inclusión cruce a toda la "
                "municipalidad.",
                "¿Qué áreas atienden público y todavía no se han capacitado?",
            ),
            (
                "3. Políticas locales inclusivas",
                "Políticas que no discriminan y dan las mismas oportunidades, derechos y deberes.",
                "¿Qué programa de la comuna deja a alguien fuera sin querer?",
            ),
            (
                "4. Regularidad migratoria",
                "Información oficial y a tiempo, personal al día y orientación sobre trámites.",
                "¿De dónde sacamos la información que entregamos, y de qué fecha es?",
            ),
            (
                "5. Asociación y participación",
                "Organizaciones en el territorio, participación y espacios para encontrarse.",
                "¿Qué organizaciones de personas migrantes conocemos por su nombre?",
            ),
        ),
    )
    body.heading("Del compromiso al Sello")
    body.picture(
        material.pictures["path"],
        "Ilustración: un camino que sube de izquierda a derecha y une cuatro hitos; en el último "
        "hay una placa.",
        "Los cuatro pasos: inicio de acciones, revisión de avances, informe y reconocimiento.",
    )
    body.text(
        "<p>El camino tiene [[steps|cuatro pasos]]. En la revisión de avances se mira cada "
        "compromiso; el informe reúne lo hecho; el Comité Calificador lo revisa; y un hito formal "
        "entrega la placa.</p>"
    )
    body.heading("Por dónde empezar")
    body.steps(
        (
            "Nombre a una persona responsable",
            "<p>Alguien que conozca a las distintas áreas y pueda reunirlas.</p>",
        ),
        (
            "Reúna a las áreas",
            "<p>La inclusión no es tarea de una sola oficina. Invite a las áreas que atienden "
            "público y a las que planifican.</p>",
        ),
        (
            "Anote lo que ya existe",
            "<p>Un párrafo por compromiso alcanza para la primera conversación con su encargada o "
            "encargado regional de Sello.</p>",
        ),
    )
    body.callout(
        "tip",
        "No espere a tenerlo todo",
        "<p>El acompañamiento comienza con el primer paso, no después de cumplir.</p>",
    )


def write_diagnosis(body: Body, material: GuideMaterial) -> None:
    body.heading("Qué es y qué no es")
    body.text(
        "<p>Es parte del acompañamiento que ofrece el programa: su municipalidad no lo hace sola. "
        "Responde a una pregunta sencilla: qué existe hoy para cada uno de los "
        "[[commitments|cinco compromisos]].</p>"
        "<p>No da un puntaje ni compara comunas. Cada territorio es distinto, y cada "
        "municipalidad avanza según sus medios.</p>"
    )
    body.heading("Cómo prepararse")
    body.steps(
        (
            "Pregunte a quienes atienden",
            "<p>Las personas que reciben público saben qué se consulta y qué no se logra "
            "responder.</p>",
        ),
        (
            "Escuche a las vecinas y los vecinos migrantes",
            "<p>Un encuentro corto, en un horario en que puedan ir, dice más que una encuesta "
            "larga.</p>",
        ),
        (
            "Reúna lo que ya está escrito",
            "<p>Planes, programas, material para el público, listas de sesiones. Anote la fecha "
            "de cada cosa.</p>",
        ),
        (
            "Separe lo que hay de lo que falta",
            "<p>Dos columnas por compromiso bastan. Anote también qué áreas participaron.</p>",
        ),
    )
    body.heading("Preguntas que ayudan")
    body.table(
        "Preguntas para mirar cada compromiso",
        ("Compromiso", "Qué hay hoy", "Qué falta"),
        (
            (
                "1. Una institución preparada",
                "¿Quién recibe a una persona que llega por primera vez, y dónde?",
                "¿Qué consulta queda casi siempre sin respuesta?",
            ),
            (
                "2. Equipos capacitados",
                "¿Qué áreas se capacitaron el último año, y en qué temas?",
                "¿Quién atiende público y no ha participado?",
            ),
            (
                "3. Políticas locales inclusivas",
                "¿Qué política o programa nombra a la población migrante?",
                "¿Qué requisito deja fuera a alguien sin querer?",
            ),
            (
                "4. Regularidad migratoria",
                "¿Qué información se entrega, y cuál es su fuente?",
                "¿Quién revisa que siga vigente?",
            ),
            (
                "5. Asociación y participación",
                "¿Qué organizaciones conoce la municipalidad?",
                "¿Quién nunca llega a los encuentros?",
            ),
        ),
    )
    body.heading("Escribirlo")
    body.text(
        "<p>Un párrafo por compromiso alcanza. Escriba hechos con fecha y diga con claridad lo "
        "que no se sabe: un dato que falta también orienta el trabajo.</p>"
    )
    body.callout(
        "warning",
        "Sin nombres",
        "<p>Cuente situaciones, no personas. No anote nombres, números de documento ni historias "
        "que permitan reconocer a alguien.</p>",
    )
    body.heading("Qué hacer con el resultado")
    body.text(
        "<ul>"
        "<li>Elija dos o tres cosas que se puedan cambiar este año.</li>"
        "<li>Ponga un área responsable y un mes a cada una.</li>"
        "<li>Lleve lo que falta en conocimientos al [[guide-plan|plan anual de "
        "capacitación]].</li>"
        "<li>Guarde el diagnóstico: en el [[guide-report|informe]] mostrará desde dónde partió su "
        "municipalidad.</li>"
        "</ul>"
    )
    body.callout(
        "tip",
        "Vuelva a mirarlo",
        "<p>Repita las mismas preguntas después de un año. La diferencia entre las dos respuestas "
        "es su avance.</p>",
    )
    body.related("Le puede servir", "guide-plan", "guide-technical-visit", "guide-report")


def write_plan(body: Body, material: GuideMaterial) -> None:
    body.heading("Qué pide el compromiso")
    body.text(
        "<p>El segundo compromiso pide un plan de capacitación cada año para el personal "
        "municipal. El fin es que la inclusión cruce a toda la municipalidad y no dependa de una "
        "sola oficina.</p>"
    )
    body.heading("Los cinco temas")
    body.table(
        "Los cinco temas del plan y una manera de empezar cada uno",
        ("Tema", "Para qué sirve", "Una primera sesión posible"),
        (
            (
                "Migración",
                "Conocer quiénes viven en la comuna y por qué.",
                "Mirar en conjunto los datos públicos de la comuna.",
            ),
            (
                "Trámites migratorios",
                "Orientar bien y saber cuándo derivar.",
                "Revisar la información oficial vigente y dónde encontrarla.",
            ),
            (
                "Interculturalidad",
                "Atender a personas con otras costumbres y otros idiomas.",
                "Conversar situaciones reales de la atención, sin nombres.",
            ),
            (
                "Inclusión",
                "Ver las barreras que la propia municipalidad pone sin querer.",
                "Recorrer un trámite municipal como si fuera la primera vez.",
            ),
            (
                "Derechos humanos",
                "Tratar a todas las personas con igual dignidad.",
                "Relacionar los compromisos con el trabajo de cada área.",
            ),
        ),
    )
    body.heading("Hacer el plan")
    body.steps(
        (
            "Parta de lo que falta",
            "<p>Mire el [[guide-diagnosis|diagnóstico inicial]]: qué temas no conoce cada "
            "área.</p>",
        ),
        (
            "Elija a las áreas",
            "<p>Primero las que atienden público; después las que planifican y las que "
            "deciden.</p>",
        ),
        (
            "Ponga fechas posibles",
            "<p>Sesiones cortas, lejos de los meses de más trabajo. Una sesión de una hora que se "
            "hace vale más que un curso que se suspende.</p>",
        ),
        (
            "Nombre a una persona por sesión",
            "<p>Alguien que invite, que lleve la lista y que avise los cambios.</p>",
        ),
    )
    body.heading("Escribirlo en una hoja")
    body.text(
        "<p>La planilla trae los cinco temas y una fila para cada uno. Complete quién, cuándo y "
        "para qué áreas, y agregue las filas que necesite.</p>"
    )
    body.document(material.documents["training-plan"], "Planilla del plan anual de capacitación")
    body.callout(
        "tip",
        "Que cruce a toda la municipalidad",
        "<p>Una meta posible: que cada área tenga al menos una persona capacitada en cada "
        "tema.</p>",
    )
    body.heading("Durante el año")
    body.text(
        "<ul>"
        "<li>Anote cada sesión cuando se realiza: tema, fecha, áreas y número de asistentes.</li>"
        "<li>Aproveche el cronograma de capacitaciones que ofrece el programa.</li>"
        "<li>Pregunte al final de cada sesión qué se puede aplicar desde mañana.</li>"
        "<li>Revise el plan a mitad de año y cambie lo que no resulta.</li>"
        "<li>Guarde los programas de las sesiones: sirven para el informe.</li>"
        "</ul>"
    )
    body.related("Le puede servir", "guide-diagnosis", "guide-report", "commitments")


WHAT_IT_ASKS = DemoGuide(
    key="guide-what-it-asks",
    title="Qué pide el Sello",
    slug="que-pide-el-sello",
    summary="El Sello pide avanzar en cinco compromisos y mostrarlo en un informe. Empiece por "
    "ver qué existe ya en su municipalidad: casi siempre hay algo.",
    audience="Autoridades y equipos municipales que están conociendo el programa",
    write=write_what_it_asks,
    topics=("camino",),
    audiences=(Audience.MUNICIPALITY,),
    commitments=tuple(Commitment),
)

DIAGNOSIS = DemoGuide(
    key="guide-diagnosis",
    title="Diagnóstico inicial",
    slug="diagnostico-inicial",
    summary="El diagnóstico inicial muestra de dónde parte su municipalidad: qué existe hoy para "
    "cada compromiso y qué falta. No es un examen: sirve para decidir por dónde empezar.",
    audience="Personas responsables del Sello y equipos que lo preparan por primera vez",
    write=write_diagnosis,
    topics=("camino",),
    audiences=(Audience.MUNICIPALITY,),
    commitments=tuple(Commitment),
)

PLAN = DemoGuide(
    key="guide-plan",
    title="Plan anual de capacitación",
    slug="plan-anual-de-capacitacion",
    summary="El plan anual de capacitación dice qué aprenderán los equipos, quiénes y cuándo. "
    "Parte de lo que mostró el diagnóstico y se revisa durante el año.",
    audience="Personas responsables del Sello y de la gestión de personas en la municipalidad",
    write=write_plan,
    topics=(
        "capacitacion",
        "camino",
    ),
    audiences=(Audience.MUNICIPALITY,),
    commitments=(Commitment.TRAINED_STAFF,),
)
