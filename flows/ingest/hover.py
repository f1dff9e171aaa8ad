"""Cards that a site shows when the pointer hovers over a name, and that a scrape glues into the sentence.

"Sen. Susan Collins Susan Margaret CollinsLawmakers under pressure ... GOP waves Trump off MORE (R-Maine) said":
after a name stand its full form, headlines of other stories, and MORE. The name stays, the card is furniture.
"""

from __future__ import annotations

import re

from flows.ingest.furniture import Furniture

_NAME_PART = r"[A-Z][\w.’'-]*|\([A-Z]\w*\)"
_CARD = re.compile(
    # The headlines are glued to the name; where a space was kept, a longer full form must tell.
    rf"(?P<last>[A-Z][\w’'-]+)(?P<card> (?:(?:(?:{_NAME_PART}) ){{1,4}}?(?P=last)|(?:(?:{_NAME_PART}) ){{2,4}}?(?P=last) )"
    r"[A-Z0-9‘“'\"][^\n]{10,600}? MORE\b)"
)


def take_cards(text: str) -> tuple[str, list[Furniture]]:
    """The text without its cards, and the cards, in order."""
    cards: list[Furniture] = []

    def keep_name(match: re.Match[str]) -> str:
        cards.append(Furniture("notice", match["card"].strip()))
        return match["last"]

    return (_CARD.sub(keep_name, text), cards) if " MORE" in text else (text, cards)
