"""Texts about the site itself: personal data and accessibility."""

from __future__ import annotations

from sello_pages.demo.material import DemoPage, Material
from sello_pages.demo.writing import Body


def write_privacy(body: Body, material: Material) -> None:
    body.callout(
        "warning",
        "Texto por validar",
        "<p>Esta página describe lo que hace el software del sitio. SERMIG debe validarla y "
        "agregar lo que le corresponde: quién responde por los datos, con qué base legal, por "
        "cuánto tiempo y cómo ejercer los derechos sobre ellos.</p>",
    )
    body.heading("Si usted lee este sitio")
    body.text(
        "<ul>"
        "<li><b>Sin cookies.</b> Las páginas públicas no guardan nada en su navegador.</li>"
        "<li><b>Sin terceros.</b> Ninguna página pide imágenes, tipos de letra, mapas ni "
        "programas a otra empresa o a otro sitio.</li>"
        "<li><b>Sin seguimiento.</b> El software no mide sus visitas ni crea un perfil de "
        "usted.</li>"
        "<li><b>Sin cuenta.</b> No se le pide identificarse para leer.</li>"
        "<li><b>El buscador no recuerda.</b> El software no lleva un registro de las palabras "
        "que usted busca.</li>"
        "</ul>"
    )
    body.callout(
        "info",
        "El registro del servidor",
        "<p>Quien opera el servidor puede llevar un registro técnico de las visitas, con la "
        "dirección de internet y la página pedida. Eso depende de la instalación y no de este "
        "software.</p>",
    )
    body.heading("Si usted tiene una cuenta")
    body.text(
        "<p>Solo tienen cuenta quienes trabajan con el programa: personas de municipalidades, de "
        "SERMIG y de otros organismos del Estado. De ellas se guarda lo siguiente:</p>"
    )
    body.table(
        "Datos que el software guarda de quienes tienen cuenta",
        ("Dato", "Para qué"),
        (
            ("Nombre y correo electrónico", "Identificar a la persona y mostrar quién hizo qué."),
            ("Contraseña", "Entrar. Se guarda transformada; nadie puede leerla."),
            ("Segundo factor", "Entrar con más seguridad, con un código o una llave de acceso."),
            (
                "Organización, rol y fechas",
                "Saber a qué puede entrar cada persona, y hasta cuándo.",
            ),
            (
                "Sesiones abiertas",
                "Que cada persona vea y cierre sus sesiones. Se guarda la dirección de internet.",
            ),
            ("Correos enviados por el sitio", "Saber si una carta llegó."),
            ("Historial de cambios", "Saber quién hizo qué, y cuándo."),
        ),
    )
    body.text(
        "<p>Para mantener abierta la sesión se usan cookies propias, y solo en las pantallas "
        "para quienes tienen cuenta.</p>"
    )
    body.heading("Sus derechos sobre sus datos")
    body.text(
        "<p>Usted puede preguntar qué datos suyos guarda este sitio, y pedir que los corrijan o "
        "los borren. Hágalo en «Sus datos personales», al pie de cada página. Ahí se le pide un "
        "correo electrónico, para responderle.</p>"
    )
    body.heading("Lo que este sitio no hace")
    body.text(
        "<p>El sitio no recibe casos ni documentos de personas migrantes, ni pide datos "
        "personales para leerlo.</p>"
    )


def write_accessibility(body: Body, material: Material) -> None:
    body.text(
        "<p>Queremos que cualquier persona pueda usar este sitio: con un teléfono antiguo, con "
        "lector de pantalla, con el teclado o con la letra muy grande. La meta es el nivel AA de "
        "las pautas WCAG 2.2.</p>"
    )
    body.heading("Qué se ha hecho")
    body.text(
        "<ul>"
        "<li>Las páginas se leen y se recorren sin JavaScript y solo con el teclado.</li>"
        "<li>Los títulos van en orden y cada página tiene un enlace para saltar al "
        "contenido.</li>"
        "<li>Las imágenes llevan un texto que dice lo que muestran, o están marcadas como "
        "decorativas.</li>"
        "<li>Nada se indica solo con el color.</li>"
        "<li>Hay colores claros y oscuros, según lo que pida su equipo, y el contraste de ambos "
        "se calculó.</li>"
        "<li>El sitio se adapta a pantallas de 320 píxeles y a la letra al doble de su "
        "tamaño.</li>"
        "</ul>"
    )
    body.heading("Cómo se revisa")
    body.text(
        "<p>El software trae pruebas automáticas que abren las páginas en un navegador y buscan "
        "faltas conocidas, en claro y en oscuro. Las pruebas automáticas encuentran solo una "
        "parte de los problemas.</p>"
    )
    body.heading("Qué falta")
    body.text(
        "<ul>"
        "<li>No se ha probado con personas que usan lectores de pantalla u otras ayudas.</li>"
        "<li>No ha sido revisado por una entidad externa, de modo que no declaramos una "
        "conformidad completa.</li>"
        "<li>Los textos se escriben en español. Las traducciones las hizo una máquina, y cada "
        "página lo dice hasta que una persona la revise.</li>"
        "<li>No hay versiones en lectura fácil ni en lengua de señas.</li>"
        "<li>La accesibilidad de los documentos que se descargan depende de quien los "
        "publica.</li>"
        "</ul>"
    )
    body.heading("Si algo no le funciona")
    body.text(
        "<p>Cuéntelo a través de su municipalidad o de la dirección regional de SERMIG. Vea "
        "[[contact|cómo tomar contacto]].</p>"
    )


LEGAL_PAGES = (
    DemoPage(
        key="privacy",
        title="Privacidad",
        slug="privacidad",
        summary="Qué datos guarda este sitio, y cuáles no.",
        write=write_privacy,
    ),
    DemoPage(
        key="accessibility",
        title="Declaración de accesibilidad",
        slug="accesibilidad",
        summary="Qué se ha hecho para que todas las personas puedan usar este sitio, y qué falta.",
        write=write_accessibility,
    ),
)
