"""Stages of expressions, applied to a table one after the other."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from probation_standards.frameworks import Framework

if TYPE_CHECKING:
    import narwhals.stable.v2 as nw

Stage = Mapping[str, "nw.Expr"]
"""Expressions by the name of the column that each makes; they refer to columns of the table, and to those of earlier stages."""

MOST_KEPT = 16
"""For how many forms of table a framework keeps its stages."""


def staged(frame: Any, stages: Sequence[Stage]) -> Any:
    """Return a frame of narwhals with what the last stage makes; what the others make is for later ones alone."""
    for stage in stages:
        frame = frame.with_columns(*_named(stage))
    return frame.drop(*_passing(stages))


def staged_in_polars(native: Any, framework: Framework, form: Hashable, stages: Callable[[], Sequence[Stage]]) -> Any:
    """Return a lazy frame of polars with what the last stage makes.

    The expressions that narwhals makes for polars are kept with the framework for the next table of the same form: making them
    takes longer than polars takes over ten thousand inspections.
    """
    kept: dict[Hashable, tuple[list[Any], list[str]]] = framework.prepared.setdefault(staged_in_polars, {})
    found = kept.get(form)
    if found is None:
        made = stages()
        asked = _asked_of_polars(made)
        if len(asked) != len(made):  # narwhals asks in another way than it did
            import narwhals.stable.v2 as nw

            return staged(nw.from_native(native), made).to_native()
        if len(kept) >= MOST_KEPT:
            kept.clear()
        found = kept[form] = asked, _passing(made)
    expressions, passing = found
    for some in expressions:
        native = native.with_columns(*some)
    return native.drop(passing)


def _named(stage: Stage) -> list[nw.Expr]:
    return [expr.alias(name) for name, expr in stage.items()]


def _passing(stages: Sequence[Stage]) -> list[str]:
    return [name for stage in stages[:-1] for name in stage]


def _asked_of_polars(stages: Sequence[Stage]) -> list[Any]:
    """Return for each stage the expressions with which narwhals asks polars for its columns."""
    import narwhals.stable.v2 as nw
    import polars as pl

    asked: list[Any] = []

    class Asked(pl.LazyFrame):
        def with_columns(self, *expressions: Any, **named: Any) -> Any:
            asked.extend([] if named else [expressions])
            return self

    frame: Any = nw.from_native(Asked())
    for stage in stages:
        frame = frame.with_columns(*_named(stage))
    return asked
