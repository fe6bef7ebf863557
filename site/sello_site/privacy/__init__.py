"""Personal data over the whole platform: what is done with it and why, and people's rights to it.

- :mod:`sello_site.privacy.register`: the register of processing, declared in code.
- :mod:`sello_site.privacy.texts`: versioned texts of consent or legal basis, and the consent log.
- :mod:`sello_site.privacy.person_data`: export and erasure over all plugins and services.
- :mod:`sello_site.privacy.rights`: requests of people, with their deadlines.
"""
