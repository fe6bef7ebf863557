"""Replaces a text on many pages at once, with every place shown before."""
