"""What a snapshot is, where its rows come from, and who owns which of its words: said once, for every document."""

from __future__ import annotations

from schemas.manifest import Manifest

NAME = "onrecord"
TITLE = "onrecord: who said what, and who called whom"
DESCRIPTION = (
    "Quotes with their speakers, and calls and meetings with their participants, read by a program out of news "
    "articles, with the place in the article that each row was read from."
)
LICENCE = "Apache-2.0"
LICENCE_URL = "https://www.apache.org/licenses/LICENSE-2.0"
CREATOR = "onrecord"
KEYWORDS = ("news", "quotations", "attribution", "diplomacy", "events", "CAMEO", "PLOVER")

LICENCE_NOTE = (
    f"The structure, the annotations and the code of onrecord are under {LICENCE}. The words of articles are not: "
    "articles.text, furniture and title, and the quoted words in quotes, mentions, call_reports and quarantine, "
    "belong to whoever published the article (outlet, url), and no licence to them is given here. Check whether "
    "quotation, research or text-and-data-mining rules where you live allow what you plan."
)
PROVENANCE_NOTE = (
    "Every row was extracted automatically and may be wrong: see the accuracy and each row's confidence. "
    "It says what an article reports, not what is true. article_id, with start and end offsets, leads back to the "
    "words; raw_path and raw_sha256 lead from the article to the file that was read."
)
_TEXT_NOTES = {
    True: "This snapshot holds the articles' text. Publish with --no-text to leave it out: articles.text, furniture "
    "and refused articles are then empty, while quotes, mentions and call_reports keep the words they are about.",
    False: "This snapshot was published without the articles' text: articles.text and furniture are empty, while "
    "quotes, mentions and call_reports keep the words they are about. Offsets index the text that text_sha256 is of.",
}


def text_note(manifest: Manifest) -> str:
    return _TEXT_NOTES[manifest.with_text]
