"""Signing in: one place for the editorial and desk zones, with two factors, whatever the door.

django-allauth does the work; what stands here is our rules around it. ``docs/adr/0009-sign-in.md``
says why they are what they are.
"""
