"""What is page and not article: lines and parts of lines that sites put around and into a story.

The rules are general and each takes a whole line, or a part with a clear border: when in doubt, a line stays.
"""

from __future__ import annotations

import re
from typing import NamedTuple


class Furniture(NamedTuple):
    """A part of the page, with one of schemas.vocabulary.FURNITURE_KINDS."""

    kind: str
    text: str


class Stripped(NamedTuple):
    """What stays of a line, and what was taken out of it, in order."""

    rest: str
    furniture: tuple[Furniture, ...] = ()


# Characters: a longer line is a paragraph of the story, a longer notice or link is no notice or link.
_LONGEST = 1200
_LONGEST_NOTICE = 250
_CAPTION_WORDS = 80
_QUOTE_MARKS = re.compile(r"[\"“”«»]")

_NOTICES = re.compile(
    r"""
      advertisement:?(?:\ continue\ reading\ the\ main\ story)? | ad | story\ continued\ below | skip\ advertisement
    | continue\ reading(?:\ the\ main\ story)? | close | \[pullquote\] | please\ upgrade\ your\ browser\b.{0,80}
    | (?:(?:facebook|twitter|pinterest|youtube|whatsapp|email|print|share|tweet|post|video|photo)\ ?)+
    | share\ this(?:\ \w+){0,8} | read\ or\ share\ this\ story:\ \S+
    | sign\ up\ (?:for|to)\b.{0,100} | get\b.{0,80}\bdelivered\ (?:daily\ )?to\ your\ inbox\b.{0,100}
    | (?:-\ )?(?:follow|like)\ (?:us|@\w+|[\w’'.]+\ [\w’'.]+)(?:\ on\ .{0,80})? | subscribe\b.{0,80} | click\ here\b.{0,100}
    | (?:copyright\ )?(?:©|\(c\))\ .{0,200} | copyright\ (?:©\ )?\d{4}\b.{0,200} | all\ rights\ reserved\.?
    | this\ is\ a\ rush\ transcript\.\ .{0,80} | \d+\ (?:year|month|week|day|hour|minute)s?\ ago
    | slideshow\ \(\d+\ images?\) | (?:next\ )?image\ \d+\ of\ \d+ | play\ (?:facebook|twitter|video)
    | \(?(?:additional\ )?reporting\ by\ .{2,120}?;?\ editing\ by\ .{2,80}\)?
    | the\ (?:opinions|views)\ expressed\ (?:by|in)\b.{0,160}\b(?:own|author|solely)\b.{0,120}
    | (?:[-–—*]+\ ?)?(?:last\ |first\ )?(?:updated|published|posted)(?:\ at|\ on|:)?\ [^.]{0,20}\d[\w:,.\ ]{0,30}
    """,
    re.IGNORECASE | re.VERBOSE,
)
_CONTRIBUTED = re.compile(
    r"[A-Z][^\"“”]{2,140}\bcontributed (?:to this (?:report|story|article)|reporting)\.?"
)
_SEPARATOR = re.compile(r"[\s*_\-–—=•·.…~#]+")

_LEAD_IN = (
    r"(?:go deeper|read more|read on|read next|see also|also read|related(?: (?:stories|story|articles|coverage))?"
    r"|more on this|more from this story|more coverage|watch|recommended)"
)
_TRAILER_ALONE = re.compile(rf"(?:{_LEAD_IN}|more)\s*(?:\.{{2,3}}|…|:|»|>|→)?", re.IGNORECASE)
_TRAILER_LINK = re.compile(rf"(?:{_LEAD_IN}|more)\s*(?:\.{{3}}|…|:|»)\s*\S.*", re.IGNORECASE)
_TRAILER_IN_BRACKETS = re.compile(rf"\(\s*(?:{_LEAD_IN}|photos|video)\s*:[^()]*\)", re.IGNORECASE)
_TRAILER_ABOUT = re.compile(r"read (?:more (?:about|on|at|here|from)|the (?:rest|full))\b.*", re.IGNORECASE)
_ENDS_SENTENCE = re.compile(r"[.!?][\"”’')]*$")

_AGENCY = (
    r"(?:Getty(?: Images)?|AFP|AP|Reuters|REUTERS|EPA|Bloomberg|Shutterstock|iStock(?:photo)?(?:\.com)?|Landov|Corbis"
    r"|UPI|NPR|Xinhua|TASS|Anadolu(?: Agency)?|Zuma(?: Press)?|Sipa(?: USA)?|NurPhoto|Alamy|dpa|WireImage|PA"
    r"|Associated Press|Agence France-Presse|Press Association|Handout)"
)
# A name may hold initials: a full stop after a single capital does not end the credit.
_NAMES = r"(?:[^.!?()|]|(?<=\b[A-Z])\.|\|){2,90}"
_LABELLED = (
    rf"(?:AP )?(?:Photo(?:graph|s)?|Image|Picture|Illustration)(?: credit)?(?: by |: ?| ?/ ?| ?© ?){_NAMES}"
)
_BARE = rf"[A-Z]{_NAMES}(?:/|\| ?|\bvia |— ?){_AGENCY}"
_CREDIT_HINT = re.compile(rf"Photo|Image|Picture|Illustration|{_AGENCY}\)?\.?$")
_CREDIT_AT_END = re.compile(
    rf"(?P<caption>.*?)(?:(?:^|(?<=[.!?”\"’)\]])\s*)(?P<credit>{_LABELLED}|{_BARE})|(?P<bracket>\((?:{_LABELLED}|(?:AP |{_BARE})[^()]*)\)))\.?"
)
_CREDIT_IN_BRACKETS = re.compile(rf"(?P<caption>[^()]*?)(?P<credit>\({_LABELLED}\))(?P<rest>\s+\S.*)")
_CREDIT_LINE = re.compile(
    r"(?:(?:photo|image|picture|video)(?: credit)?s?|credits?|photograph|illustration)(?: by)?\s?[:©/]\s?\S.*",
    re.IGNORECASE,
)
_SITE_WORDS = re.compile(r"i ?i? ?toggle|enlarge|toggle|file|image|media|facebook", re.IGNORECASE)
_TOGGLE = re.compile(r"(?:i ?i? ?)?(?:enlarge this image )?toggle caption\b.*", re.IGNORECASE)
_COPYRIGHT_CAPTION = re.compile(r"(?P<credit>Image copyright .{2,60}?)(?:\s(?P<caption>Image caption .+))?")
_MEDIA_CAPTION = re.compile(
    r"(?P<notice>Media playback is (?:un)?supported on your device)?\s?(?P<caption>(?:Media|Image) caption .+)?"
)
_SHARE_CAPTION = re.compile(r"(?P<notice>Facebook Twitter Pinterest) (?P<caption>.+)")
_IMAGE_CREDIT = re.compile(r"Image (?P<caption>[A-Z].*?) (?P<credit>Credit(?:\.\.\.)? ?\S.{2,100})")
_FILE_PHOTO = re.compile(r"FILE\s?(?:PHOTO)?\s?[-–—:]\s?\S.*")


def strip_line(line: str) -> Stripped:
    """What stays of a line of a page: all of it, nothing, or what stands after or before a photo credit."""
    if not line or len(line) > _LONGEST:
        return Stripped(line)
    for rule in (_notice, _trailer, _site_caption, _credit):
        stripped = rule(line)
        if stripped is not None:
            return stripped
    return Stripped(line)


def has_credit(stripped: Stripped) -> bool:
    return any(piece.kind == "credit" for piece in stripped.furniture)


def _words(text: str) -> int:
    return len(text.split())


def _taken(kind: str, line: str) -> Stripped:
    return Stripped("", (Furniture(kind, line),))


def _pieces(rest: str, *pieces: tuple[str, str | None]) -> Stripped:
    return Stripped(rest.strip(), tuple(Furniture(k, t.strip()) for k, t in pieces if t and t.strip()))


def _notice(line: str) -> Stripped | None:
    if len(line) > _LONGEST_NOTICE:
        return None
    notice = _NOTICES.fullmatch(line) or _CONTRIBUTED.fullmatch(line) or _SEPARATOR.fullmatch(line)
    return _taken("notice", line) if notice else None


def _trailer(line: str) -> Stripped | None:
    """A link to something else: its words alone, or with a headline, which has no full stop."""
    # A line that names an account is a message put into the page, which may well be of the story.
    if len(line) > _LONGEST_NOTICE or "@" in line:
        return None
    if _TRAILER_ALONE.fullmatch(line):
        return _taken("trailer", line)
    headline = _TRAILER_LINK.fullmatch(line) and not _ENDS_SENTENCE.search(line)
    link = (headline or _TRAILER_IN_BRACKETS.fullmatch(line)) and _words(line) <= 25
    about = _TRAILER_ABOUT.fullmatch(line) and _words(line) <= 15
    return _taken("trailer", line) if link or about else None


def _site_caption(line: str) -> Stripped | None:
    """Captions that a site's own words open; only short ones, where nothing of the story can follow."""
    if not _SITE_WORDS.match(line) or _words(line) > _CAPTION_WORDS:
        return None
    if _TOGGLE.fullmatch(line):
        return _taken("credit", line)
    if _FILE_PHOTO.fullmatch(line):
        return _taken("caption", line)
    for pattern in (_COPYRIGHT_CAPTION, _MEDIA_CAPTION, _SHARE_CAPTION, _IMAGE_CREDIT):
        match = pattern.fullmatch(line)
        if match:
            return _pieces("", *((kind, match[kind]) for kind in pattern.groupindex))
    return None


def _credit(line: str) -> Stripped | None:
    if _CREDIT_LINE.fullmatch(line) and _words(line) <= 40 and not _QUOTE_MARKS.search(line):
        return _taken("credit", line)
    if not _CREDIT_HINT.search(line):
        return None
    match = _CREDIT_AT_END.fullmatch(line)
    if match:
        credit = match["credit"] or match["bracket"]
        return _caption_before(match["caption"], credit, "")
    match = _CREDIT_IN_BRACKETS.fullmatch(line)
    return _caption_before(match["caption"], match["credit"], match["rest"]) if match else None


def _caption_before(caption: str, credit: str, rest: str) -> Stripped:
    """What a credit closes is its caption; long or quoting words may be the story, so they stay."""
    if _words(caption) > _CAPTION_WORDS or _QUOTE_MARKS.search(caption):
        return _pieces(f"{caption}{rest}", ("credit", credit))
    return _pieces(rest, ("caption", caption), ("credit", credit))
