"""Of which sector and country a body, a role or unnamed people are: PLOVER sector and ISO 3166-1 alpha-3.

Well-known bodies stand in data/known_sectors.tsv; of the others the words of the name tell: "Riverton Police Department",
"Ministry of Health", "Tallinn University". What people do tells theirs (data/people_sectors.tsv), or the body in the words:
"White House aides", "Fed Chairman". The codes are those of the PLOVER agents dictionary (Open Event Data Alliance): JRN
are media, MED is medicine.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from flows.normalise.geography import country_in, data_rows, names_us_state
from flows.normalise.names import fold
from flows.normalise.organisations import plain_key

# Of several that fit the first counts: a Police Department is police, a House committee's is a legislature.
_WORDS = (
    ("JUD", r"courts?|circuit|tribunal|judicial conference"),
    ("LEG", r"(?:senate|house|congressional|joint|intelligence|judiciary|armed services|ways and means|appropriations|oversight|budget|finance) .*"
            r"(?:committee|subcommittee|panel)|senate|parliament|congress|legislature|(?:general|national|state) assembly|caucus|"
            r"house of (?:representatives|commons|lords|delegates)|(?:judiciary|intelligence|appropriations|oversight|armed services|finance|budget|rules|"
            r"ethics|pensions) committee"),
    ("COP", r"police|sheriffs?|constabulary|border (?:patrol|force|guards?)|highway patrol|state patrol|gendarmerie|corrections|prisons?"),
    ("SPY", r"intelligence (?:agency|service|directorate)|secret intelligence|central intelligence"),
    ("MED", r"hospitals?|clinics?|medical (?:center|centre)|health (?:system|care system)|infirmary"),
    ("EDU", r"university|universities|college|colleges|schools?|academy(?! awards?)|institute of technology|polytechnic|law school"),
    ("MIL", r"army|navy|air force|marines?|marine corps|(?:national|coast|revolutionary|old) guards?|armed forces|defen[cs]e forces?|"
            r"(?:central|cyber|northern|southern|african?|european|pacific|strategic|special operations) command|joint chiefs.*|brigade|battalion|regiment|fleet|"
            r"infantry|airborne|military|peacekeeping force"),
    ("PTY", r"party|democrats|republicans|(?:republican|democratic|gop) (?:national|senatorial|congressional|governors|attorneys).*|"
            r"republican (?:study|main street).*|liberal democrats|tories"),
    ("IGO", r"united nations|u ?n|eu commission|european (?:union|court|commission|council|central bank)|world (?:bank|trade organi[sz]ation|health organi[sz]ation)|"
            r"african union|arab league|g-?(?:7|8|20)|group of (?:seven|eight|twenty)|international (?:criminal court|monetary fund|atomic energy agency)"),
    ("REL", r"church|churches|diocese|archdiocese|mosque|synagogue|cathedral|ministries|bishops|baptists?|presbyter\w+|holy see|vatican"),
    ("LAB", r"teamsters|labor federation|labour federation|(?:workers|teachers|employees|nurses|trade|labor|labour|farmworkers?|firefighters|pilots)"
            r" (?:union|international union)|federation of (?:teachers|government employees|labor|labour)|united (?:auto|farm|steel|mine)\w*(?: workers)?|"
            r"(?:service|government|postal|public|municipal) employees.*"),
    ("JRN", r"news|newspaper|times|post|journal|herald|tribune|gazette|chronicle|magazine|radio|tv|television|broadcasting|press|daily|globe|"
            r"observer|dispatch|inquirer|sentinel|courier|telegraph|bee|examiner|reporter|newsroom|wire|media"),
    ("GOV", r"department|ministry|ministries|agency|bureau|administration|commission|authority|embassy|consulate|government|treasury|cabinet|"
            r"white house|office|offices|secretariat|directorate|city council|board of (?:elections?|supervisors|health|education|commissioners)|"
            r"(?:park|forest|postal|weather|internal revenue|secret|marshals) service|(?:social security|health) service|central bank|centers? for disease control|"
            r"federal reserve|city hall|commissioners|task force|civil rights division|institutes? of (?:health|standards.*|allergy.*|mental health)|"
            r"(?:security|economic|governing) council|mission to the .*|county"),
    ("BUS", r"inc|corp|corporation|company|co|llc|llp|ltd|plc|bank|banks|airlines?|airways|motors|holdings|partners|capital|insurance|"
            r"pharmaceuticals?|industries|technologies|chambers? of commerce|hotels?|resorts?|oil|energy group|brands|stores|records|studios|entertainment|"
            r"securities|investments|realty|properties|automotive|energy|consulting|strategies|law firm|associates|group"),
    ("NGO", r"foundation|association|institute|institution|center|centre|society|coalition|council|alliance|fund|league|action|project|watch|campaign|"
            r"network|federation|initiative|trust|committee|union|rights|relief|international|organi[sz]ation|conference|forum|movement|policy|studies|"
            r"pac|conservancy|club|partnership|for america|charity|charities"),
)  # fmt: skip
_SECTOR = re.compile("|".join(rf"(?P<{sector}>\b(?:{words})\b)" for sector, words in _WORDS))
_ORDER = {sector: i for i, (sector, _) in enumerate(_WORDS)}
# Committees of the American houses and its courts of appeals are named without the country.
_AMERICAN = re.compile(
    r"(?:senate|house) (?!of ).*(?:committee|caucus)$|.*\b(?:\d+(?:st|nd|rd|th)|ninth|d ?c) circuit\b"
)
# "New England" is no England.
_NO_NATION = re.compile(
    r"\b(?:New England|English|Latin America\w*|Native American|African[- ]American|Little Rock)\b"
)
_LEAST = 3  # letters of a name that its words can tell of


@cache
def _known() -> dict[str, tuple[str | None, str | None]]:
    rows = ((*row, "", "")[:3] for row in data_rows("known_sectors.tsv"))
    return {plain_key(name): (sector or None, country or None) for name, sector, country in rows}


def of_body(names: Iterable[str]) -> tuple[str | None, str | None]:
    """Sector and country of a body from its names, the usual one first; None where no name tells.

    >>> of_body(["FBI"]), of_body(["Estonian Ministry of Health"]), of_body(["Riverton Police Department"])
    (('COP', 'USA'), ('GOV', 'EST'), ('COP', None))
    """
    names = list(names)
    known = next((found for name in names if (found := _known().get(plain_key(name)))), None)
    if known is not None:
        return known
    sector = next((s for name in names if (s := sector_of(name))), None)
    return sector, next((c for name in names if (c := _country(name))), None)


@cache
def _people() -> dict[str, str]:
    """Nouns for people, singular and plural, and their sector."""
    plurals = {row[0]: row[2:] for row in data_rows("people_nouns.tsv")}
    return {
        form: sector
        for sector, nouns in data_rows("people_sectors.tsv")
        for noun in nouns.split()
        for form in (noun, f"{noun}s", *plurals.get(noun, ()))
    }


_GENERAL = re.compile(
    r"\b(?:attorneys?|inspectors?|surgeons?|secretary|solicitors?|directors?) general$", re.I
)


def of_people(name: str) -> tuple[str | None, str | None]:
    """Sector and country of unnamed people: what they do, or the body that they belong to.

    >>> of_people("Senate Republicans"), of_people("prosecutors"), of_people("White House aides"), of_people("others")
    (('LEG', 'USA'), ('JUD', None), ('GOV', 'USA'), (None, None))
    """
    *rest, last = name.split() or [""]
    sector, country = (
        of_body([" ".join(rest)]) if rest and any(w[0].isupper() for w in rest) else (None, None)
    )
    own = "GOV" if _GENERAL.search(name) else _people().get(fold(last))
    return (sector or own if own in (None, "PTY") else own), country


_OF_STATE = frozenset({"GOV", "LEG", "JUD", "MIL", "COP", "SPY", "PTY"})
_OF = re.compile(r"\b(?:of|at|for|with) (?:the )?(?P<body>[A-Z].*)$")


# Of any body, where the words after them name one.
_ANY_BODYS = re.compile(
    r"^(?:former )?(?:vice )?(?:president|director|chairman|commissioner|officer|head)\b", re.I
)
_AFTER_BODY = re.compile(r"\b(?:chair(?:man|woman|person)?|director|spokes(?:man|woman|person))$", re.I)


def of_role(role: str, sector: str | None = None) -> tuple[str | None, str | None]:
    """Sector and country of whoever has a role: that of the body in its words; who works for a firm may be of any nation.

    `sector` is what the office alone tells; a president of a company is no head of state.

    >>> of_role("Fed Chairman"), of_role("chief executive of Kivi Bank of Estonia"), of_role("President of Kivi Oil", "GOV")
    (('GOV', 'USA'), ('BUS', None), ('BUS', None))
    >>> of_role("President of Estonia", "GOV"), of_role("President of Young Kuusks", "GOV"), of_role("neighbor")
    (('GOV', 'EST'), (None, None), ('CVL', None))
    """
    m = _OF.search(role)
    body = m["body"] if m else role.rpartition(" ")[0]
    own, country = of_body([re.sub(r"^former\s+", "", body)]) if body else (None, None)
    if m and _ANY_BODYS.match(role):
        sector = own or (sector if country else None)
    elif own and _AFTER_BODY.search(role):
        sector = own
    sector = sector or own or _people().get(fold(role.split()[-1]))
    return sector, country if sector in _OF_STATE else None


def sector_of(name: str) -> str | None:
    """What the words of a body's name tell.

    >>> sector_of("House Ethics Committee"), sector_of("Lake County Sheriff’s Office"), sector_of("Kivi")
    ('LEG', 'COP', None)
    """
    found = [m.lastgroup for m in _SECTOR.finditer(fold(name)) if m.lastgroup]
    return min(found, key=_ORDER.__getitem__, default=None) if len(name) >= _LEAST else None


def _country(name: str) -> str | None:
    words = _NO_NATION.sub("", name)
    if nation := country_in(words) or ("USA" if _AMERICAN.match(fold(words)) else None):
        return nation
    tokens = words.split()
    runs = (" ".join(tokens[i : i + size]) for i in range(len(tokens)) for size in (2, 1))
    return "USA" if any(names_us_state(run) for run in runs) else None
