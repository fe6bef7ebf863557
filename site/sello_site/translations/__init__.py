"""Translations of content: the same tree in every language, and what each translation is worth.

Everything is written in Spanish first. Each published page exists in the other languages at once,
as an alias that shows the Spanish text, until a complete translation takes its place:

* :mod:`tree` keeps the trees alike;
* :mod:`sources` knows what there is to translate, by content and never by times;
* :mod:`publishing` lets only complete translations go live;
* :mod:`state` says what a reader gets (:func:`state.state_of`, :func:`state.states_of`);
* :mod:`reviewing` holds who stands for a text that a machine translated;
* :mod:`catalogs` takes texts out and in as PO files (:func:`catalogs.import_catalog`).
"""
