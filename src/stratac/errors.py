"""The errors that stratac raises, one short tree.

StratacError
├── InputError (also ValueError): a text, a path or an argument that cannot be used
│   ├── ReadError: a document that cannot be read
│   └── CorpusError: labelled data with bad rows
├── ModelError: a model file that cannot be opened or used
│   └── UntrustedModelError: a model file that would run code, opened without leave
├── LanguageModelError: the French language model is not installed
├── MissingExtraError: a library that an extra brings is not installed
└── OutputError: a result that cannot be written
"""

from __future__ import annotations


class StratacError(Exception):
    """Base of every error that stratac raises on purpose."""


class InputError(StratacError, ValueError):
    """A text, path or argument that cannot be used."""


class ReadError(InputError):
    """A document that cannot be read."""


class CorpusError(InputError):
    """Labelled data with rows that cannot be used; the message lists them all."""


class ModelError(StratacError):
    """A model file that cannot be opened or used."""


class UntrustedModelError(ModelError):
    """A model file that would run code when opened, and no leave to do so."""


class LanguageModelError(StratacError):
    """The French language model is not installed or has the wrong version."""


class MissingExtraError(StratacError):
    """A library that one of the extras brings is not installed."""


class OutputError(StratacError):
    """A result that cannot be written."""
