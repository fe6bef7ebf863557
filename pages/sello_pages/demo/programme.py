"""Texts about the programme itself: what it is, what it asks, how it goes, who runs it."""

from __future__ import annotations

from sello_pages.demo.home import PROMISE
from sello_pages.demo.material import DemoPage, Material
from sello_pages.demo.writing import Body


def write_what_it_is(body: Body, material: Material) -> None:
    body.text(
        "<p>El Sello Migrante es un programa del Servicio Nacional de Migraciones (SERMIG). "
        "Acompaña a las municipalidades que quieren recibir mejor a las personas migrantes y "
        "refugiadas que viven en su comuna, y reconoce a las que cumplen con sus "
        "[[commitments|cinco compromisos]].</p>"
    )
    body.heading("Para qué existe")
    body.text(
        "<p>Su objetivo general es fortalecer a las instituciones de los gobiernos locales en "
        "<b>inclusión</b>, <b>interculturalidad</b> y <b>acceso a derechos</b> de las personas "
        "migrantes y refugiadas. Lo hace con acompañamiento técnico: SERMIG apoya a la "
        "municipalidad mientras esta lleva adelante sus planes, proyectos, programas y "
        "acciones.</p>"
    )
    body.heading("Objetivos específicos", "h3")
    body.text(
        "<ol>"
        "<li><b>Descentralizar.</b> Planificar y realizar acciones y proyectos junto con las "
        "direcciones regionales.</li>"
        "<li><b>Resolver casos complejos.</b> Recibir, resolver y ordenar los casos que llegan "
        "como consultas Sello, de manera eficaz y eficiente.</li>"
        "<li><b>Informar a tiempo.</b> Mantener un canal fluido, con información oportuna y "
        "vigente, hacia los gobiernos locales adheridos y hacia las personas migrantes que "
        "viven en sus comunas.</li>"
        "<li><b>Asesorar.</b> Dar consejo y acompañamiento técnico a las acciones que fomentan "
        "buenas prácticas de interculturalidad e inclusión.</li>"
        "<li><b>Mejorar.</b> Revisar los procesos del propio programa, con gestión de calidad y "
        "mejora continua.</li>"
        "</ol>"
    )
    body.quote(PROMISE, "Sello Migrante", "Portada de este sitio")
    body.heading("El programa en cifras")
    body.figures("", material.figures.values())
    body.text(
        "<p>Las cifras vienen de la presentación del programa de 2023. Este sitio todavía no "
        "publica qué municipalidad está en cada etapa.</p>"
    )
    body.heading("Qué ofrece")
    body.heading("Capacidad técnica", "h3")
    body.text(
        "<p>Un cronograma de capacitaciones; acompañamiento, con diagnóstico inicial, visitas "
        "técnicas, participación en las actividades que convoca la municipalidad y guías "
        "técnicas; y material gráfico útil.</p>"
    )
    body.heading("Canal de comunicación", "h3")
    body.text(
        "<p>Boletines y correos periódicos con información para el trabajo con población migrante, "
        "la ubicación de las municipalidades en la página web del servicio, un vínculo directo "
        "con las encargadas y los encargados regionales de Sello, y espacios de encuentro y "
        "escucha.</p>"
    )
    body.heading("Plataforma Sello para casos complejos", "h3")
    body.text(
        "<p>Un lugar reservado a las municipalidades del programa para presentar los casos "
        "complejos de las personas que atienden. Mejora la coordinación entre órganos del Estado, "
        "entrega datos útiles para decidir y promueve la regularidad migratoria.</p>"
    )
    body.gallery(
        "El programa en imágenes",
        (
            material.pictures["path"],
            "Ilustración: cuatro hitos numerados a lo largo de un camino que sube hasta una placa.",
            "Cuatro pasos llevan al Sello.",
        ),
        (
            material.pictures["commitments"],
            "Ilustración: un anillo dividido en cinco tramos iguales rodea un edificio municipal.",
            "Cinco compromisos asume la municipalidad.",
        ),
        (
            material.pictures["meeting"],
            "Ilustración: una mesa redonda vista desde arriba, con siete personas a su alrededor.",
            "Municipalidad y comunidad trabajan juntas.",
        ),
    )
    body.related("Siga leyendo", "commitments", "steps", "organisation", "questions")


def write_commitments(body: Body, material: Material) -> None:
    body.text(
        "<p>Al adherir al programa, la municipalidad asume cinco compromisos. No son una lista "
        "que se marca una sola vez: orientan el trabajo de todos los años y son la base de la "
        "revisión que lleva al Sello.</p>"
    )
    body.picture(
        material.pictures["commitments"],
        "Ilustración: un edificio municipal en el centro de un anillo de cinco tramos de igual "
        "tamaño, uno por cada compromiso.",
    )
    body.heading("1. Una institución preparada")
    body.text(
        "<p>La municipalidad se prepara para atender a personas migrantes y refugiadas. Lo hace "
        "según su territorio y dentro de sus posibilidades, y así fortalece la manera en que la "
        "comuna recibe a quienes llegan.</p>"
    )
    body.heading("2. Equipos capacitados")
    body.text(
        "<p>Cada año hay un plan de capacitación para el personal municipal: migración, trámites "
        "migratorios, interculturalidad, inclusión y derechos humanos. La idea es que la "
        "inclusión cruce a toda la municipalidad y no dependa de una sola oficina.</p>"
    )
    body.heading("3. Políticas locales inclusivas")
    body.text(
        "<p>Las políticas públicas de la comuna son inclusivas y no discriminan. Buscan formas "
        "nuevas de lograr que todas las vecinas y todos los vecinos tengan las mismas "
        "oportunidades, derechos y deberes.</p>"
    )
    body.heading("4. Promoción de la regularidad migratoria")
    body.text(
        "<p>La municipalidad entrega información oficial y a tiempo, mantiene a su personal al "
        "día con las reglas y orienta sobre los trámites migratorios.</p>"
    )
    body.heading("5. Asociación y participación")
    body.text(
        "<p>La municipalidad promueve que la población migrante se organice y participe: "
        "organizaciones en el territorio, vecinas y vecinos migrantes que toman parte en la vida "
        "de la comuna, y espacios para encontrarse.</p>"
    )
    body.callout(
        "tip",
        "¿Por cuál empezar?",
        "<p>Por el que ya tiene algo avanzado. El diagnóstico inicial, que se hace con el "
        "acompañamiento de SERMIG, ayuda a ver qué existe y qué falta.</p>",
    )
    body.download_list(
        "Para trabajar con los compromisos",
        (material.documents["commitments"], "Planilla: qué existe y qué falta por compromiso"),
        (material.documents["figures"], "Cifras oficiales del programa"),
    )
    body.button("Ver los cuatro pasos", "steps")


def write_steps(body: Body, material: Material) -> None:
    body.text(
        "<p>El camino hacia el Sello tiene cuatro pasos. En todos, la municipalidad trabaja "
        "acompañada por SERMIG.</p>"
    )
    body.picture(
        material.pictures["path"],
        "Ilustración: un camino que sube de izquierda a derecha y une cuatro hitos numerados; "
        "en el último hay una placa.",
    )
    body.heading("El camino, paso a paso")
    body.steps(
        (
            "Inicio de acciones",
            "<p>Comienzan el vínculo y el acompañamiento entre la municipalidad y SERMIG.</p>",
        ),
        (
            "Revisión de avances",
            "<p>Se revisa cuánto ha avanzado la municipalidad en sus "
            "[[commitments|compromisos]], con vistas al informe.</p>",
        ),
        (
            "Informe",
            "<p>La municipalidad envía su informe y el Comité Calificador lo revisa.</p>",
        ),
        (
            "Otorga reconocimiento",
            "<p>Aprobado el informe, una ceremonia formal, el <i>hito formal</i>, entrega la "
            "placa del Sello Migrante.</p>",
        ),
    )
    body.heading("Después del Sello")
    body.text(
        "<p>El reconocimiento no cierra el trabajo. Más adelante, la municipalidad puede "
        "<b>revalidar</b> su Sello.</p>"
    )
    body.callout(
        "info",
        "Plazos y formularios",
        "<p>Este sitio no publica plazos ni formularios del proceso. Su dirección regional le "
        "indicará los que corresponden a su municipalidad.</p>",
    )
    body.button("Cómo tomar contacto", "contact")


def write_organisation(body: Body, material: Material) -> None:
    body.text(
        "<p>El Sello Migrante está a cargo del Departamento de Inclusión de SERMIG, que trabaja "
        "con las 16 direcciones regionales del servicio.</p>"
    )
    body.organisation_chart(
        "Quién está a cargo del Sello Migrante",
        (
            "Dirección de Territorio e Inclusión",
            "La dirección de SERMIG de la que depende el Departamento de Inclusión.",
        ),
        (
            "Departamento de Inclusión",
            "Lleva adelante el programa Sello Migrante.",
        ),
        (
            "16 direcciones regionales",
            "Planifican y realizan con el departamento las acciones y los proyectos en cada "
            "región.",
        ),
    )
    body.heading("Quiénes participan")
    body.table(
        "Quién participa en el programa y qué hace",
        ("Quién", "Qué hace"),
        (
            (
                "Municipalidades",
                "Adhieren al programa, reciben acompañamiento técnico y pueden obtener el Sello y "
                "después revalidarlo.",
            ),
            (
                "Encargadas y encargados regionales de Sello",
                "Son el contacto directo de las municipalidades en cada región.",
            ),
            (
                "Comité Calificador",
                "Revisa el informe que envía la municipalidad.",
            ),
            (
                "Personas migrantes y refugiadas",
                "Viven en las comunas, participan en ellas y son quienes dan sentido al programa.",
            ),
        ),
    )
    body.text(
        "<p>El organigrama muestra lo que se conoce del programa. No incluye nombres de personas "
        "ni otras unidades del servicio.</p>"
    )


PROGRAMME_PAGES = (
    DemoPage(
        key="programme",
        title="Qué es el Sello",
        slug="que-es-el-sello",
        summary="Un programa que acompaña y reconoce a las municipalidades que trabajan por la "
        "inclusión de las personas migrantes y refugiadas.",
        write=write_what_it_is,
        in_menu=True,
    ),
    DemoPage(
        key="commitments",
        title="Los cinco compromisos",
        slug="cinco-compromisos",
        summary="Lo que una municipalidad se compromete a hacer cuando adhiere al Sello Migrante.",
        write=write_commitments,
        parent="programme",
    ),
    DemoPage(
        key="steps",
        title="Los cuatro pasos",
        slug="cuatro-pasos",
        summary="Cómo se obtiene el Sello Migrante, desde el primer vínculo hasta la placa.",
        write=write_steps,
        parent="programme",
    ),
    DemoPage(
        key="organisation",
        title="Organización",
        slug="organizacion",
        summary="Quién está a cargo del programa y quiénes participan en él.",
        write=write_organisation,
        parent="programme",
    ),
)
