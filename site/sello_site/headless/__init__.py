"""The site without its pages: what the open API says of them, for front ends of others.

Wagtail's v3 API is the frame. Here stands what it lacks: content with all that it refers to, the
state of translations, menus, alerts, what changed since when, webhooks, previews.
"""
