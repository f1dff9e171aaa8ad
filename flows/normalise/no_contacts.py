"""Contact words that stand for something else: names that are called, appeals, habits.

What counts is described in docs/calls.md. The trigger model learns most of this from company; these are the plain cases
that it has seen too few of.
"""

from __future__ import annotations

import re

# "called his rival, Smith, a liar": a name, not a call.
_NAME = r"[A-Z][\w.’'-]*(?:\s+[A-Z][\w.’'-]*){0,3}"
_NAME_CALLING = re.compile(
    rf"\s+(?:him|her|them|it|that|this|those|{_NAME}|(?:his|her|their|the)\s+[\w-]+,?\s+{_NAME},?)\s+"
    r"(?:an?\b|[“\"‘']|“?the\b)\s*(?!(?:day|week|month|year|few|second|third|couple)\b)\w"
)
# "renewed calls to Russia to stop": an appeal.
_APPEAL_VERB = re.compile(
    r"\b(?:issu(?:e|es|ed|ing)|renew\w*|reiterat\w+|repeat(?:s|ed|ing)?|echo\w*|reject\w*|resist\w*|ignor\w+|heed\w*|"
    r"sparked|prompted|growing|mounting|amid|despite|louder|widespread)\s+(?:[a-z-]+\s+){0,2}$",
    re.I,
)
_APPEAL_TO = re.compile(r"\s+(?:to|on|upon|from|for|by)\b", re.I)
# "They meet every week": a habit, no event.
_HABITUAL = re.compile(r"(?:meets?|talks?|speaks?|calls?|visits?|confers?|consults?)$", re.I)
_OFTEN = re.compile(
    r"[^.;:]{0,60}\b(?:(?:every|each)\s+(?:day|week|month|year|morning|other|Monday|Tuesday|Wednesday|Thursday|Friday)\b|"
    r"(?:regularly|routinely|frequently)\b)",
    re.I,
)
# "is willing to talk", "has no authorization to enter into negotiations": nobody has spoken yet. Of 48 such words in 1,674
# labelled articles one tells of a contact.
_NOT_YET = re.compile(
    r"\b(?:(?:un)?willing(?:ness)?|read(?:y|iness)|reluctan(?:t|ce)|"
    r"(?:authori[sz]\w*|authority|permission|mandate)(?:\s+from\s+\S+)?)\s+"
    r"to\s+(?:(?:enter|start|begin|resume|hold|open|have|sit|go|come|return)\s+)?"
    r"(?:(?:into|to|back|for|in|any|direct|new|further|a|the|peace|formal|with)\s+){0,4}$",
    re.I,
)


# "Was met with silence", "told reporters", "a media briefing", "called three witnesses": of 1,170 such words in these
# articles one tells of a contact.
_WAS_MET = re.compile(r"\b(?:was|were|been|be|being|is|are|get|gets|got)\s+(?:\w+ly\s+)?$")
_MET_WITH = re.compile(r"\s+(?:with|by)\s")
_FOR_THE_PRESS = re.compile(r"\b(?:media|press|news|reporters?|televised|coronavirus|task\s+force)\s+$", re.I)
_BRIEFING = re.compile(r"(?:brief|conference|session|call|meeting|interview)", re.I)
_TO_THE_PRESS = re.compile(
    r"\s+(?:(?:to|with)\s+)?(?:(?:a|an|the|The|several|two|local|some|other)\s+)?(?:[A-Z][\w.’'-]*\s+){0,3}?"
    r"(?:reporters?|journalists?|news\s+(?:outlets?|organi[sz]ations?|agency|media)|interviewers?|anchors?|"
    r"CNN|NBC|ABC|CBS|MSNBC|CNBC|Fox|NPR|PBS|Reuters|AFP|AP|BBC|Bloomberg|Politico|POLITICO|BuzzFeed|Breitbart|Axios|"
    r"Newsweek|TIME|HuffPost|Univision|Telemundo|C-SPAN|(?:Associated|Free)\s+Press|USA\s+TODAY|"
    r"(?:Times|Post|News|Journal|Tribune|Herald|Globe|Gazette|Magazine|Radio|Daily\s+\w+|Register|Examiner|Observer|"
    r"Chronicle|Inquirer|Telegraph|Guardian|Atlantic|Intercept|Hill|Blaze|Beast|Sentinel|Dispatch))\b(?!['’])"
)
_SAYING = re.compile(r"(?:told|spoke|speaking|speak|talked|talking|interview(?:ed|s)?)$", re.I)
_WITNESSES = re.compile(r"\s+(?:[\w’'-]+\s+){0,4}(?:witness(?:es)?|to\s+testify|to\s+the\s+stand)\b")


def _for_others(text: str, word: str, start: int, end: int) -> bool:
    """Said to the press, or a court's summons, or what somebody's words met with."""
    if _SAYING.match(word):
        return _TO_THE_PRESS.match(text, end) is not None
    if word == "met":
        passive = _WAS_MET.search(text, max(0, start - 30), start) is not None
        return passive and _MET_WITH.match(text, end) is not None
    if word.startswith("call") and _WITNESSES.match(text, end):
        return True
    return _BRIEFING.match(word) is not None and bool(_FOR_THE_PRESS.search(text, max(0, start - 20), start))


def stands_for_none(text: str, start: int, end: int) -> bool:
    """
    >>> text = "He called that a lie."
    >>> stands_for_none(text, 3, 9)
    True
    """
    word = text[start:end].lower()
    if _NOT_YET.search(text, max(0, start - 90), start):
        return True
    if _for_others(text, word, start, end):
        return True
    if word.startswith("call"):
        if _NAME_CALLING.match(text, end):
            return True
        before = text[max(0, start - 60) : start]
        if _APPEAL_VERB.search(before) and _APPEAL_TO.match(text, end):
            return True
    return bool(_HABITUAL.match(word) and _OFTEN.match(text, end))
