"""What can go wrong with evidence, as sentences."""

from __future__ import annotations


class EvidenceError(ValueError):
    """A pack can't be built or opened as asked. The message says why and what to do."""


class RunChangedError(EvidenceError):
    """The files of a run are not those that its custody log speaks of."""
