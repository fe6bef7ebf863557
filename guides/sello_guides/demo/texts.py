"""Texts of the three guides. They rest on the programme's own description and add plain advice on
how to work; they are example content until SERMIG validates them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sello_pages.demo.writing import Body


@dataclass(frozen=True)
class GuideMaterial:
    """Ids of the pictures and documents that the guides show, by key."""

    pictures: Mapping[str, int]
    documents: Mapping[str, int]


@dataclass(frozen=True)
class DemoGuide:
    """A guide and how its body is written."""

    key: str
    title: str
    slug: str
    summary: str
    audience: str
    write: Callable[[Body, GuideMaterial], object]


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


def write_report(body: Body, material: GuideMaterial) -> None:
    body.callout(
        "warning",
        "Lo que esta guía no dice",
        "<p>El formato y el plazo del informe los indica SERMIG a cada municipalidad. Esta guía "
        "no los conoce y no los reemplaza.</p>",
    )
    body.heading("Antes del informe")
    body.text(
        "<p>El informe es el tercero de los [[steps|cuatro pasos]]. Antes está la revisión de "
        "avances, en la que su municipalidad y SERMIG ven juntas cuánto se ha avanzado en los "
        "[[commitments|compromisos]]. Lo que salga de esa revisión es el mejor borrador.</p>"
    )
    body.heading("Qué reunir")
    body.table(
        "Qué puede reunir para cada compromiso (ejemplos)",
        ("Compromiso", "Qué mostrar", "Con qué comprobarlo"),
        (
            (
                "1. Una institución preparada",
                "Cómo se organiza la atención y qué cambió.",
                "Descripción de la atención, fotografías de los espacios sin personas "
                "reconocibles.",
            ),
            (
                "2. Equipos capacitados",
                "El plan del año y lo que se realizó de él.",
                "Plan anual, programas de las sesiones, número de asistentes por área.",
            ),
            (
                "3. Políticas locales inclusivas",
                "Qué política o programa se creó o se cambió, y para qué.",
                "El documento que la establece, la fecha desde la que rige.",
            ),
            (
                "4. Regularidad migratoria",
                "Qué información se entregó y cómo se mantiene al día.",
                "Material entregado, con su fecha y su fuente oficial.",
            ),
            (
                "5. Asociación y participación",
                "Con qué organizaciones se trabajó y qué encuentros hubo.",
                "Invitaciones, programas y acuerdos de los encuentros.",
            ),
        ),
    )
    body.heading("Cómo escribirlo")
    body.steps(
        (
            "Un compromiso a la vez",
            "<p>Para cada uno escriba la situación al empezar, lo que se hizo y lo que falta.</p>",
        ),
        (
            "Hechos con fecha",
            "<p>Diga qué, cuándo, quiénes y para cuántas personas. Lo que no se sabe, se dice "
            "que no se sabe.</p>",
        ),
        (
            "Sin datos personales",
            "<p>Cuente cuántas personas participaron, no quiénes eran. No incluya nombres, "
            "números de documento ni historias que permitan reconocer a alguien.</p>",
        ),
        (
            "Una segunda lectura",
            "<p>Pida a alguien de otra área que lo lea. Si no lo entiende, el comité tampoco lo "
            "entenderá.</p>",
        ),
    )
    body.heading("Después de enviarlo")
    body.text(
        "<p>El <b>Comité Calificador</b> revisa el informe. Aprobado el informe, el hito formal "
        "entrega la placa. Más adelante el Sello se puede revalidar: guarde lo reunido, porque "
        "le servirá de nuevo.</p>"
    )
    body.heading("Preguntas sobre el informe")
    body.accordion(
        (
            "¿Quién revisa el informe?",
            "<p>El Comité Calificador.</p>",
        ),
        (
            "¿Qué pasa si un compromiso va atrasado?",
            "<p>Dígalo con claridad y cuente qué se hará. Converse el caso con su encargada o "
            "encargado regional de Sello antes de enviar el informe.</p>",
        ),
        (
            "¿Dónde se envía?",
            "<p>Su dirección regional le indicará el medio. Este sitio no recibe informes.</p>",
        ),
    )
    body.button("Repasar los cinco compromisos", "commitments", "secondary")


def write_plan(body: Body, material: GuideMaterial) -> None:
    body.heading("El diagnóstico inicial")
    body.text(
        "<p>Es parte del acompañamiento que ofrece el programa: su municipalidad no lo hace sola. "
        "Responde a una pregunta sencilla: qué existe hoy para cada uno de los "
        "[[commitments|cinco compromisos]].</p>"
    )
    body.heading("Cómo prepararse", "h3")
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
            "Separe lo que hay de lo que falta",
            "<p>Dos columnas por compromiso bastan. Anote también qué áreas participaron.</p>",
        ),
    )
    body.heading("El plan anual de capacitación")
    body.text(
        "<p>El segundo compromiso pide un plan de capacitación cada año para el personal "
        "municipal. Sus cinco temas son estos:</p>"
    )
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
    body.heading("Escribirlo en una hoja", "h3")
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
        "<li>Revise el plan a mitad de año y cambie lo que no resulta.</li>"
        "<li>Guarde los programas de las sesiones: sirven para el informe.</li>"
        "</ul>"
    )
    body.related("Le puede servir", "guide-report", "commitments")


GUIDES = (
    DemoGuide(
        key="guide-what-it-asks",
        title="Qué pide el Sello",
        slug="que-pide-el-sello",
        summary="El Sello pide avanzar en cinco compromisos y mostrarlo en un informe. Empiece por "
        "ver qué existe ya en su municipalidad: casi siempre hay algo.",
        audience="Autoridades y equipos municipales que están conociendo el programa",
        write=write_what_it_asks,
    ),
    DemoGuide(
        key="guide-report",
        title="Preparar el informe",
        slug="preparar-el-informe",
        summary="El informe cuenta qué hizo su municipalidad en cada compromiso y con qué se puede "
        "comprobar. Se prepara mejor si se junta la información durante el año.",
        audience="Equipos municipales que se acercan al tercer paso",
        write=write_report,
    ),
    DemoGuide(
        key="guide-plan",
        title="Diagnóstico inicial y plan anual de capacitación",
        slug="diagnostico-y-plan-de-capacitacion",
        summary="El diagnóstico inicial muestra de dónde se parte; el plan anual de capacitación "
        "dice qué aprenderán los equipos y cuándo. Uno alimenta al otro.",
        audience="Personas responsables del Sello y de la gestión de personas en la municipalidad",
        write=write_plan,
    ),
)
