"""The analysers by name."""

from __future__ import annotations

from stratac import language
from stratac.language import Analyser
from stratac.light import analyser as light
from stratac.records import Engine


def load_analyser(engine: Engine) -> Analyser:
    """Load an analyser, once per process.

    Raises
    ------
    LanguageModelError
        If the language model is missing or of another series; the message gives the
        command that installs it.
    """
    return light.load_analyser() if engine is Engine.FAST else language.load_analyser()
