"""Commands that ask what would be if: margins, close-calls, routes, robustness."""

from __future__ import annotations

import re
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from probation_standards.checking import inspection_notes
from probation_standards.cli.app import AGREES, Block, Format, Parameter, app, console, framework_named, print_json, several
from probation_standards.cli.inspections import Under, frameworks_of, inspection_in
from probation_standards.errors import EvidenceError, Problem
from probation_standards.evidence import OVERALL

if TYPE_CHECKING:
    from probation_standards.frameworks import Framework
    from probation_standards.inspections import Inspection
    from probation_standards.reports.pages import Page

Cases = Annotated[
    tuple[str, ...],
    several(
        "--cases",
        'How many cases were relevant, where findings are percentages: 62 for all, "P 2.1.1=15" for one; may be repeated.',
    ),
]

Most = Annotated[
    int | None,
    Parameter(help="By how many cases, ratings or values each finding or judgement may change at most.", show_default=False),
]
Keep = Annotated[
    tuple[str, ...],
    Parameter(negative="", show_default=False, help="The id of a question or a standard that stays as it is; may be repeated."),
]
Weight = Annotated[
    tuple[str, ...],
    Parameter(
        negative="", show_default=False, help='What each case, rating or value costs, else 1: "P 2.1.3=2"; may be repeated.'
    ),
]

Caseload = Annotated[
    int | None, Parameter(show_default=False, help="How many cases there are in all; else a caseload without end.")
]
Caseloads = Annotated[
    tuple[str, ...],
    several(
        "--caseload", 'How many cases there are in all; or to how many a question applies: "2.1.1=149", which may be repeated.'
    ),
]
Inspected = Annotated[
    int | None,
    Parameter(show_default=False, help="How many cases were inspected, where no question applied to all of them."),
]
Confidence = Annotated[float, Parameter(help="How often intervals hold what they are for, between 0 and 1.")]
Resample = Annotated[
    Path | None,
    Parameter(
        show_default=False,
        help="A table of the cases, a file as `tally` takes it: samples of whole cases are drawn from it and rated.",
    ),
]
Threshold = Annotated[
    tuple[str, ...],
    Parameter(
        negative="",
        show_default=False,
        help='Where a band of the second framework would start: "casework.Good=70"; may be repeated.',
    ),
]
On = Annotated[
    tuple[Path, ...],
    Parameter(
        negative="", consume_multiple=True, show_default=False, help="Inspections to rate under both: whose ratings differ."
    ),
]


@app.command
def margins(file: Path, /, *, cases: Cases = (), framework: Under = None, format: Format = "text", block: Block = ()) -> int:
    """Say how near each key question, each standard and the overall is to another rating.

    In percentage points, in cases, and in points of the score. Judgements of inspectors stay as they are.

    Example: `probation-standards margins examples/derbyshire-2025.toml --cases 62`

    Parameters
    ----------
    file
        The inspection, a TOML or JSON file.
    """
    from probation_standards.analysis.nearness import margins as margins_of
    from probation_standards.reports.analysis import margins_data, margins_page

    under, inspection = _read(file, framework, block)
    found = margins_of(under, inspection.evidence, cases=cases_in(cases))
    return _shown(format, lambda: margins_data(found), lambda: margins_page(found, inspection.service))


@app.command(name="close-calls")
def close_calls(
    file: Path, /, *, cases: Cases = (), framework: Under = None, format: Format = "text", block: Block = ()
) -> int:
    """List the standards on which a ratings panel may use discretion, by the numbers of the framework.

    Example: `probation-standards close-calls examples/derbyshire-2025.toml --cases 62`

    Parameters
    ----------
    file
        The inspection, a TOML or JSON file.
    """
    from probation_standards.analysis.closeness import close_calls as calls_of
    from probation_standards.rating import rate
    from probation_standards.reports.analysis import close_calls_data, close_calls_page

    under, inspection = _read(file, framework, block)
    found = calls_of(under, inspection.evidence, cases=cases_in(cases))
    rated = rate(under, inspection.evidence)
    return _shown(format, lambda: close_calls_data(found), lambda: close_calls_page(rated, found, inspection.service))


@app.command
def robustness(file: Path, /, *, cases: Cases = (), framework: Under = None, format: Format = "text", block: Block = ()) -> int:
    """Say how many judgements of cases would have to be others for each rating to be another, and which.

    Example: `probation-standards robustness examples/derbyshire-2025.toml --cases 62`

    Parameters
    ----------
    file
        The inspection, a TOML or JSON file.
    """
    from probation_standards.analysis.nearness import robustness as robustness_of
    from probation_standards.rating import rate
    from probation_standards.reports.analysis import robustness_data, robustness_page

    under, inspection = _read(file, framework, block)
    found = robustness_of(under, inspection.evidence, cases=cases_in(cases))
    rated = rate(under, inspection.evidence)
    return _shown(format, lambda: robustness_data(rated, found), lambda: robustness_page(rated, found, inspection.service))


@app.command
def routes(  # noqa: PLR0913  # each is an option of the command
    file: Path,
    /,
    *,
    to: Annotated[str, Parameter(help="The rating that is wanted.")],
    standard: Annotated[str, Parameter(help="The id of a standard; else the overall.", show_default=False)] = OVERALL,
    judgements: Annotated[bool, Parameter(negative="", help="Let the judgements of inspectors change too.")] = False,
    most: Most = None,
    keep: Keep = (),
    weight: Weight = (),
    limit: Annotated[int, Parameter(help="How many routes are listed at most, the cheapest first; 0 for all.")] = 10,
    cases: Cases = (),
    framework: Under = None,
    format: Format = "text",
    block: Block = (),
) -> int:
    """List the minimal sets of changes that lead to a wanted rating, the cheapest first.

    Example: `probation-standards routes examples/derbyshire-2025.toml --cases 62 --to "Requires improvement"`

    Parameters
    ----------
    file
        The inspection, a TOML or JSON file.
    """
    from probation_standards.analysis.routing import routes as routes_of
    from probation_standards.reports.analysis import routes_data, routes_page

    under, inspection = _read(file, framework, block)
    found = routes_of(
        under,
        inspection.evidence,
        to,
        standard=standard,
        judgements=judgements,
        most=most,
        keep=keep,
        weights=dict(pair_in(one, "--weight", "P 2.1.3=2") for one in weight),
        cases=cases_in(cases),
        limit=None if limit == 0 else limit,
    )
    page = partial(routes_page, under, found, inspection.service, judgements=judgements)
    return _shown(format, lambda: routes_data(found), page)


@app.command
def sampling(  # noqa: PLR0913  # each is an option of the command
    file: Path,
    /,
    *,
    caseload: Caseloads = (),
    inspected: Inspected = None,
    confidence: Confidence = 0.95,
    resample: Resample = None,
    resamples: Annotated[int, Parameter(help="How many samples are drawn from the cases.")] = 10_000,
    seed: Annotated[int, Parameter(help="What they are drawn by; the same seed draws the same.")] = 0,
    cases: Cases = (),
    framework: Under = None,
    format: Format = "text",
    block: Block = (),
) -> int:
    """Say what the cases inspected say of the caseload: intervals, and how likely other ratings were.

    Example: `probation-standards sampling examples/derbyshire-2025.toml --cases 62 --caseload 500`

    Parameters
    ----------
    file
        The inspection, a TOML or JSON file.
    """
    from probation_standards.analysis.drawing import sampling as sampling_of
    from probation_standards.analysis.redrawing import resampling
    from probation_standards.reports.samples import sampling_data, sampling_page

    under, inspection = _read(file, framework, block)
    evidence = inspection.evidence
    size = cases_in(caseload, "--caseload", "2.1.1=149")
    if resample is not None and isinstance(size, dict):
        expected = "expected one number with --resample, since whole cases are drawn"
        raise EvidenceError([Problem("--caseload", expected, ", ".join(caseload))], "samples cannot be drawn")
    number = cases_in(cases)
    found = sampling_of(under, evidence, caseload=size, inspected=inspected, confidence=confidence, cases=number)
    again = None
    if resample is not None:
        again = resampling(str(resample), under, evidence, caseload=size, resamples=resamples, seed=seed)
    return _shown(format, lambda: sampling_data(found, again), lambda: sampling_page(under, found, again, inspection.service))


@app.command(name="sample-size")
def sample_size(
    *,
    caseload: Caseload = None,
    points: Annotated[float, Parameter(help="The wanted precision, percentage points on either side.")] = 5,
    confidence: Confidence = 0.8,
    share: Annotated[float, Parameter(help="Which percentage is expected; 50 needs the most cases.")] = 50,
    format: Format = "text",
) -> int:
    """Say how many cases to inspect so that a percentage is told with a wanted precision.

    Example: `probation-standards sample-size --caseload 98`
    """
    from probation_standards.analysis.intervals import sample_size as size_of

    found = size_of(caseload, points=points, confidence=confidence, share=share)
    of = "a caseload without end" if caseload is None else f"a caseload of {caseload:,}"
    said = f"{found:,} cases of {of}: {100 * confidence:g} per cent confidence, {points:g} percentage points on either side."
    if format == "json":
        print_json({"cases": found, "caseload": caseload, "points": points, "confidence": confidence, "share": share})
    else:
        print(said)
    return AGREES


@app.command
def diff(  # noqa: PLR0913  # each is an argument of the command
    one: str,
    other: str = "",
    /,
    *,
    threshold: Threshold = (),
    on: On = (),
    format: Format = "text",
    block: Block = (),
) -> int:
    """Say what differs between two frameworks, and whom that would rate otherwise on the same evidence.

    Example: `probation-standards diff pdu-2023 --threshold "casework.Good=70" --on examples/derbyshire-2025.toml`

    Parameters
    ----------
    one
        The id of an installed framework, or a framework's TOML file.
    other
        Another one, with which the first is compared; or none, where a threshold is given.
    """
    from probation_standards.analysis.differing import framework_differences, on_same_evidence, with_threshold
    from probation_standards.reports.differences import differences_data, differences_page

    if not other and not threshold:
        problem = Problem("", "expected another framework, or --threshold: what would be other")
        raise EvidenceError([problem], "there is nothing to compare with")
    first = framework_named(one, block)
    second = framework_named(other, block) if other else first
    for given in threshold:
        band, starts = pair_in(given, "--threshold", "casework.Good=70")
        table, _, rating = band.rpartition(".")
        second = with_threshold(second, table, rating, starts)
    found = framework_differences(first, second)
    inspections = [inspection_in(path, {second.id: second, first.id: first}) for path in on]
    services = [each.service for each in inspections]
    named = {
        f"{each.service} ({path})" if services.count(each.service) > 1 else each.service: each.evidence
        for each, path in zip(inspections, on, strict=True)
    }
    same = on_same_evidence(first, second, named) if on else None
    return _shown(
        format, lambda: differences_data(first, second, found, same), lambda: differences_page(first, second, found, same)
    )


def _read(file: Path, under: Path | None, block: tuple[str, ...]) -> tuple[Framework, Inspection]:
    catalogue = frameworks_of(under, block)
    inspection = inspection_in(file, catalogue)
    framework = catalogue[inspection.framework]
    for note in inspection_notes(framework, inspection):
        print(f"Note: {note}.", file=sys.stderr)
    return framework, inspection


def cases_in(given: tuple[str, ...], option: str = "--cases", such_as: str = "P 2.1.1=15") -> Any:
    """Return numbers of cases, as the functions take them: one for all, or one for each question by its id.

    Raises:
        EvidenceError: When it is neither a number nor an id with one.
    """
    if not given:
        return None
    if len(given) == 1 and "=" not in given[0]:
        return number_in(given[0], option)
    return {id: number_in(number, option) for id, number in (pair_in(one, option, such_as) for one in given)}


def pair_in(given: str, option: str, such_as: str = "P 2.1.1=15") -> tuple[str, str]:
    """Return a name and what it is given, of an option such as ``"P 2.1.1=15"``.

    Raises:
        EvidenceError: When it is none.
    """
    id, sign, number = given.rpartition("=")
    if not sign:
        raise EvidenceError([Problem(option, f'expected a name and a number: "{such_as}"', given)], f"{option} can't be read")
    return id.strip(), number.strip()


def number_in(given: str, option: str) -> int:
    """Return the number of cases that an option gives.

    Raises:
        EvidenceError: When it is none.
    """
    if not re.fullmatch(r"\d{1,9}", given.strip(), re.ASCII):
        raise EvidenceError([Problem(option, "expected a number of cases", given)], f"{option} can't be read")
    return int(given)


def _shown(format: str, data: Any, page: Any) -> int:
    """Print what was found in the format that was asked for."""
    if format == "json":
        print_json(data())
    elif format == "markdown":
        from probation_standards.reports.pages import page_markdown

        print(page_markdown(page()))
    else:
        from probation_standards.reports.terminal import show_page

        made: Page = page()
        show_page(console(), made)
    return AGREES
