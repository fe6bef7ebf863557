"""What readers call things that the site calls otherwise, and forms that no stemmer joins.

Each line holds words that find one another, without accents. Only what the programme speaks of.
"""

from __future__ import annotations

import functools

from sello_site.search.folding import fold

_GROUPS = {
    "es": (
        "municipalidad municipio comuna alcaldia ayuntamiento",
        "migrante inmigrante extranjero extranjera",
        "capacitacion formacion curso capacitar",
        "correo email mail",
        "contacto contactar comunicarse",
        "oficina desk meson",
        "encontrar encuentro encuentra buscar hallar",
        "preparar elaborar hacer",
        "escribir redactar",
        "cuidar proteger proteccion cuidado",
        "preguntar consultar consulta pregunta",
        "pedir pide exigir requisito",
        "ofrecer ofrece",
        "adherir adhesion postular postulacion unirse inscribirse",
        "funcionario funcionaria personal equipo trabajador",
        "sello certificacion acreditacion reconocimiento",
        "paso etapa",
        "privacidad confidencialidad",
        "ayuda orientacion apoyo",
        "visita inspeccion",
        "folleto afiche poster lamina",
    ),
    "ht": (
        "minisipalite komin meri lakomin",
        "migran imigran etranje",
        "fomasyon kou",
        "imel kourye",
        "kontak kontakte",
        "jwenn chache twouve",
        "prepare fe",
        "pwoteje pwoteksyon pran",
        "mande kesyon",
        "ofri bay",
        "antre enskri patisipe",
        "anplwaye pesonel ekip",
        "etap pa",
        "konfidansyalite prive",
        "ed oryantasyon",
        "angajman pwomes",
    ),
    "en": (
        "municipality municipalities town council commune",
        "migrant immigrant foreigner",
        "training course workshop",
        "email mail",
        "office desk",
        "find search locate",
        "prepare make write",
        "protect protecting care caring handling",
        "ask question",
        "offer offers provide give",
        "join joining adhere apply application enrol sign",
        "staff officers employees team",
        "seal sello certification label",
        "step stage",
        "privacy confidentiality",
        "help guidance orientation support",
        "visit inspection",
        "poster leaflet flyer",
    ),
    "pt": (
        "municipio prefeitura municipalidade comuna",
        "migrante imigrante estrangeiro estrangeira",
        "capacitacao formacao treinamento curso",
        "email mail correio",
        "escritorio gabinete balcao",
        "encontrar buscar achar procurar",
        "preparar elaborar fazer",
        "cuidar proteger protecao cuidado",
        "perguntar pergunta duvida consultar",
        "pedir pede exigir requisito",
        "oferecer oferece",
        "aderir adesao inscrever participar",
        "funcionario funcionaria pessoal equipe servidor",
        "selo sello certificacao",
        "passo etapa",
        "privacidade confidencialidade",
        "ajuda orientacao apoio",
        "relatorio informe",
        "cartaz folheto",
    ),
    "fr": (
        "municipalite commune mairie",
        "migrant immigre etranger etrangere",
        "formation cours",
        "courriel email mail",
        "bureau guichet",
        "trouver chercher rechercher",
        "preparer elaborer faire",
        "proteger protection soin prendre",
        "demander question poser adresser",
        "offrir offre proposer propose",
        "adherer adhesion rejoindre inscrire",
        "personnel agents employes equipe",
        "label sello certification",
        "etape pas",
        "confidentialite vie",
        "aide orientation accompagnement",
        "affiche depliant",
    ),
}


def synonyms(word: str, language: str) -> tuple[str, ...]:
    """The words that also find what a word looks for, without accents."""
    form = fold(word).lower()
    found = _by_word(language.partition("-")[0])
    # A plural is called as its singular is; more than that the stemmers do.
    return found.get(form) or found.get(form.removesuffix("s")) or ()


@functools.cache
def _by_word(language: str) -> dict[str, tuple[str, ...]]:
    groups = [line.split() for line in _GROUPS.get(language, ())]
    found: dict[str, tuple[str, ...]] = {}
    for group in groups:
        for word in group:
            others = tuple(other for other in group if other != word)
            found[word] = (*found.get(word, ()), *others)
    return found
