"""Who said what, who is mentioned, who met whom: one small model, read once per text.

tagger = load()
tags = tagger.tag(text)
"""

from .network import version
from .tagger import Tagger, load
from .tags import CHANNELS, MENTION_LABELS, STATUSES, Attribution, Contact, Mention, Participant, Tags

__all__ = [
    "CHANNELS", "MENTION_LABELS", "STATUSES", "Attribution", "Contact", "Mention", "Participant", "Tagger", "Tags", "load",
    "version",
]  # fmt: skip
