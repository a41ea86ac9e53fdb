"""Other samples drawn from the cases themselves: whole cases, so that the answers about one case stay together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

import attrs

from probation_standards.cases.tallies import Tallies
from probation_standards.cases.tallying import tally
from probation_standards.checking import reading
from probation_standards.columns.inputs import counted
from probation_standards.columns.tables import rate_table
from probation_standards.errors import AnalysisError, EvidenceError, ProbationStandardsError, Problem, key
from probation_standards.evidence import NOT_RATED, OVERALL, Evidence, Judgement, NoFinding, Tally
from probation_standards.figures import half_up, written
from probation_standards.frameworks import Framework

MOST_DRAWN = 50_000_000
"""How many cases are drawn at most, those of all samples together: some hundred megabytes."""

BATCHES = 20
"""In so many parts samples of a caseload of known size are drawn, each with other cases standing for one more than the rest."""


@attrs.frozen
class Resampled:
    """How often each rating was given in samples drawn anew.

    Attributes:
        resamples: How many samples were drawn.
        seed: What they were drawn by; the same seed draws the same.
        cases: How many cases each had.
        standards: Of each standard, the name of each rating to how often it was given, 0 to 1.
        overall: The same of the overall.
        assumptions: What was assumed, in words.
    """

    resamples: int
    seed: int
    cases: int
    standards: Mapping[str, Mapping[str, float]]
    overall: Mapping[str, float]
    assumptions: tuple[str, ...]


def resampling(  # noqa: PLR0913  # each says how samples are drawn
    cases: Any,
    framework: Framework,
    evidence: Evidence | None = None,
    *,
    case: str = "case",
    caseload: int | None = None,
    resamples: int = 10_000,
    seed: int = 0,
) -> Resampled:
    """Draw samples anew from the cases of one inspection, rate each, and return how often each rating is given.

    Cases are drawn whole, so that the answers to all questions on a case stay together, as they do not where tallies alone are
    known. Where the size of the caseload is known, each case stands for as many of it, and none of those is drawn twice; else
    cases are drawn with replacement (the bootstrap of B. Efron, 1979).

    Args:
        cases: A table of the cases of one service, of any kind that `tally` takes.
        framework: What to rate under.
        evidence: All else that was found: judgements, findings that are not of cases, what was not rated. Findings of cases may
            stand there too, and must then be what the cases add up to.
        case: The column of the ids of the cases.
        caseload: How many cases there are in all, those inspected among them; None where that is not known.
        resamples: How many samples are drawn, from 1.
        seed: A whole number from 0: the same draws the same samples.

    Raises:
        AnalysisError: When the cases do not add up to what the inspection found, the caseload is smaller than the sample, a
            rating was moved by the panel, or a number is none.
        CaseError: When the table can't be counted, with every problem.
        EvidenceError: When what else was found does not fit the framework, with every problem.
        ProbationStandardsError: When numpy, or an engine for tables, is not installed.
    """
    try:
        import numpy as np
    except ImportError:
        problem = Problem("", "expected numpy: pip install 'probation-standards[files,frames]'")
        raise ProbationStandardsError([problem], "samples cannot be drawn") from None
    known = evidence or Evidence()
    _check(known, resamples, seed)
    each = tally(cases, framework, by=case, case=case)
    asked = list(dict.fromkeys(q.id for read in reading(framework).values() for q in read.questions if q.form == "cases"))
    _check_cases(each, asked, caseload, resamples)
    tables = [
        np.array([[getattr(of[id], what) for id in asked] for of in each.values()], dtype=np.int64)
        for what in ("sufficient", "relevant")
    ]
    sums = zip(*(table.sum(axis=0).tolist() for table in tables), strict=True)
    others = list(_others(known, {id: Tally(*of) for id, of in zip(asked, sums, strict=True)}))
    if others:
        raise AnalysisError(others, "these are not the cases of this inspection")
    drawn = _drawn(np, len(each), caseload, resamples, seed)
    columns: dict[str, Any] = {}
    for at, sums in enumerate(drawn @ table for table in tables):
        columns |= {counted(id)[at]: sums[:, column] for column, id in enumerate(asked)}
    columns |= _constant(framework, known, resamples)
    rated = rate_table(_table(columns), framework, prefix="> ")
    wrong = next((text for text in _values(rated, "> problem") if text is not None), None)
    if wrong is not None:
        raise EvidenceError([Problem("", wrong)], f"samples cannot be rated under {framework.id}")
    found = {standard.id: _shares(framework, rated, f"> {standard.id} rating") for standard in framework.standards}
    return Resampled(resamples, seed, len(each), found, _shares(framework, rated, "> overall"), tuple(_assumptions(caseload)))


def _others(evidence: Evidence, totals: Mapping[str, Tally]) -> Iterator[Problem]:
    """Yield what the inspection found otherwise than its cases add up to, where it says that too."""
    for id, total in totals.items():
        found = evidence.findings.get(id)
        if isinstance(found, Tally) and found != total:
            yield Problem(f"findings.{key(id)}", f"expected what the cases add up to, {total}", str(found))
        elif isinstance(found, (int, Fraction)) and total.percentage is None:
            yield Problem(f"findings.{key(id)}", "expected what the cases add up to, no relevant case", written(found))
        elif isinstance(found, (int, Fraction)) and total.percentage is not None:
            added = half_up(Fraction(total.percentage)) if isinstance(found, int) else total.percentage
            if added != found:
                expected = f"expected what the cases add up to, {written(added)} per cent ({total})"
                yield Problem(f"findings.{key(id)}", expected, written(found))


def _check_cases(each: Tallies, asked: Sequence[str], caseload: int | None, resamples: int) -> None:
    """Raise what keeps samples from being drawn from some cases."""
    number, expected = len(each), "expected answers to it, since ratings depend on it"
    first = next(iter(each.values()), None)
    lacking = [id for id in asked if first is not None and id not in first]
    problems = [Problem(f"columns.{key(id)}", expected, missing=True) for id in lacking]
    if first is None:
        problems.append(Problem("", "expected at least one case"))
    if caseload is not None and caseload < number:
        problems.append(Problem("caseload", f"expected at least the {number} cases that were inspected", caseload))
    if number * resamples > MOST_DRAWN:
        expected = (
            f"expected at most {MOST_DRAWN:,} cases drawn together, which are {MOST_DRAWN // number:,} samples of {number}"
        )
        problems.append(Problem("resamples", expected, resamples))
    if problems:
        raise AnalysisError(problems, "samples cannot be drawn")


def _check(evidence: Evidence, resamples: int, seed: int) -> None:
    problems = []
    if resamples < 1:
        problems.append(Problem("resamples", "expected a whole number from 1", resamples))
    if seed < 0:
        problems.append(Problem("seed", "expected a whole number from 0", seed))
    if OVERALL in evidence.not_rated:
        problems.append(Problem(f"not_rated.{OVERALL}", "expected an inspection that was rated as a whole"))
    if evidence.panel:
        expected = "expected no rating that the panel moved: what it would decide on another sample is not known"
        problems.append(Problem("panel", expected, ", ".join(evidence.panel)))
    if problems:
        raise AnalysisError(problems, "samples cannot be drawn")


def _drawn(np: Any, number: int, caseload: int | None, resamples: int, seed: int) -> Any:
    """Return how often each case is in each sample: a row for each sample, a column for each case."""
    random = np.random.default_rng(seed)
    if caseload is None:
        return random.multinomial(number, np.full(number, 1 / number), size=resamples)
    parts = []
    for batch in np.array_split(np.arange(resamples), BATCHES):
        if len(batch):
            stands_for = np.full(number, caseload // number)
            stands_for[random.permutation(number)[: caseload % number]] += 1
            parts.append(random.multivariate_hypergeometric(stands_for, number, size=len(batch), method="marginals"))
    return np.concatenate(parts)


def _constant(framework: Framework, evidence: Evidence, rows: int) -> dict[str, list[Any]]:
    """Return the columns of what is the same in every sample."""
    found: dict[str, Any] = {}
    for id, needs in reading(framework).items():
        if id in evidence.not_rated:
            found[id] = NOT_RATED
        elif needs.judgement and id in evidence.judgements:
            given = evidence.judgements[id]
            found[id] = given.rating if isinstance(given, Judgement) else given
        for question in needs.questions:
            if question.form != "cases" and question.id in evidence.findings:
                value = evidence.findings[question.id]
                found[question.id] = value.given if isinstance(value, NoFinding) else float(value)  # type: ignore[arg-type]  # a number
    return {id: [value] * rows for id, value in found.items()}


def _table(columns: Mapping[str, Any]) -> Any:
    """Return columns as a table of an engine that is installed."""
    try:
        import polars as pl

        return pl.DataFrame(dict(columns))
    except ImportError:
        pass
    try:
        import pyarrow as pa
    except ImportError:
        problem = Problem(
            "", "expected an engine for tables, polars or pyarrow: pip install 'probation-standards[files,frames]'"
        )
        raise ProbationStandardsError([problem], "samples cannot be rated") from None
    return pa.table(dict(columns))


def _shares(framework: Framework, rated: Any, column: str) -> dict[str, float]:
    """Return how often each rating is in a column."""
    values = Counter(_values(rated, column))
    total = sum(values.values())
    return {name: values.get(None if name == NOT_RATED else name, 0) / total for name in (*framework.scale.names, NOT_RATED)}


def _values(rated: Any, column: str) -> list[str | None]:
    import narwhals.stable.v2 as nw

    values: list[str | None] = nw.from_native(rated, eager_only=True)[column].to_list()
    return values


def _assumptions(caseload: int | None) -> list[str]:
    return [
        "the cases inspected are a random sample of the caseload, and another sample has as many",
        "each case stands for as many of the caseload; where they don't divide, which stand for one more is drawn too, which "
        "tallies know nothing of"
        if caseload is not None
        else "the caseload is without end; its size would narrow what is likely",
        "judgements of inspectors would be the same",
    ]
