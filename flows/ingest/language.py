"""The language of a body, and whether one can be sure of it."""

from __future__ import annotations

from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

# Enough for a sure answer, and it keeps the cost of an article flat.
_SAMPLE_CHARACTERS = 1500
_SHORT_WORDS = 20
_SURE = 0.95
_PLAUSIBLE = 0.6


@cache
def _identifier() -> LanguageIdentifier:
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def tell_language(body: str) -> tuple[str, tuple[str, ...]]:
    """ISO 639-1 code and flags. A short body is English only where that is sure, and flagged either way;
    a body whose language cannot be told is `und`; any language but English is flagged not_english."""
    sample = body[:_SAMPLE_CHARACTERS]
    code, probability = _identifier().classify(sample)
    if len(sample.split()) < _SHORT_WORDS:
        return ("en" if code == "en" and probability >= _SURE else "und"), ("language_uncertain",)
    if probability < _PLAUSIBLE:
        return "und", ("language_uncertain",)
    return str(code), () if code == "en" else ("not_english",)
