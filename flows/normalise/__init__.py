"""Article text to quotes, mentions, actors and calls.

`extract` reads a batch of articles, `assemble` puts batches together: who is the same actor, which reports are the
same call. Both are pure functions over Arrow tables.
"""

from flows.normalise.assemble import assemble
from flows.normalise.extract import article_keys, extract
from flows.normalise.version import extractor_version

__all__ = ["article_keys", "assemble", "extract", "extractor_version"]
