"""The plugin for hypothesis: ``st.from_type(ps.Framework)`` makes frameworks up, with nothing of ours imported.

hypothesis calls `register_strategies` whenever it is imported, wherever the library is installed. So the strategies are
imported only when one of these types is asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hypothesis.strategies import SearchStrategy

    from probation_standards.bands import BandTable
    from probation_standards.evidence import Tally
    from probation_standards.frameworks import Framework
    from probation_standards.scales import RatingScale


def register_strategies() -> None:
    """Tell hypothesis how frameworks, rating scales, tables of bands and tallies are made up."""
    from hypothesis.strategies import register_type_strategy

    from probation_standards.bands import BandTable
    from probation_standards.evidence import Tally
    from probation_standards.frameworks import Framework
    from probation_standards.scales import RatingScale

    register_type_strategy(Framework, partial(_only, Framework, _frameworks))
    register_type_strategy(RatingScale, partial(_only, RatingScale, _rating_scales))
    register_type_strategy(BandTable, partial(_only, BandTable, _band_tables))
    register_type_strategy(Tally, partial(_only, Tally, _tallies))


def _only(type: type[Any], made: Callable[[], SearchStrategy[Any]], asked: Any) -> Any:
    """Return how a type is made up; for what it is a child of, such as Hashable, others have what they need."""
    return made() if asked is type else NotImplemented


def _frameworks() -> SearchStrategy[Framework]:
    from probation_standards import testing

    return testing.frameworks()


def _rating_scales() -> SearchStrategy[RatingScale]:
    from probation_standards import testing

    return testing.rating_scales()


def _band_tables() -> SearchStrategy[BandTable]:
    from probation_standards import testing

    return testing.rating_scales().flatmap(testing.band_tables)


def _tallies() -> SearchStrategy[Tally]:
    from probation_standards import testing

    return testing.tallies()
