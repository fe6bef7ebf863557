"""A Wagtail project as its documentation has one write it: what our pages are compared with.

Stock middleware, stock templates, one page type with a StreamField.
"""
