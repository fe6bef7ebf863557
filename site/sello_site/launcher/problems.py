"""What stops the launcher, as one line for the person at the keyboard."""

from __future__ import annotations


class LauncherProblem(Exception):  # noqa: N818 - named like the other problems that are shown
    """Something that the person can mend; the text is one line that says what and how."""


class Stopped(BaseException):
    """A signal asked us to end. Not an Exception, so that nothing on the way swallows it."""

    def __init__(self, signal_number: int) -> None:
        self.signal_number = signal_number
        super().__init__(signal_number)
