"""Writing to a region's Sello officer: a form, two letters, and nothing kept but those.

``recipients`` says to whom, ``forms`` what may be said, ``sending`` writes the letters.
"""
