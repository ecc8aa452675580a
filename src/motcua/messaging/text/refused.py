"""What a reader says when it could not read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Refused:
    """A reading that did not succeed; `sentence` says why, kindly, with an example."""

    sentence: str
