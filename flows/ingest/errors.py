"""The room's one exception: what a person asked for cannot be read at all."""


class IngestError(Exception):
    """A path or a setting that a person gave is wrong. The message names it and says what to do."""
