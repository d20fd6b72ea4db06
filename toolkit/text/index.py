"""The index: where each form stands, so that a query costs what it finds and not the whole text."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from toolkit.spans import expand


@dataclass(frozen=True)
class Index:
    """The counted atoms in a row, and where in it each form stands.

    Attributes
    ----------
    sequence : the counted atoms
    forms : form of each of them, a position in `vocabulary`
    unit : unit of every atom, counted or not
    links : whether a phrase may go on to the next one
    order : positions in `sequence` by form
    count : how often each form occurs
    vocabulary : the forms, in order, as an Arrow array
    """

    sequence: np.ndarray
    forms: np.ndarray
    unit: np.ndarray
    links: np.ndarray
    order: np.ndarray
    count: np.ndarray
    vocabulary: Any

    @cached_property
    def known(self) -> list[str]:
        """The vocabulary as a list."""
        return self.vocabulary.to_pylist()

    @cached_property
    def asked(self) -> dict[str, list[tuple[tuple, list[np.ndarray]]]]:
        """What the patterns that were asked for come to here; `text.patterns` fills it."""
        return {}

    @cached_property
    def offset(self) -> np.ndarray:
        """Where the positions of each form begin in `order`."""
        return np.cumsum(self.count) - self.count

    def positions(self, forms: np.ndarray) -> np.ndarray:
        """Return the positions of some forms, one form after the other."""
        at = expand(self.offset[forms], self.count[forms])
        return self.order[at].astype("int64")
