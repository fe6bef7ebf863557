"""What readers call things that the site calls otherwise, and forms that no stemmer joins.

Only what the programme speaks of.
"""

from __future__ import annotations

import functools

from sello_site.search.folding import fold, words_in

# Words of a line find one another. They are without accents.
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

# What readers type, without accents, and after the arrow what the site says, with them: the former
# finds the latter, and not the other way round.
_SAID = {
    "es": (
        # How do I reach somebody? The site gives no number: it says whom to turn to.
        "correo electronico email mail telefono fono celular whatsapp llamar reclamo -> contacto",
        # How do I get my papers?
        "papeles documentacion visa residencia permanencia carnet cedula regularizar"
        " -> trámite regularidad",
        # How does a municipality come in, and how does it stay?
        "sumarse incorporarse inscripcion -> adherir",
        "renovar renovacion -> revalidar",
        "premio distincion -> reconocimiento",
        "evaluacion -> diagnóstico",
        # What is there to learn, and to hand out?
        "taller charla seminario -> capacitación",
        "volante triptico cartel infografia -> afiche folleto",
        # Where is it, and who takes part?
        "muni -> municipalidad",
        "lista listado nomina -> mapa",
        "ong agrupacion colectivo -> asociación",
        "reunion -> encuentro",
        # What is done against this, and with the hardest cases?
        "racismo xenofobia discriminacion -> inclusión",
        "dificil -> complejo",
    ),
    # In the other languages, the same questions in the same order.
    "ht": (
        "imel kourye elektwonik telefon whatsapp rele adres -> kontak",
        "papye viza rezidans -> demach regilye",
        "enskripsyon aplike -> antre",
        "renouvle -> revalide",
        "evalyasyon -> dyagnostik",
        "ansenyman klas atelye -> fòmasyon",
        "afis brochi flaye -> afich feyè",
        "lis -> kat",
        "gwoup ong -> asosyasyon",
        "reyinyon -> rankont",
        "rasis rasism diskriminasyon -> enklizyon",
        "difisil -> konplèks",
    ),
    "en": (
        "email mail telephone phone whatsapp call complaint -> contact",
        "papers visa residence residency permit -> procedure immigration regular",
        "enroll enrolment registration -> join",
        "renew renewal -> revalidate",
        "award prize -> recognition",
        "diagnosis evaluation -> assessment",
        "talk seminar class -> training",
        "brochure handout pamphlet -> poster leaflet",
        "list -> map",
        "ngo collective -> association",
        "racism xenophobia discrimination -> inclusion",
        "difficult -> complex",
    ),
    "pt": (
        "correio eletronico email mail telefone celular whatsapp ligar reclamacao -> contato",
        "papeis documentacao visto residencia permanencia regularizar -> trâmite regular",
        "inscricao cadastro -> aderir",
        "renovar renovacao -> revalidar",
        "premio distincao -> reconhecimento",
        "avaliacao -> diagnóstico",
        "oficina palestra seminario -> capacitação",
        "panfleto folder -> cartaz folheto",
        "lista -> mapa",
        "ong coletivo -> associação",
        "reuniao -> encontro",
        "racismo xenofobia discriminacao -> inclusão",
        "dificil -> complexo",
    ),
    "fr": (
        "courriel email mail courrier electronique telephone whatsapp appeler -> contact",
        "papiers visa sejour residence -> démarche régulière",
        "inscription -> adhérer",
        "renouveler renouvellement -> revalider",
        "prix distinction -> reconnaissance",
        "evaluation -> diagnostic",
        "atelier seminaire -> formation",
        "brochure tract flyer -> affiche dépliant",
        "liste -> carte",
        "ong collectif -> association",
        "reunion -> rencontre",
        "racisme xenophobie discrimination -> inclusion",
        "difficile -> complexe",
    ),
}


def synonyms(word: str, language: str) -> tuple[str, ...]:
    """The words that also find what a word looks for. A hyphen in it does not matter: an «e-mail»
    is an «email»."""
    form = "".join(words_in(fold(word).lower()))
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
    for line in _SAID.get(language, ()):
        typed, _arrow, said = line.partition(" -> ")
        for word in typed.split():
            found[word] = (*found.get(word, ()), *said.split())
    return {word: tuple(dict.fromkeys(others)) for word, others in found.items()}
