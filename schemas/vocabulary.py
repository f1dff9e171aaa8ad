"""The closed vocabularies: every value that an enumerated column may hold.

Contact and sector codes follow PLOVER/CAMEO (Schrodt 2012; Open Event Data Alliance 2018),
attribution terms follow PolNeAR (Newell et al., LREC 2018), countries ISO 3166-1 alpha-3.
"""

SCHEMA_VERSION = "1.0.0"

DATE_ORIGINS = ("text", "metadata", "url", "file")
ARTICLE_FLAGS = (
    "mojibake_repaired",  # bytes had been decoded wrongly once before they reached us
    "encoding_guessed",  # not UTF-8 and no byte-order mark: the encoding is a guess
    "bad_characters",  # bytes that no encoding explains were replaced by U+FFFD
    "date_unreadable",  # a date was given that could not be read; published_on is null or comes from elsewhere
    "not_english",  # kept as an article, not mined
    "language_uncertain",  # too short or too mixed to tell
    "title_missing",  # no title was found; title is the empty string
    "very_long",  # over 100,000 characters
)
FURNITURE_KINDS = ("date_line", "section", "caption", "credit", "trailer", "byline", "notice")

QUOTE_KINDS = ("direct", "indirect", "mixed")
SPEAKER_FORMS = ("name", "pronoun", "noun", "unnamed", "none")
PLACES = ("title", "body")

ACTOR_KINDS = ("person", "organisation", "country", "group", "unnamed")
MENTION_FORMS = ("name", "title", "pronoun", "noun", "unnamed")
# PLOVER 1.0 sector codes: agents of states and others who act in public.
SECTORS = (
    "GOV", "LEG", "MIL", "JUD", "PTY", "OPP", "MED", "BUS", "IGO", "NGO", "COP", "SPY", "REB",
    "CVL", "EDU", "LAB", "REL", "ELI", "CRM", "HLH", "SET", "UAF", "IMG", "JRN",
)  # fmt: skip

CHANNELS = ("phone", "video", "in_person", "unspecified")
CALL_STATUSES = ("held", "planned", "denied", "cancelled")
PLOVER_MODES = ("talk", "meet", "visit", "host", "negotiate", "mediate")
# CAMEO 036 intend to meet, 040 consult, 041 phone, 042 visit, 043 host, 044 meet, 045 mediate, 046 negotiate.
CAMEO_CODES = ("036", "040", "041", "042", "043", "044", "045", "046")
