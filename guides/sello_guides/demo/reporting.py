"""Texts of the guides on the way to the recognition: a visit, and the report."""

from __future__ import annotations

from sello_guides.demo.material import DemoGuide, GuideMaterial
from sello_pages.demo.writing import Body
from sello_pages.taxonomy import Audience, Commitment


def write_technical_visit(body: Body, material: GuideMaterial) -> None:
    body.heading("Para qué sirve")
    body.text(
        "<p>El programa acompaña a las municipalidades de varias maneras: diagnóstico inicial, "
        "presencia en las actividades que la municipalidad convoca, visitas técnicas y guías. La "
        "visita es el momento de conversar en el lugar y mirar juntos cómo se trabaja.</p>"
    )
    body.callout(
        "info",
        "Fecha y temas",
        "<p>Se acuerdan con su encargada o encargado regional de Sello. Esta guía no conoce "
        "plazos ni formularios y no los reemplaza.</p>",
    )
    body.heading("Antes de la visita")
    body.steps(
        (
            "Acuerde el motivo",
            "<p>Una o dos preguntas que su equipo quiera resolver. Una visita para verlo todo "
            "resuelve poco.</p>",
        ),
        (
            "Invite a las áreas",
            "<p>Quienes atienden público, quienes planifican y quienes deciden. Con una persona "
            "por área basta.</p>",
        ),
        (
            "Reúna una carpeta corta",
            "<p>El diagnóstico, el plan de capacitación y lo último que se hizo en cada "
            "compromiso, con fechas.</p>",
        ),
        (
            "Prepare el recorrido",
            "<p>Elija los lugares que conviene ver: la entrada, el mesón, la sala de espera y lo "
            "que se lee en ella.</p>",
        ),
    )
    body.heading("El día de la visita")
    body.table(
        "Un orden posible para la visita (ejemplo)",
        ("Momento", "Qué se hace", "Quién participa"),
        (
            (
                "Bienvenida",
                "Se repasan el motivo y los temas.",
                "Persona responsable y autoridades",
            ),
            (
                "Recorrido",
                "Se mira la atención como la vive quien llega por primera vez.",
                "Equipo de atención",
            ),
            (
                "Conversación",
                "Se revisa cada compromiso: qué avanzó, qué cuesta y por qué.",
                "Todas las áreas invitadas",
            ),
            (
                "Acuerdos",
                "Se escriben las tareas, con responsable y fecha.",
                "Persona responsable y visita",
            ),
        ),
    )
    body.heading("Durante el recorrido", "h3")
    body.text(
        "<ul>"
        "<li>No muestre expedientes ni pantallas con datos de personas.</li>"
        "<li>No interrumpa una atención: la persona que espera es lo primero.</li>"
        "<li>Pida permiso antes de tomar una fotografía. Es mejor que no aparezcan personas "
        "reconocibles.</li>"
        "</ul>"
    )
    body.heading("Después de la visita")
    body.text(
        "<p>Escriba los acuerdos en una página y envíela a quienes participaron, ojalá en la "
        "misma semana. Ponga junto a cada acuerdo el compromiso al que ayuda.</p>"
        "<p>Un mes después, revise en diez minutos qué se hizo. Guarde la página: es material "
        "para la revisión de avances y para el [[guide-report|informe]].</p>"
    )
    body.heading("Preguntas frecuentes")
    body.accordion(
        (
            "¿Hay que tenerlo todo en orden antes de la visita?",
            "<p>No. La visita sirve más cuando se ve lo que cuesta. Muestre el trabajo como "
            "es.</p>",
        ),
        (
            "¿La visita es una evaluación?",
            "<p>Es parte del acompañamiento. El informe lo revisa el Comité Calificador: son "
            "[[steps|pasos distintos]].</p>",
        ),
        (
            "¿Podemos pedir una visita?",
            "<p>Converse con su encargada o encargado regional de Sello. Si no sabe quién es, vea "
            "[[guide-whom-to-ask|a quién preguntar]].</p>",
        ),
    )
    body.related("Le puede servir", "guide-diagnosis", "guide-report", "steps")


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


TECHNICAL_VISIT = DemoGuide(
    key="guide-technical-visit",
    title="Preparar una visita técnica",
    slug="preparar-una-visita-tecnica",
    summary="La visita técnica es parte del acompañamiento de SERMIG. Con una hora de "
    "preparación, su municipalidad puede aprovecharla para resolver lo que la tiene "
    "detenida.",
    audience="Personas responsables del Sello y equipos que recibirán la visita",
    write=write_technical_visit,
    topics=("camino",),
    audiences=(Audience.MUNICIPALITY,),
    commitments=tuple(Commitment),
)

REPORT = DemoGuide(
    key="guide-report",
    title="Preparar el informe",
    slug="preparar-el-informe",
    summary="El informe cuenta qué hizo su municipalidad en cada compromiso y con qué se puede "
    "comprobar. Se prepara mejor si se junta la información durante el año.",
    audience="Equipos municipales que se acercan al tercer paso",
    write=write_report,
    topics=("camino",),
    audiences=(Audience.MUNICIPALITY,),
    commitments=tuple(Commitment),
)
