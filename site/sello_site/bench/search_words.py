"""Words of which the pages are made that the judged ones must stand out from, in each language.

``PROGRAMME`` are words that the site's own pages use; ``TOPICS`` what else a municipality writes
about; ``EVENTS`` how such pages are called; ``BETWEEN`` what holds sentences together.
"""

from __future__ import annotations

PROGRAMME = {
    "es": "sello migrante municipalidad comuna compromiso informe diagnóstico plan capacitación "
    "política local inclusión orientación oficina asociación participación visita técnica caso "
    "complejo datos personales atención contacto correo pregunta respuesta pasos adherir "
    "organización accesibilidad privacidad guía persona refugiada derechos trámite información "
    "equipo región servicio reconocimiento revalidación comité coordinación funcionaria vecina "
    "encontrar preparar escribir cuidar pedir ofrecer preguntar buscar",
    "ht": "sele migran minisipalite komin angajman rapò dyagnostik plan fòmasyon politik lokal "
    "enklizyon oryantasyon biwo asosyasyon patisipasyon vizit teknik ka konplèks done pèsonèl "
    "akèy kontak imèl kesyon repons etap antre òganizasyon aksè konfidansyalite gid moun refijye "
    "dwa demach enfòmasyon ekip rejyon sèvis rekonesans komite kowòdinasyon anplwaye vwazen jwenn "
    "prepare ekri pwoteje mande ofri chèche",
    "en": "seal migrant municipality commune commitment report diagnosis plan training policy "
    "local inclusion guidance office association participation visit technical case complex data "
    "personal service contact email question answer steps join organisation accessibility privacy "
    "guide person refugee rights procedure information team region recognition committee "
    "coordination staff neighbour find prepare write protect ask offer search",
    "pt": "selo migrante município comuna compromisso relatório diagnóstico plano capacitação "
    "política local inclusão orientação escritório associação participação visita técnica caso "
    "complexo dados pessoais atendimento contato correio pergunta resposta passos aderir "
    "organização acessibilidade privacidade guia pessoa refugiada direitos trâmite informação "
    "equipe região serviço reconhecimento comitê coordenação funcionária vizinha encontrar "
    "preparar escrever cuidar pedir oferecer perguntar buscar",
    "fr": "label migrante municipalité commune engagement rapport diagnostic plan formation "
    "politique locale inclusion orientation bureau association participation visite technique cas "
    "complexe données personnelles accueil contact courriel question réponse étapes adhérer "
    "organisation accessibilité confidentialité guide personne réfugiée droits démarche "
    "information équipe région service reconnaissance comité coordination agente voisine trouver "
    "préparer écrire protéger demander offrir chercher",
}
TOPICS = {
    "es": "vivienda salud deporte cultura escuela empleo feria mercado biblioteca música teatro "
    "danza cocina huerta reciclaje agua plaza parque transporte calle barrio verano invierno "
    "infancia juventud vejez mujeres lengua idioma cuento fotografía memoria museo radio cine "
    "vacuna farmacia jardín taller fútbol bicicleta artesanía turismo seguridad alumbrado",
    "ht": "lojman sante espò kilti lekòl travay fwa mache bibliyotèk mizik teyat dans kizin jaden "
    "resiklaj dlo plas pak transpò lari katye ete ivè timoun jèn granmoun fanm lang kont foto "
    "memwa mize radyo sinema vaksen famasi atelye foutbòl bisiklèt atizana touris sekirite limyè",
    "en": "housing health sports culture school work fair market library music theatre dance "
    "cooking garden recycling water square park transport street district summer winter childhood "
    "youth age women language story photography memory museum radio cinema vaccine pharmacy "
    "workshop football bicycle crafts tourism safety lighting",
    "pt": "moradia saúde esporte cultura escola emprego feira mercado biblioteca música teatro "
    "dança cozinha horta reciclagem água praça parque transporte rua bairro verão inverno infância "
    "juventude velhice mulheres língua idioma conto fotografia memória museu rádio cinema vacina "
    "farmácia jardim oficina futebol bicicleta artesanato turismo segurança iluminação",
    "fr": "logement santé sport culture école emploi foire marché bibliothèque musique théâtre "
    "danse cuisine potager recyclage eau place parc transport rue quartier été hiver enfance "
    "jeunesse vieillesse femmes langue conte photographie mémoire musée radio cinéma vaccin "
    "pharmacie jardin atelier football vélo artisanat tourisme sécurité éclairage",
}
EVENTS = {
    "es": "Jornada Encuentro Boletín Noticia Acta Aviso Resumen Sesión Programa Ciclo",
    "ht": "Jounen Rankont Bilten Nouvèl Pwosèvèbal Avi Rezime Seyans Pwogram Sik",
    "en": "Day Meeting Bulletin News Minutes Notice Summary Session Programme Series",
    "pt": "Jornada Encontro Boletim Notícia Ata Aviso Resumo Sessão Programa Ciclo",
    "fr": "Journée Rencontre Bulletin Nouvelle Compte-rendu Avis Résumé Séance Programme Cycle",
}
BETWEEN = {
    "es": "de la el en y con para por los las una que se del al sobre desde entre cada",
    "ht": "nan ak pou yo ki se yon sou la a li depi chak ant pa",
    "en": "of the in and with for by a that is on from between each to",
    "pt": "de a o em e com para por os as uma que se do ao sobre desde entre cada",
    "fr": "de la le dans et avec pour par les une qui se du au sur depuis entre chaque",
}
