"""Texts of the guides for those who attend people: the desk, the case, the data."""

from __future__ import annotations

from sello_guides.demo.material import DemoGuide, GuideMaterial
from sello_pages.demo.writing import Body
from sello_pages.taxonomy import Audience, Commitment


def write_orientation_desk(body: Body, material: GuideMaterial) -> None:
    body.heading("Qué es")
    body.text(
        "<p>Es el lugar de la municipalidad donde una persona migrante o refugiada puede "
        "preguntar y recibir una respuesta clara. Puede ser una oficina, un mesón o un horario "
        "fijo: el primer compromiso pide prepararse según el territorio y dentro de lo "
        "posible.</p>"
    )
    body.heading("Lo que necesita")
    body.table(
        "Lo mínimo para empezar y lo que puede venir después",
        ("Qué", "Para empezar", "Más adelante"),
        (
            (
                "Lugar",
                "Un mesón con horario conocido.",
                "Un espacio donde conversar en reserva.",
            ),
            (
                "Personas",
                "Una persona titular y otra que la reemplace.",
                "Alguien de contacto en cada área.",
            ),
            (
                "Información",
                "Una carpeta con material oficial y su fecha.",
                "Material en los idiomas de la comuna.",
            ),
            (
                "Registro",
                "Cuántas consultas llegan y de qué temas.",
                "Un resumen cada tres meses para mejorar la atención.",
            ),
        ),
    )
    body.heading("Cómo atender")
    body.steps(
        (
            "Reciba y salude",
            "<p>Diga su nombre y en qué puede ayudar. Hable a un ritmo normal, con frases "
            "cortas.</p>",
        ),
        (
            "Escuche la pregunta entera",
            "<p>Repita con sus palabras lo que entendió y pregunte si es así.</p>",
        ),
        (
            "Responda con una fuente oficial",
            "<p>Muestre de dónde viene la información. Si no está segura o seguro, diga que lo va "
            "a averiguar.</p>",
        ),
        (
            "Explique el paso siguiente",
            "<p>Escriba en un papel dónde ir, qué llevar y a quién preguntar.</p>",
        ),
        (
            "Registre sin datos de más",
            "<p>Tema y fecha bastan para contar consultas. Vea [[guide-personal-data|cómo cuidar "
            "los datos]].</p>",
        ),
    )
    body.heading("Información al día")
    body.text(
        "<p>El cuarto compromiso pide información oficial y a tiempo. Nombre a una persona que "
        "revise el material cada mes, que anote la fecha de la revisión y que retire lo que ya no "
        "rige.</p>"
    )
    body.callout(
        "warning",
        "Orientar no es decidir",
        "<p>La oficina informa y acompaña. No resuelve trámites migratorios ni promete "
        "resultados: eso les corresponde a los órganos que los llevan.</p>",
    )
    body.heading("Cuando hay otro idioma")
    body.text(
        "<ul>"
        "<li>Use palabras simples y apóyese en dibujos y números escritos.</li>"
        "<li>Tenga a mano este sitio en el idioma de la persona: el idioma se elige "
        "arriba, en cada página.</li>"
        "<li>No pida a una niña o a un niño que traduzca asuntos de personas adultas.</li>"
        "</ul>"
    )
    body.heading("Cuando el caso es complejo")
    body.text(
        "<p>Si la respuesta depende de varios órganos o nadie ha podido darla, puede ser un caso "
        "para la Plataforma Sello para casos complejos. Lea [[guide-complex-case|cómo escribirlo "
        "bien]].</p>"
    )
    body.related("Le puede servir", "guide-personal-data", "guide-complex-case", "guide-plan")


def write_complex_case(body: Body, material: GuideMaterial) -> None:
    body.heading("Qué es un caso complejo")
    body.text(
        "<p>Es la situación de una persona atendida por la municipalidad que no se resuelve con "
        "la orientación de todos los días, por ejemplo porque depende de varios órganos del "
        "Estado. Llega al programa como consulta Sello, por la Plataforma Sello para casos "
        "complejos.</p>"
    )
    body.callout(
        "info",
        "Quién puede presentarlo",
        "<p>La plataforma es exclusiva para municipalidades del programa. SERMIG debe confirmar "
        "si basta con haber adherido o si se necesita tener el Sello otorgado.</p>",
    )
    body.heading("Antes de escribir")
    body.steps(
        (
            "Vea si ya hay una respuesta",
            "<p>Busque en la información oficial y pregunte en su equipo. Muchas consultas se "
            "resuelven así.</p>",
        ),
        (
            "Converse con la persona",
            "<p>Explíquele qué quiere hacer la municipalidad y para qué. Pregúntele si está de "
            "acuerdo y qué espera ella.</p>",
        ),
        (
            "Ordene los hechos",
            "<p>Del más antiguo al más nuevo, cada uno con su fecha.</p>",
        ),
    )
    body.heading("Las cinco partes")
    body.table(
        "Las cinco partes de un caso y un ejemplo inventado de cada una",
        ("Parte", "Qué responde", "Ejemplo inventado"),
        (
            (
                "Resumen",
                "¿De qué se trata, en dos frases?",
                "«Una familia no logra saber en qué estado está su solicitud. Ha recibido dos "
                "respuestas distintas».",
            ),
            (
                "Hechos",
                "¿Qué pasó y cuándo?",
                "«En marzo presentó la solicitud. En junio preguntó por primera vez».",
            ),
            (
                "Gestiones",
                "¿Qué hizo ya la municipalidad?",
                "«Se consultó dos veces, en julio y en agosto, sin respuesta».",
            ),
            (
                "Pregunta",
                "¿Qué se pide exactamente?",
                "«Saber en qué estado está y qué documento falta».",
            ),
            (
                "Urgencia",
                "¿Qué pasa si se espera?",
                "«Hay una hora médica en tres semanas».",
            ),
        ),
    )
    body.heading("Cómo escribirlo")
    body.text(
        "<ul>"
        "<li>Frases cortas. Una idea en cada una.</li>"
        "<li>Separe lo que vio de lo que le contaron.</li>"
        "<li>Sin opiniones sobre la persona ni adjetivos.</li>"
        "<li>Siglas, solo si las explica.</li>"
        "<li>Una sola pregunta por caso. Si hay dos, numérelas.</li>"
        "</ul>"
    )
    body.heading("Los datos")
    body.text(
        "<p>Ponga los datos que se necesitan para responder, y ninguno más. No cuente la historia "
        "de otras personas de la familia si no hace falta. Adjunte un documento solo cuando "
        "cambia la respuesta.</p>"
    )
    body.callout(
        "warning",
        "No por correo ni por mensajes",
        "<p>Un caso tiene datos de una persona real. No lo envíe por correo ni por aplicaciones "
        "de mensajes: el lugar para escribirlo es la plataforma. Vea [[guide-personal-data|cómo "
        "cuidar los datos]].</p>",
    )
    body.heading("Después de enviarlo")
    body.text(
        "<p>Dígale a la persona qué se envió y qué puede pasar ahora, sin prometer un resultado "
        "ni un plazo. Cuando llegue la respuesta, explíquesela con calma y guarde lo aprendido, "
        "sin nombres, para el próximo caso.</p>"
    )
    body.related(
        "Le puede servir", "guide-personal-data", "guide-orientation-desk", "guide-whom-to-ask"
    )


def write_personal_data(body: Body, material: GuideMaterial) -> None:
    body.callout(
        "info",
        "Qué es esta guía",
        "<p>Son cuidados generales para el trabajo de cada día. No explica la ley. Las reglas que "
        "valen en su municipalidad las conoce la persona responsable de estos temas: "
        "pregúntele.</p>",
    )
    body.heading("La regla sencilla")
    body.text(
        "<p>Antes de pedir un dato, pregúntese para qué lo va a usar. Si no puede decirlo en una "
        "frase, no lo pida.</p>"
    )
    body.heading("En el mesón")
    body.steps(
        (
            "Diga para qué lo pide",
            "<p>«Necesito su correo para avisarle el día de la hora». La persona puede preguntar "
            "y puede decir que no.</p>",
        ),
        (
            "Baje la voz",
            "<p>No repita en voz alta nombres, números de documento ni motivos de la consulta.</p>",
        ),
        (
            "Cuide la pantalla y los papeles",
            "<p>Que no se lean desde la fila. Al levantarse, bloquee el computador y guarde los "
            "papeles.</p>",
        ),
        (
            "Devuelva los documentos",
            "<p>Mire el documento y devuélvalo. Haga una copia solo si el trámite la necesita.</p>",
        ),
    )
    body.heading("Qué pedir y qué no")
    body.table(
        "Qué datos pedir según la situación (ejemplos)",
        ("Situación", "Suele bastar", "No hace falta"),
        (
            (
                "Una pregunta general",
                "Nada.",
                "Nombre, documento, nacionalidad.",
            ),
            (
                "Contar cuántas consultas llegan",
                "Tema y fecha.",
                "Datos de las personas.",
            ),
            (
                "Avisar de una hora o de un taller",
                "Nombre y un medio de contacto.",
                "Situación migratoria.",
            ),
            (
                "Un caso complejo",
                "Lo que se necesita para responder.",
                "La historia de otras personas.",
            ),
        ),
    )
    body.heading("En el computador y el teléfono")
    body.text(
        "<ul>"
        "<li>No use su cuenta personal de correo ni de mensajes para el trabajo.</li>"
        "<li>Mire dos veces a quién le escribe antes de enviar.</li>"
        "<li>No saque fotografías de documentos con su teléfono.</li>"
        "<li>Cada persona usa su propia clave, y la clave no se comparte.</li>"
        "<li>Borre o entregue las planillas antiguas según diga la persona responsable.</li>"
        "</ul>"
    )
    body.heading("Datos que piden más cuidado")
    body.text(
        "<p>La salud, la religión, el origen, la situación migratoria, la violencia vivida y todo "
        "lo de niñas y niños. No los pregunte por curiosidad. Si la persona los cuenta, anote "
        "solo lo necesario.</p>"
    )
    body.heading("Si algo sale mal")
    body.text(
        "<p>Un correo a quien no era, una carpeta perdida, una pantalla a la vista: avise de "
        "inmediato a la persona responsable de su municipalidad. Avisar pronto permite reparar; "
        "esconderlo empeora el daño.</p>"
    )
    body.callout(
        "tip",
        "Hable de esto en su equipo",
        "<p>Diez minutos en una reunión, con una situación inventada, enseñan más que un "
        "documento largo.</p>",
    )
    body.related("Le puede servir", "guide-orientation-desk", "guide-complex-case", "privacy")


ORIENTATION_DESK = DemoGuide(
    key="guide-orientation-desk",
    title="Una oficina de orientación en la municipalidad",
    slug="oficina-de-orientacion",
    summary="Un lugar conocido, una persona preparada e información oficial al día: con eso puede "
    "empezar una oficina de orientación, del tamaño que permitan los medios de su "
    "municipalidad.",
    audience="Equipos de atención de público y jefaturas que la organizan",
    write=write_orientation_desk,
    topics=(
        "atencion",
        "regularidad",
    ),
    audiences=(Audience.MUNICIPALITY,),
    commitments=(
        Commitment.PREPARED_INSTITUTION,
        Commitment.REGULAR_STATUS,
    ),
)

COMPLEX_CASE = DemoGuide(
    key="guide-complex-case",
    title="Escribir bien un caso complejo",
    slug="escribir-un-caso-complejo",
    summary="Un caso bien escrito se entiende en la primera lectura. Dice qué pasa, qué se pide y "
    "qué se ha hecho ya, con los datos necesarios y ninguno más.",
    audience="Equipos municipales que atienden a personas con situaciones difíciles de resolver",
    write=write_complex_case,
    topics=(
        "casos",
        "datos",
    ),
    audiences=(Audience.MUNICIPALITY,),
    commitments=(
        Commitment.PREPARED_INSTITUTION,
        Commitment.REGULAR_STATUS,
    ),
)

PERSONAL_DATA = DemoGuide(
    key="guide-personal-data",
    title="Cuidar los datos personales en la atención",
    slug="cuidar-los-datos-personales",
    summary="Quien pide ayuda entrega datos que pueden afectar su vida. Pida pocos, úselos para "
    "lo que dijo, guárdelos bien y no los comente.",
    audience="Equipos que atienden público, en el mesón, por teléfono o por correo",
    write=write_personal_data,
    topics=(
        "datos",
        "atencion",
    ),
    audiences=(
        Audience.MUNICIPALITY,
        Audience.CIVIL_SOCIETY,
    ),
    commitments=(
        Commitment.PREPARED_INSTITUTION,
        Commitment.REGULAR_STATUS,
    ),
)
