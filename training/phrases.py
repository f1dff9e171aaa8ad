"""Invented people, bodies and facts for the synthetic articles. Nobody and nothing here is real news."""

from __future__ import annotations

NAMES = (
    "Pavel Orlovsky", "Mies de Haan", "Ines Caballero", "Tomas Varga", "Lena Hartwig", "Jonas Eklund", "Amara Diallo",
    "Rafael Quintero", "Noor al-Sabah", "Hideo Tanabe", "Marta Kowalczyk", "Dimitri Pappas", "Sinead Gallagher",
    "Omar Belhadj", "Yusuf Demirel", "Priya Raman", "Kwame Asante", "Elif Kaya", "Bruno Salgado", "Ana Petrova",
    "Chen Weilin", "David Ben Aharon", "Musa Okoro", "Laila Haddad", "Oskar Lindqvist", "Carla Mendes", "Ivan Horvat",
    "Sofia Rinaldi", "Peter van der Berg", "Grace Mwangi", "Tariq Aziz Khan", "Helen O'Rourke", "Luc Moreau",
)  # fmt: skip
NATIONS = (
    "Dutch", "Polish", "Kenyan", "Brazilian", "Norwegian", "Turkish", "Canadian", "Czech", "Egyptian", "Jordanian",
    "Japanese", "Spanish", "Greek", "Swedish", "Irish", "Moroccan", "Chilean", "Finnish", "U.S.", "U.K.", "Qatari",
)  # fmt: skip
PEOPLE_ROLES = (
    "{nation} Foreign Minister", "{nation} Prime Minister", "{nation} trade envoy", "{nation} Interior Minister",
    "Governor", "President", "Secretary of Energy", "Transport Commissioner", "{nation} ambassador",
    "Mayor", "Chancellor", "{nation} Defense Minister", "Senator", "{nation} national security adviser",
    "deputy health minister", "union leader", "port authority chief", "Attorney General", "Energy Minister",
)  # fmt: skip
ORGANISATIONS = (
    "Harbor Commission", "World Grain Council", "Rhine Fisheries Board", "National Dairy Union", "UN", "EU Commission",
    "Northern Rail Authority", "Energy Ministry", "State Bank", "Coastal Guard", "Labor Federation", "Water Board",
    "Foreign Ministry", "Transport Ministry", "Mining Chamber", "Health Agency",
)  # fmt: skip
OUTLETS = (
    "Axios",
    "Reuters",
    "the Guardian",
    "Politico",
    "the Harbor Gazette",
    "CNN",
    "the Associated Press",
    "reporters",
)
GROUPS = (
    ("a {nation} official", "{nation} officials"),
    ("a senior {nation} official", "senior {nation} officials"),
    ("a {nation} diplomat", "{nation} diplomats"),
    ("an aide", "aides"),
    ("a person familiar with the matter", "people familiar with the matter"),
    ("a source with knowledge of the call", "two sources with knowledge of the talks"),
    ("a {org} official", "{org} officials"),
    ("a government spokesman", "government spokesmen"),
    ("a Western diplomat", "Western diplomats"),
    ("a former {nation} minister", "former {nation} ministers"),
    ("one lawmaker", "lawmakers"),
    ("a union negotiator", "union negotiators"),
)
LABELS = (
    "What they're saying", "Why it matters", "Driving the news", "The big picture", "Between the lines", "Zoom in",
    "Catch up quick", "The latest", "What's next", "The backstory", "Yes, but", "By the numbers", "Reality check",
    "Behind the scenes", "Flashback", "State of play", "What to watch", "The other side", "How it works", "The bottom line",
)  # fmt: skip
PLACES = (
    "GENEVA (AP) — ",
    "OSLO, June 3 — ",
    "WARSAW (Reuters) - ",
    "NAIROBI, Kenya — ",
    "ATHENS — ",
    "LIMA, Peru (AP) _ ",
)
SUBJECTS = (
    "the harbor", "the northern rail line", "the dairy subsidy", "the ferry service", "the fisheries treaty",
    "the new bridge", "the grain deal", "the power station", "the budget", "the water project", "the border crossing",
    "the vaccine program", "the copper mine", "the airport tender", "the pension reform", "the shipping lane",
    "the housing bill", "the satellite launch", "the tariff on timber", "the census", "the dam on the upper river",
    "the strike at the docks", "the evacuation plan", "the school merger", "the gas pipeline", "the visa scheme",
    "the training mission", "the flood relief fund", "the winter ceasefire", "the prisoner exchange",
)  # fmt: skip
PREDICATES = (
    "needs another month of work", "will not open before the autumn", "could cost twice as much as planned",
    "has to be finished by Friday", "would put hundreds of jobs at risk", "is no longer under discussion",
    "was approved without a vote", "cannot go on without new money", "should be handed to an outside inspector",
    "has already failed two safety tests", "may be delayed until the spring", "was never meant to be permanent",
    "would collapse within days", "is supported by most of the coalition", "will be discussed again next week",
    "depends on the weather and on the price of steel", "had been agreed in principle last year",
    "must be paid for by the regions", "won't survive another winter", "isn't ready yet",
    "has drawn complaints from three neighbors", "was blocked at the last minute", "can only be reopened in stages",
)  # fmt: skip
CLAUSES = (
    "the fleet would sail on Sunday whether or not the quotas had been settled by then",
    "his cabinet is split over the pipeline and may put it to a referendum",
    "no decision would be taken before the committee meets",
    "both sides are closer than they have been in years",
    "unpaid wages came up twice",
    "a signature before the holidays looks unlikely",
    "they would not sign a text they had not read",
    "she had not been told about the second inspection",
    "there was no reason to close the road at night",
    "patience in the capital is running out",
    "nobody wants to pay for the tunnel any more",
    "the convoy had turned back after the first checkpoint",
    "nobody had asked the islanders what they wanted",
    "the offer stands until the end of the month",
    "the negotiators had no mandate beyond the fishing chapter",
    "talks on the reservoir will begin once the snow has melted",
    "a second reading of the draft would serve no purpose",
    "the minister hopes to win over the last two holdouts",
    "prices would rise by a tenth if the plant stayed shut",
    "we can't promise anything yet",
    "I have seen no proof of that",
    "we will do what it takes to keep the lights on",
)
