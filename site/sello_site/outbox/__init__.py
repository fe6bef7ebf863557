"""The one way mail leaves: a table written in the caller's transaction, and a pump that empties it.

Write with :func:`sello_site.outbox.letters.send`. What Django or Wagtail mails by itself goes
through the same table (:mod:`sello_site.outbox.django_mail`). At most one automatic send for each
letter: what a crash leaves uncertain is shown as ``unknown``, and sent again by a person only.
"""
