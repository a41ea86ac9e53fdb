"""The cells of a published record: dates, findings and sources, each read once where many rows have the same."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, cast

from probation_standards.dates import PartialDate
from probation_standards.evidence import FindingGiven, NoFinding, Tally, read_finding
from probation_standards.figures import Figure, exact
from probation_standards.measuring import read_item
from probation_standards.scales import RatingScale
from probation_standards.sources import Confidence, Source
from probation_standards.standards import KeyQuestion

_TALLY = re.compile(r"(\d{1,9}) of (\d{1,9})", re.ASCII)
UNDECODED = re.compile("[\ud800-\udfff]")


@lru_cache(maxsize=1024)
def source_in(title: str, url: str, confidence: str) -> Source:
    """Return the source of a row; it is confirmed where the row does not say otherwise."""
    return Source(title=title, url=url, confidence=cast("Any", confidence or Confidence.CONFIRMED))


@lru_cache(maxsize=4096)
def finding_in(value: str) -> tuple[FindingGiven, str]:
    """Return the finding in a cell, exact, and what is wrong with it."""
    counted = _TALLY.fullmatch(value)
    given: FindingGiven = Tally(int(counted[1]), int(counted[2])) if counted else value.removesuffix("%").strip()
    try:
        found = read_finding("", given)
    except ValueError as error:
        return NoFinding(value), str(error)
    if "/" in value:  # 34/93 would be a third of one per cent
        return NoFinding(value), "expected a percentage from 0 to 100"
    return found.tally or cast("Figure", found.percentage), ""


_FLAGS = {"true": True, "yes": True, "false": False, "no": False}


def other_in(value: str, question: KeyQuestion, scale: RatingScale) -> tuple[FindingGiven, str]:
    """Return the finding of a question that is not asked of cases, and what is wrong with it."""
    given: Any = _FLAGS.get(value.casefold(), value) if question.form == "flag" else value
    if question.form == "rating":
        given = next((name for name in scale.names if name.casefold() == value.casefold()), value)
    elif question.form != "flag":
        try:
            given = exact(value)
        except ValueError:
            given = value
    found = NoFinding(given) if isinstance(given, (bool, str)) else given
    try:
        read_item(question, found, scale)
    except ValueError as error:
        return NoFinding(value), str(error)
    return found, ""


@lru_cache(maxsize=4096)
def date_in(value: str) -> PartialDate:
    """Return the date in a cell.

    Raises:
        ValueError: When it is none.
    """
    return PartialDate.parse(value)
