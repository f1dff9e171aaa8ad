"""Raw bytes to articles: readers by format, decoding, layout, dates, language, duplicates."""

from flows.ingest.discover import RawFile, discover
from flows.ingest.duplicates import link_duplicates
from flows.ingest.errors import IngestError
from flows.ingest.mapping import DEFAULT_MAPPING, FieldMapping, load_mapping
from flows.ingest.reading import Ingested, read_file
from flows.ingest.storing import IngestedFile, ingest_file, ingest_version

INGEST_VERSION = ingest_version()

__all__ = [
    "DEFAULT_MAPPING",
    "INGEST_VERSION",
    "FieldMapping",
    "IngestError",
    "Ingested",
    "IngestedFile",
    "RawFile",
    "discover",
    "ingest_file",
    "link_duplicates",
    "load_mapping",
    "read_file",
]
