"""Who said what, and who is mentioned: one small model, read once per text.

tagger = load()
tags = tagger.tag(text)
"""

from .network import version
from .tagger import Tagger, load
from .tags import MENTION_LABELS, Attribution, Mention, Tags

__all__ = ["MENTION_LABELS", "Attribution", "Mention", "Tagger", "Tags", "load", "version"]
