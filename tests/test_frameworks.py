"""A framework is a value: one published edition of standards and rating rules, which can't contradict itself."""

from __future__ import annotations

import copy
import hashlib
import json
import pickle
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import probation_standards as ps
from probation_standards.checks import Partial, cross_problems
from probation_standards.conditions import Measure
from probation_standards.errors import Problem
from probation_standards.parts import parts
from probation_standards.shapes import Banded

SOURCE = ps.Source(id="report", title="An inspection report", confidence=ps.Confidence.CONFIRMED)
OTHER = ps.Source(id="figures", title="Figures of other reports", confidence=ps.Confidence.INFERRED)
LOW, HIGH, TOP = RATINGS = (ps.Rating("Inadequate", 0), ps.Rating("Good", 1), ps.Rating("Outstanding", 2))


def made(cls: type[Any], **fields: Any) -> Any:
    """Return a `cls` with these fields; with the source that nearly everything here has unless there is another."""
    source = {"source": SOURCE} if "source" in attrs.fields_dict(cls) else {}
    return cls(**{**source, **fields})


def problems_of(cls: type[Any], **fields: Any) -> tuple[Problem, ...]:
    """Return the problems of a `cls` that can't be made."""
    with pytest.raises(ps.FrameworkError) as caught:
        made(cls, **fields)
    return caught.value.problems


def table_of(id: str, *starts: Any, ratings: tuple[ps.Rating, ...] = RATINGS) -> ps.BandTable:
    bands = [ps.RatingBand(rating, start) for rating, start in zip(ratings, starts, strict=False)]
    table: ps.BandTable = made(ps.BandTable, id=id, bands=bands, rounding="whole", unit="per cent")
    return table


SCALE = made(ps.RatingScale, ratings=RATINGS)
CASEWORK = table_of("casework", 0, "64.5")
SCORES = table_of("score", 0, 3)
SPARE = table_of("spare", 0, 1)
JUDGED = made(ps.InspectorJudgement)
LOWEST = made(ps.LowestQuestion, bands=CASEWORK)
UNRATED = made(ps.NoRating, because="a pilot")
TOTAL = made(ps.TotalPoints, tables=[made(ps.ScoreTable, maximum=4, bands=SCORES)])
RELEVANT = made(ps.Relevance, attribute="contact suspended", value="no")
PROMPT = made(ps.Prompt, id="1.2.1a", text="Is it so …?")
QUESTION = made(ps.KeyQuestion, id="1.2.1", text="Is it done?", prompts=[PROMPT], relevant_when=RELEVANT)
STANDARDS = (
    made(ps.Standard, id="1.1", title="Leadership", domain="1", rule=JUDGED),
    made(ps.Standard, id="1.2", title="Assessment", domain="1", questions=[QUESTION], rule=LOWEST),
    made(ps.Standard, id="2.1", title="Victims", domain="2", rule=UNRATED, counts=False),
)
DOMAINS = tuple(made(ps.Domain, id=id, title=f"Domain {id}") for id in ("1", "2", "3"))
PERIOD = made(ps.InForce, starts="2023-10-02", ends="2025-10-03")
CROSSWALK = made(
    ps.Crosswalk,
    framework="small-2018",
    same_ids=True,
    correspondences=[made(ps.Correspondence, id="1.2", to=["1.1", "1.3"])],
)
DISCRETION = made(ps.Discretion, percentage_points=5, cases=1, few_cases=5)


def framework(**changes: Any) -> ps.Framework:
    """Return a small framework with a rule of every kind."""
    fields: dict[str, Any] = {
        "id": "small-2023",
        "title": "A small framework",
        "edition": "2023",
        "in_force": PERIOD,
        "scale": SCALE,
        "domains": DOMAINS,
        "standards": STANDARDS,
        "overall": TOTAL,
    }
    small: ps.Framework = made(ps.Framework, **{**fields, **changes})
    return small


INPUTS = (
    made(ps.KeyQuestion, id="incidents", text="How many incidents were there?", form="count"),
    made(ps.KeyQuestion, id="stars", text="How many stars?", form="score", values=(1, 2)),
)

CHANGES: dict[tuple[type, str], Callable[[Any], Any]] = {
    (ps.Framework, "id"): "{}x".format,
    (ps.Framework, "title"): "{}x".format,
    (ps.Framework, "edition"): "{}x".format,
    (ps.Framework, "publisher"): "{}x".format,
    (ps.Framework, "type"): "{}x".format,
    (ps.Framework, "in_force"): lambda _: None,
    (ps.Framework, "scale"): lambda scale: attrs.evolve(scale, ratings=[*scale.ratings, ps.Rating("Perfect", 9)]),
    (ps.Framework, "domains"): lambda domains: domains[:2],
    (ps.Framework, "inputs"): lambda _: (),
    (ps.Framework, "standards"): lambda standards: standards[:2],
    (ps.Framework, "overall"): lambda _: UNRATED,
    (ps.Framework, "discretion"): lambda discretion: attrs.evolve(discretion, cases=3),
    (ps.Discretion, "percentage_points"): lambda _: 4,
    (ps.Discretion, "cases"): lambda _: 2,
    (ps.Discretion, "few_cases"): lambda _: 6,
    (ps.Discretion, "note"): "{}x".format,
    (ps.Discretion, "source"): lambda _: OTHER,
    (ps.Framework, "crosswalks"): lambda each: [*each, attrs.evolve(each[0], framework="small-2012")],
    (ps.Crosswalk, "framework"): "{}x".format,
    (ps.Crosswalk, "same_ids"): lambda _: False,
    (ps.Crosswalk, "correspondences"): lambda _: (),
    (ps.Crosswalk, "note"): "{}x".format,
    (ps.Crosswalk, "source"): lambda _: OTHER,
    (ps.Correspondence, "id"): "{}x".format,
    (ps.Correspondence, "to"): lambda _: (),
    (ps.Correspondence, "note"): "{}x".format,
    (ps.Correspondence, "source"): lambda _: OTHER,
    (ps.Framework, "answers"): lambda _: ps.Answers(yes=("met",), no=("not met",)),
    (ps.Framework, "headings"): lambda _: ("Diversity",),
    (ps.Framework, "note"): "{}x".format,
    (ps.Framework, "source"): lambda _: OTHER,
    (ps.InForce, "starts"): lambda _: ps.PartialDate(2022),
    (ps.InForce, "ends"): lambda _: None,
    (ps.InForce, "source"): lambda _: OTHER,
    (ps.PartialDate, "year"): lambda year: year + 1,
    (ps.PartialDate, "month"): lambda month: month + 1,
    (ps.PartialDate, "day"): lambda day: day + 1,
    (ps.RatingScale, "ratings"): lambda ratings: (*ratings, ps.Rating("Perfect", 7)),
    (ps.RatingScale, "source"): lambda _: OTHER,
    (ps.Rating, "name"): "{}x".format,
    (ps.Rating, "points"): lambda points: points + 1,
    (ps.Domain, "id"): lambda name: "4" if name == "3" else name,
    (ps.Domain, "title"): "{}x".format,
    (ps.Domain, "source"): lambda _: OTHER,
    (ps.Standard, "id"): "{}x".format,
    (ps.Standard, "title"): "{}x".format,
    (ps.Standard, "statement"): "{}x".format,
    (ps.Standard, "verbatim"): lambda verbatim: not verbatim,
    (ps.Standard, "numbered"): lambda _: "recalled",
    (ps.Standard, "statement_source"): lambda _: OTHER,
    (ps.Standard, "domain"): lambda domain: "3" if domain == "2" else domain,
    (ps.Standard, "questions"): lambda questions: tuple(attrs.evolve(question, prompts=()) for question in questions),
    (ps.Standard, "rule"): lambda _: UNRATED,
    (ps.Standard, "counts"): lambda counts: not counts,
    (ps.Standard, "note"): "{}x".format,
    (ps.Standard, "source"): lambda _: OTHER,
    (ps.KeyQuestion, "id"): "{}x".format,
    (ps.KeyQuestion, "text"): "{}x".format,
    (ps.KeyQuestion, "prompts"): lambda prompts: (*prompts, attrs.evolve(PROMPT, id="1.2.1b")),
    (ps.KeyQuestion, "numbered"): lambda _: "printed order",
    (ps.KeyQuestion, "pooled_from"): "{}x".format,
    (ps.KeyQuestion, "relevant_when"): lambda _: None,
    (ps.KeyQuestion, "form"): lambda form: "flag" if form == "count" else form,
    (ps.KeyQuestion, "values"): lambda values: (*values, 9) if values else (),
    (ps.KeyQuestion, "optional"): lambda optional: not optional,
    (ps.KeyQuestion, "better"): lambda _: "lower",
    (ps.KeyQuestion, "verbatim"): lambda verbatim: not verbatim,
    (ps.KeyQuestion, "source"): lambda _: OTHER,
    (ps.Prompt, "id"): "{}x".format,
    (ps.Prompt, "text"): "{}x".format,
    (ps.Prompt, "verbatim"): lambda verbatim: not verbatim,
    (ps.Prompt, "relevant_when"): lambda _: RELEVANT,
    (ps.Prompt, "source"): lambda _: OTHER,
    (ps.Relevance, "attribute"): "{}x".format,
    (ps.Relevance, "value"): "{}x".format,
    (ps.Relevance, "source"): lambda _: OTHER,
    (ps.Answers, "yes"): lambda words: (*words, "met"),
    (ps.Answers, "no"): lambda words: (*words, "not met"),
    (ps.Answers, "not_relevant"): lambda _: (),
    (ps.Answers, "missing"): lambda _: ("?",),
    (ps.InspectorJudgement, "at_least"): lambda _: RATINGS[0],
    (ps.InspectorJudgement, "at_most"): lambda _: RATINGS[-1],
    (ps.InspectorJudgement, "says_why"): lambda says_why: not says_why,
    (ps.InspectorJudgement, "source"): lambda _: OTHER,
    (ps.LowestQuestion, "bands"): lambda _: SPARE,
    (ps.LowestQuestion, "no_relevant_cases"): lambda _: "leave out",
    (ps.LowestQuestion, "source"): lambda _: OTHER,
    (ps.NoRating, "because"): "{}x".format,
    (ps.NoRating, "source"): lambda _: OTHER,
    (ps.TotalPoints, "tables"): lambda _: (),
    (ps.TotalPoints, "source"): lambda _: OTHER,
    (ps.ScoreTable, "maximum"): lambda maximum: maximum + 1,
    (ps.ScoreTable, "bands"): lambda _: SPARE,
    (ps.BandTable, "id"): "{}x".format,
    (ps.BandTable, "bands"): lambda bands: bands[:1],
    (ps.BandTable, "rounding"): lambda _: "exact",
    (ps.BandTable, "unit"): "{}x".format,
    (ps.BandTable, "better"): lambda _: "lower",
    (ps.BandTable, "threshold"): lambda _: "more than",
    (ps.BandTable, "source"): lambda _: OTHER,
    (ps.BandTable, "rounding_source"): lambda _: OTHER,
    (ps.RatingBand, "rating"): lambda rating: TOP if rating == HIGH else rating,
    (ps.RatingBand, "starts"): lambda starts: starts and starts + 1,
    (ps.RatingBand, "words"): "{}x".format,
    (ps.Source, "id"): "{}x".format,
    (ps.Source, "title"): "{}x".format,
    (ps.Source, "confidence"): lambda _: "inferred",
    (ps.Source, "publisher"): "{}x".format,
    (ps.Source, "published"): "{}x".format,
    (ps.Source, "reference"): "{}x".format,
    (ps.Source, "url"): "{}x".format,
    (ps.Source, "note"): "{}x".format,
}
"""For each field of everything that a framework holds, a function that changes it and leaves the framework sound."""


def changed(value: Any, cls: type, name: str) -> Any:
    """Return `value` with the field `name` of every `cls` within it changed."""
    if isinstance(value, tuple):
        return tuple(changed(item, cls, name) for item in value)
    if not attrs.has(type(value)):
        return value
    fields = {field.name: changed(getattr(value, field.name), cls, name) for field in attrs.fields(type(value)) if field.init}
    if type(value) is cls:
        fields[name] = CHANGES[cls, name](fields[name])
    return attrs.evolve(value, **fields)


def small_for(name: str) -> ps.Framework:
    """Return a small framework in which a field of this name can be changed everywhere at once."""
    if name in ("better", "threshold"):
        one = made(ps.BandTable, id="one", bands=CASEWORK.bands[:1], rounding="exact", unit="per cent")
        rule = made(Banded, measure=Measure(take="lowest"), bands=one)
        return framework(standards=[STANDARDS[0], attrs.evolve(STANDARDS[1], rule=rule)], overall=UNRATED)
    if name in ("discretion", "percentage_points", "cases", "few_cases", "note", "source"):
        return framework(discretion=DISCRETION, crosswalks=[CROSSWALK])
    if name in ("crosswalks", "framework", "same_ids", "correspondences", "id", "to"):
        return framework(crosswalks=[CROSSWALK])
    return framework(inputs=INPUTS) if name in ("inputs", "form", "values") else framework()


class TestPartsOfAFramework:
    """Prompts, key questions, domains and standards."""

    def test_defaults(self) -> None:
        """Unless it says otherwise, a text is the publisher's, a number is the publisher's, and a standard counts."""
        question = made(ps.KeyQuestion, id="1", text="Is it done?")

        assert (question.prompts, question.numbered, question.verbatim) == ((), "publisher", True)
        assert (question.relevant_when, PROMPT.relevant_when) == (None, None)
        assert PROMPT.verbatim
        assert STANDARDS[0].counts
        assert (STANDARDS[0].statement, STANDARDS[0].questions, STANDARDS[0].note) == ("", (), "")

    @pytest.mark.parametrize(
        ("expected", "cls", "fields"),
        [
            (
                [
                    ("id", "expected a text that is not empty"),
                    ("text", "expected a text that is not empty"),
                    ("verbatim", "expected true or false"),
                    ("relevant_when", "expected a relevance"),
                    ("source", "expected a source"),
                ],
                ps.Prompt,
                {"id": "", "text": None, "verbatim": "yes", "relevant_when": "no", "source": "report"},
            ),
            (
                [
                    ("id", "expected a text that is not empty"),
                    ("text", "expected a text that is not empty"),
                    ("prompts[0]", "expected a prompt"),
                    ("numbered", 'expected "publisher", "printed order", "recalled" or "ours"'),
                    ("relevant_when", "expected a relevance"),
                    ("verbatim", "expected true or false"),
                    ("source", "expected a source"),
                ],
                ps.KeyQuestion,
                dict(id=2, text=" ", prompts=["a"], numbered="mine", relevant_when={"value": "no"}, verbatim=1, source=None),
            ),
            (
                [
                    ("attribute", "expected a text that is not empty"),
                    ("value", "expected a text that is not empty"),
                    ("source", "expected a source"),
                ],
                ps.Relevance,
                {"attribute": "", "value": False, "source": "report"},
            ),
            (
                [
                    ("id", "expected a text that is not empty"),
                    ("title", "expected a text that is not empty"),
                    ("source", "expected a source"),
                ],
                ps.Domain,
                {"id": 1, "title": "", "source": None},
            ),
            (
                [
                    ("id", "expected a text that is not empty"),
                    ("title", "expected a text that is not empty"),
                    ("statement", "expected a text"),
                    ("domain", "expected a text that is not empty"),
                    ("questions[0]", "expected a key question"),
                    ("rule", "expected a rule"),
                    ("counts", "expected true or false"),
                    ("note", "expected a text"),
                    ("source", "expected a source"),
                ],
                ps.Standard,
                dict(
                    id="",
                    title="",
                    statement=None,
                    domain=1,
                    questions=["a"],
                    rule="lowest-question",
                    counts=1,
                    note=None,
                    source=None,
                ),
            ),
            (
                [
                    ("starts", 'expected a date: "2025", "2025-05" or "2025-05-08"'),
                    ("ends", 'expected a date: "2025", "2025-05" or "2025-05-08"'),
                    ("source", "expected a source"),
                ],
                ps.InForce,
                {"starts": None, "ends": "October", "source": None},
            ),
        ],
        ids=["Prompt", "KeyQuestion", "Relevance", "Domain", "Standard", "InForce"],
    )
    def test_every_field(self, expected: list[tuple[str, str]], cls: type[Any], fields: dict[str, Any]) -> None:
        """All that is wrong with the fields of a part is reported at once, each with its path and what was expected."""
        assert expected == [(problem.path, problem.expected) for problem in problems_of(cls, **fields)]

    def test_questions_for_a_rule_that_rates_them(self) -> None:
        """A rule on key questions needs at least one."""
        expected = "expected at least one key question, since the rule rates them"

        assert problems_of(ps.Standard, id="1.1", title="Assessment", domain="1", rule=LOWEST) == (
            Problem("questions", expected, relies_on="questions"),
        )

    def test_overall_rule_for_a_standard(self) -> None:
        """A rule for the overall rating rates no standard."""
        expected = "expected a rule for a standard; this one gives an overall rating"

        assert problems_of(ps.Standard, id="1.1", title="Assessment", domain="1", rule=TOTAL) == (
            Problem("rule", expected, "total-points"),
        )

    def test_a_rule_is_a_value(self) -> None:
        """A kind of rule is no rule: it takes a value of it, with its source."""
        problems = problems_of(ps.Standard, id="1.1", title="Leadership", domain="1", rule=ps.InspectorJudgement)

        assert [(problem.path, problem.expected) for problem in problems] == [("rule", "expected a rule")]

    @pytest.mark.parametrize(
        "part",
        [PROMPT, QUESTION, RELEVANT, DOMAINS[0], STANDARDS[0], PERIOD, framework()],
        ids=lambda part: type(part).__name__,
    )
    def test_by_keyword(self, part: Any) -> None:
        """The fields of a part, and of the framework, are named where it is made."""
        fields = [getattr(part, field.name) for field in attrs.fields(type(part)) if field.init]

        with pytest.raises(TypeError):
            type(part)(*fields)

    @pytest.mark.parametrize(
        "part", [PROMPT, QUESTION, RELEVANT, DOMAINS[0], *STANDARDS, PERIOD], ids=lambda part: type(part).__name__
    )
    def test_evolve(self, part: Any) -> None:
        """A part accepts its own content again, so that a changed copy can be made."""
        assert part == attrs.evolve(part)


class TestInForce:
    """When an edition was in force."""

    @given(st.lists(st.dates(date(2000, 1, 1), date(2030, 12, 31)), min_size=3, max_size=3))
    def test_days(self, days: list[date]) -> None:
        """A period covers the days from its first to its last, both included, and no other."""
        start, end, day = min(days[:2]), max(days[:2]), days[2]
        period = made(ps.InForce, starts=start, ends=end)

        assert (start <= day <= end) is period.covers(day)
        assert period.covers(start)
        assert period.covers(end)

    @pytest.mark.parametrize(
        ("expected", "day"),
        [
            (False, date(2023, 9, 30)),
            (True, date(2023, 10, 1)),
            (True, date(2025, 2, 24)),
            (True, date(2025, 10, 31)),
            (False, date(2025, 11, 1)),
        ],
    )
    def test_months(self, expected: bool, day: date) -> None:  # noqa: FBT001  # a parameter
        """Where only months are known, the period is read as widely as they allow."""
        assert expected is made(ps.InForce, starts="2023-10", ends="2025-10").covers(day)

    def test_no_end(self) -> None:
        """Where no end is known, every day from the start on is covered."""
        period = made(ps.InForce, starts="2023-10")

        assert period.covers(date.max)
        assert not period.covers(date(2023, 9, 30))

    def test_ends_before_it_starts(self) -> None:
        """A period can't end before it starts."""
        expected = (Problem("ends", "expected a date after the start (2025-10)", "2025-09"),)

        assert expected == problems_of(ps.InForce, starts="2025-10", ends="2025-09")

    @pytest.mark.parametrize(("starts", "ends"), [("2025", "2025-01"), ("2025-10", "2025"), ("2025-10-01", "2025-10-01")])
    def test_ends_as_it_starts(self, starts: str, ends: str) -> None:
        """It may end when it starts, as far as the dates allow."""
        assert str(made(ps.InForce, starts=starts, ends=ends).ends) == ends

    def test_not_in_the_calendar(self) -> None:
        """A date that the calendar lacks is reported as a problem of its field, together with every other problem."""
        assert [problem.path for problem in problems_of(ps.InForce, starts="2025-13", ends="2025-02-30", source="report")] == [
            "starts",
            "ends",
            "source",
        ]


class TestFramework:
    """What a framework can't be."""

    def test_every_field(self) -> None:
        """All that is wrong with its fields is reported at once, each with its path and what was expected."""
        fields = dict(id="", title="", edition=2023, publisher=None, type=None, in_force="2023", scale=None, domains=["1"])
        more = dict(standards=[], overall="total-points", answers="yes", headings=["", "Diversity", 5], note=None, source=None)

        assert [(problem.path, problem.expected) for problem in problems_of(ps.Framework, **fields, **more)] == [
            ("id", "expected a text that is not empty"),
            ("title", "expected a text that is not empty"),
            ("edition", "expected a text that is not empty"),
            ("publisher", "expected a text"),
            ("type", "expected a text"),
            ("in_force", "expected a period"),
            ("scale", "expected a rating scale"),
            ("domains[0]", "expected a domain"),
            ("standards", "expected a list of at least 1"),
            ("overall", "expected a rule"),
            ("answers", "expected the words of answers"),
            ("headings[0]", "expected a text that is not empty"),
            ("headings[2]", "expected a text that is not empty"),
            ("note", "expected a text"),
            ("source", "expected a source"),
        ]

    def test_every_contradiction(self) -> None:
        """Contradictions of different kinds are reported at once, under the name of the framework."""
        with pytest.raises(ps.FrameworkError) as caught:
            framework(domains=[*DOMAINS[1:], DOMAINS[1]], standards=STANDARDS[:1] * 2, overall=LOWEST)

        assert caught.value.heading == "Framework 'small-2023' cannot be made"
        assert [problem.path for problem in caught.value.problems] == [
            "domains[2].id",
            "standards[1].id",
            "standards[0].domain",
            "standards[1].domain",
            "overall",
        ]

    def test_ids(self) -> None:
        """Standards, key questions and prompts share one set of ids; the message says what else has an id."""
        prompts = [attrs.evolve(PROMPT, id="1.1"), attrs.evolve(PROMPT, id="1.2.1")]
        questions = [attrs.evolve(QUESTION, prompts=prompts), attrs.evolve(QUESTION, prompts=[])]
        standards = [STANDARDS[0], attrs.evolve(STANDARDS[1], questions=questions)]
        expected = "expected an id that nothing else has; {} has it"

        with pytest.raises(ps.FrameworkError) as caught:
            framework(standards=standards)

        assert caught.value.problems == (
            Problem("standards[1].questions[0].prompts[0].id", expected.format("a standard"), "1.1"),
            Problem("standards[1].questions[0].prompts[1].id", expected.format("a key question"), "1.2.1"),
            Problem("standards[1].questions[1].id", expected.format("a key question"), "1.2.1"),
        )

    def test_two_prompts(self) -> None:
        """Of two prompts with one id the second is reported."""
        with pytest.raises(ps.FrameworkError) as caught:
            framework(standards=[attrs.evolve(STANDARDS[1], questions=[attrs.evolve(QUESTION, prompts=[PROMPT, PROMPT])])])

        expected = "expected an id that nothing else has; a prompt has it"
        assert caught.value.problems == (Problem("standards[0].questions[0].prompts[1].id", expected, "1.2.1a"),)

    def test_overall_is_no_id(self) -> None:
        """The overall rating is addressed as a standard would be, so that no standard may have its name."""
        expected = "expected an id that nothing else has; the overall rating has it"

        with pytest.raises(ps.FrameworkError) as caught:
            framework(standards=[attrs.evolve(STANDARDS[0], id="overall")])

        assert caught.value.problems == (Problem("standards[0].id", expected, "overall"),)

    def test_domains(self) -> None:
        """Each standard stands under a domain that is there; one that is close is suggested."""
        domains = [made(ps.Domain, id="delivery", title="Delivery"), made(ps.Domain, id="staff", title="Staff")]
        standards = [attrs.evolve(STANDARDS[0], domain="delivry"), attrs.evolve(STANDARDS[1], domain="staff")]
        expected = "expected the id of a domain: 'delivery' or 'staff'"

        with pytest.raises(ps.FrameworkError) as caught:
            framework(domains=domains, standards=standards)

        assert caught.value.problems == (Problem("standards[0].domain", expected, "delivry", "delivery", relies_on="domains"),)

    def test_ratings(self) -> None:
        """Each band earns a rating of the scale, with the scale's points: in the rules of standards and in the overall's."""
        casework = table_of("casework", 0, 50, ratings=(LOW, ps.Rating("Goood", 1)))
        scores = table_of("score", 0, 1, ratings=(LOW, ps.Rating("Good", 2)))
        standards = [STANDARDS[0], attrs.evolve(STANDARDS[1], rule=attrs.evolve(LOWEST, bands=casework))]
        overall = made(ps.TotalPoints, tables=[made(ps.ScoreTable, maximum=4, bands=scores)])
        expected = "expected a rating on the scale: 'Inadequate', 'Good' or 'Outstanding'"

        with pytest.raises(ps.FrameworkError) as caught:
            framework(standards=standards, overall=overall)

        assert caught.value.problems == (
            Problem("standards[1].rule.bands.bands[1].rating", expected, "Goood", "Good"),
            Problem("overall.tables[0].bands.bands[1].rating", "expected Good to have its 1 points", 2),
        )

    def test_one_source_per_id(self) -> None:
        """Two sources with one id would be one in a document: the second is reported."""
        sure = attrs.evolve(SOURCE, confidence="inferred")

        with pytest.raises(ps.FrameworkError) as caught:
            framework(domains=[*DOMAINS[:2], attrs.evolve(DOMAINS[2], source=sure)])

        assert caught.value.problems == (Problem("domains[2].source.id", "expected an id that no other source has", "report"),)

    def test_one_table_per_id(self) -> None:
        """Two tables of bands with one id would be one in a document: the second is reported."""
        scores = attrs.evolve(SCORES, id="casework")

        with pytest.raises(ps.FrameworkError) as caught:
            framework(overall=made(ps.TotalPoints, tables=[made(ps.ScoreTable, maximum=4, bands=scores)]))

        assert caught.value.problems == (
            Problem("overall.tables[0].bands.id", "expected an id that no other table of bands has", "casework"),
        )

    def test_one_id_for_a_source_and_a_table(self) -> None:
        """A source and a table of bands may have the same id: a document holds them apart."""
        standard = attrs.evolve(STANDARDS[1], rule=attrs.evolve(LOWEST, bands=table_of("report", 0)))

        assert framework(standards=[standard]).tables[0].id == framework().sources[0].id

    def test_source_without_id(self) -> None:
        """Within a framework a source has an id, by which everything else refers to it."""
        expected = "expected a text that is not empty, by which others can refer to it"

        with pytest.raises(ps.FrameworkError) as caught:
            framework(domains=[*DOMAINS[:2], attrs.evolve(DOMAINS[2], source=attrs.evolve(SOURCE, id=""))])

        assert caught.value.problems == (Problem("domains[2].source.id", expected, ""),)

    def test_judged(self) -> None:
        """The overall rating may be judged, as a standard is."""
        assert framework(standards=STANDARDS[:1], overall=JUDGED).overall == JUDGED

    def test_standard_rule_for_the_overall(self) -> None:
        """A rule on key questions gives no overall rating."""
        expected = "expected a rule for the overall rating; this one rates a standard"

        with pytest.raises(ps.FrameworkError) as caught:
            framework(standards=STANDARDS[:1], overall=LOWEST)

        assert caught.value.problems == (Problem("overall", expected, LOWEST.kind),)
        assert caught.value.problems[0].hides  # the table of bands that is named only there is none too many

    def test_items_of_rules(self) -> None:
        """What rules name must be there: in a standard its own questions and the inputs, in the overall everything."""
        flag = made(ps.KeyQuestion, id="F", text="Is it so?", form="flag")
        count = made(ps.KeyQuestion, id="C", text="How many?", form="count")
        grade = made(ps.KeyQuestion, id="1.1.1", text="How good?", form="rating")
        steps = [ps.Step(when=(ps.FlagIs(of=id),), by=1) for id in ("F", "1.1.1", "X")]
        first = attrs.evolve(STANDARDS[0], questions=[grade], rule=made(ps.Stepped, rule=JUDGED, steps=steps))
        overall = made(ps.OneOf, take="worst", of=["1.1", "1.1.1", "C", "Y"])

        with pytest.raises(ps.FrameworkError) as caught:
            framework(standards=[first, *STANDARDS[1:]], overall=overall, inputs=[flag, count])

        assert [
            "standards[0].rule.steps[1].when[0].of",
            "standards[0].rule.steps[2].when[0].of",
            "overall.of[2]",
            "overall.of[3]",
        ] == [problem.path for problem in caught.value.problems]

    def test_inputs_of_cases(self) -> None:
        """A question asked of cases belongs to a standard; of what could be read only in part nothing is said."""
        asked = made(ps.KeyQuestion, id="Q", text="Is it so?")
        flag = attrs.evolve(asked, id="F", form="flag")
        expected = "expected another form, since a question asked of cases belongs to a standard: rating, score, count or flag"
        problem = Problem("inputs[1].form", expected, "cases")

        with pytest.raises(ps.FrameworkError) as caught:
            framework(inputs=[flag, asked])

        assert caught.value.problems == (problem,)
        partial = Partial(ps.Framework, inputs=(Partial(ps.KeyQuestion, id="P"), asked))
        assert [*cross_problems(ps.Framework, partial)] == [problem]

    def test_repeated_domain(self) -> None:
        """Each domain has an id of its own."""
        with pytest.raises(ps.FrameworkError) as caught:
            framework(domains=[*DOMAINS, DOMAINS[2]])

        assert caught.value.problems == (Problem("domains[3].id", "expected an id that no other domain has", "3"),)

    def test_class_of_ones_own(self) -> None:
        """A standard of a class that extends `Standard` is a standard like any other."""

        @attrs.frozen(kw_only=True)
        class Weighted(ps.Standard):
            weight: int = 1

        standard = made(Weighted, id="1.1", title="Leadership", domain="1", rule=JUDGED)

        assert framework(standards=[standard])["1.1"] is standard

    def test_standards_only(self) -> None:
        """A framework holds standards, not their ids."""
        with pytest.raises(ps.FrameworkError) as caught:
            framework(standards=[STANDARDS[0], "1.2"])

        assert caught.value.problems == (Problem("standards[1]", "expected a standard", "1.2"),)

    def test_read_in_part(self) -> None:
        """Of a framework that was read only in part, what is there is held against the rest; what is not is passed over."""
        standards = (
            Partial(ps.Standard, title="Leadership"),
            Partial(ps.Standard, id="1.1", domain="9"),
            STANDARDS[0],
        )
        partial = Partial(ps.Framework, domains=DOMAINS, standards=standards)

        assert [problem.path for problem in cross_problems(ps.Framework, partial)] == ["standards[2].id", "standards[1].domain"]

    @pytest.mark.parametrize("changes", [{"standards": STANDARDS[:1]}, {"overall": TOTAL}], ids=["standard", "overall"])
    def test_nothing_to_give(self, changes: dict[str, Any]) -> None:
        """Where a rule gives ratings there must be some, also where its standard could be read only in part."""
        none = made(ps.RatingScale, ratings=())
        expected = "expected ratings, since there are rules that give them"
        problem = Problem("scale.ratings", expected, relies_on="standards")
        unrated = {"scale": none, "standards": STANDARDS[2:], "overall": UNRATED}

        with pytest.raises(ps.FrameworkError) as caught:
            framework(**unrated | changes)

        assert problem in caught.value.problems
        assert framework(**unrated).scale == none
        partial = Partial(ps.Framework, **{"inputs": (), **unrated | changes})
        partial.standards = (Partial(ps.Standard, id="P"), *partial.standards)
        assert problem in [*cross_problems(ps.Framework, partial)]

    def test_items_read_in_part(self) -> None:
        """What a rule names is looked for as far as it was read, in a standard whose rule was, and in the overall if it was."""
        rule = made(ps.RatingOf, of="9.9")
        partial = Partial(ps.Standard, id="1.1")
        wrong = attrs.evolve(STANDARDS[2], rule=rule)
        of_standard = Partial(ps.Framework, inputs=(), standards=(partial, wrong))
        of_all = Partial(ps.Framework, inputs=(), standards=(STANDARDS[0],), overall=rule)

        assert ["standards[1].rule.of"] == [problem.path for problem in cross_problems(ps.Framework, of_standard)]
        assert ["overall.of"] == [
            problem.path for problem in cross_problems(ps.Framework, of_all) if problem.path.startswith("overall")
        ]

    def test_least(self) -> None:
        """When it was in force may be unknown; nothing else is assumed."""
        fields = dict(id="small", title="Small", edition="1", scale=SCALE, domains=DOMAINS, standards=STANDARDS, overall=TOTAL)
        small = made(ps.Framework, **fields)

        assert (small.publisher, small.type, small.in_force, small.headings, small.note) == ("", "", None, (), "")

    def test_headings(self) -> None:
        """A text is no list of headings, though Python would take it for one of its letters."""
        with pytest.raises(ps.FrameworkError) as caught:
            framework(headings="Diversity")

        assert caught.value.problems == (Problem("headings", "expected a list", "Diversity"),)


class TestLookup:
    """What a framework holds, by id and in order."""

    @pytest.mark.parametrize("standard", STANDARDS, ids=lambda standard: standard.id)
    def test_standards(self, standard: ps.Standard) -> None:
        """A standard is found by its id."""
        assert framework()[standard.id] is standard

    def test_no_such_standard(self) -> None:
        """An id that no standard has is a missing key; the message lists the ids and says which was probably meant."""
        expected = "expected the id of a standard: '1.1', '1.2' or '2.1' (found '1.1.'). Did you mean '1.1'?"

        with pytest.raises(KeyError) as caught:
            framework()["1.1."]

        assert caught.value.args == (expected,)

    def test_place(self) -> None:
        """A rule stands in a standard, or in the overall, among what can be named there."""
        asked = ps.KeyQuestion(id="F", text="Question?", form="flag", source=SOURCE)
        made = framework(inputs=[asked])
        first = made.standards[0]

        assert (made.scale, made.standards, made.inputs, first) == attrs.astuple(made.place(first), recurse=False)[:4]
        assert (made.scale, made.standards, made.inputs, None) == attrs.astuple(made.place(), recurse=False)[:4]

    def test_questions(self, pdu: ps.Framework) -> None:
        """All key questions are there, in the order of the standards."""
        expected = [f"P 2.{standard}.{question}" for standard in (1, 2, 3, 4) for question in (1, 2, 3)]

        assert framework().questions == (QUESTION,)
        assert expected == [question.id for question in pdu.questions]

    def test_sources(self) -> None:
        """Each source that anything refers to is there once, in the order in which they are met."""
        third = attrs.evolve(OTHER, id="third")
        domains = [attrs.evolve(DOMAINS[0], source=OTHER), *DOMAINS[1:]]

        assert framework(domains=domains, source=third).sources == (SOURCE, OTHER, third)

    def test_tables(self) -> None:
        """Each table of bands that a rule reads is there once, in the order in which they are met."""
        standard = attrs.evolve(STANDARDS[1], id="1.3", questions=[attrs.evolve(QUESTION, id="1.3.1", prompts=[])])

        assert framework(standards=[*STANDARDS, standard]).tables == (CASEWORK, SCORES)


class TestValue:
    """A framework is a value."""

    def test_equal(self) -> None:
        """Frameworks of the same content are equal and have the same hash, whatever was worked out from them."""
        one, other = framework(), framework()
        one.prepared["reader"] = "what it prepared"

        assert one == other
        assert hash(one) == hash(other)
        assert repr(one) == repr(other)

    def test_frozen(self) -> None:
        """A framework can't be changed; a changed copy is another value."""
        small = framework()

        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            small.title = "Another"  # type: ignore[misc]
        assert attrs.evolve(small, title="Another") != small
        assert attrs.evolve(small) == small

    def test_prepared_for_a_copy(self) -> None:
        """What readers worked out from a framework does not pass to a changed copy, to which it would not apply."""
        small = framework()
        small.prepared["reader"] = "what it prepared"

        assert attrs.evolve(small, title="Another").prepared == {}

    @pytest.mark.parametrize(
        "copied",
        [copy.copy, copy.deepcopy, lambda small: pickle.loads(pickle.dumps(small))],  # noqa: S301  # pickled here
        ids=["copy", "deepcopy", "pickle"],
    )
    def test_copies(self, copied: Callable[[ps.Framework], ps.Framework]) -> None:
        """A copy, in this process or in another, is equal, has the same digest, and starts with nothing prepared."""
        small = framework()
        digest = small.digest
        small.prepared["reader"] = lambda: "what can't be pickled"

        assert copied(small) == small
        assert copied(small).digest == digest
        assert copied(small).prepared == {}
        assert list(small.prepared) == ["reader"]


class TestDigest:
    """A fingerprint of the whole content."""

    def test_content(self) -> None:
        """It is the SHA-256 of the content as JSON in UTF-8: keys sorted, no spaces, each value with its kind, no defaults."""
        source = {"": "Source", "id": "report", "title": "An inspection report", "confidence": "confirmed"}
        low, high, top = (
            {"": "Rating", "name": name, "points": points} for points, name in enumerate(["Inadequate", "Good", "Outstanding"])
        )
        tables = {
            id: {
                "": "BandTable",
                "id": id,
                "bands": [
                    {"": "RatingBand", "rating": low, "starts": 0},
                    {"": "RatingBand", "rating": high, "starts": starts},
                ],
                "rounding": "whole",
                "unit": "per cent",
                "source": source,
            }
            for id, starts in (("casework", "129/2"), ("score", 3))
        }
        prompt = {"": "Prompt", "id": "1.2.1a", "text": "Is it so …?", "source": source}
        relevance = {"": "Relevance", "attribute": "contact suspended", "value": "no", "source": source}
        question = {
            "": "KeyQuestion",
            "id": "1.2.1",
            "text": "Is it done?",
            "prompts": [prompt],
            "relevant_when": relevance,
            "source": source,
        }
        standard = {"": "Standard", "source": source}
        rules = [
            {"": "inspector-judgement", "source": source},
            {"": "lowest-question", "bands": tables["casework"], "source": source},
            {"": "no-rating", "because": "a pilot", "source": source},
        ]
        content = {
            "": "Framework",
            "id": "small-2023",
            "title": "A small framework",
            "edition": "2023",
            "in_force": {
                "": "InForce",
                "starts": {"": "PartialDate", "year": 2023, "month": 10, "day": 2},
                "ends": {"": "PartialDate", "year": 2025, "month": 10, "day": 3},
                "source": source,
            },
            "scale": {"": "RatingScale", "ratings": [low, high, top], "source": source},
            "domains": [{"": "Domain", "id": id, "title": f"Domain {id}", "source": source} for id in "123"],
            "standards": [
                {**standard, "id": "1.1", "title": "Leadership", "domain": "1", "rule": rules[0]},
                {**standard, "id": "1.2", "title": "Assessment", "domain": "1", "questions": [question], "rule": rules[1]},
                {**standard, "id": "2.1", "title": "Victims", "domain": "2", "rule": rules[2], "counts": False},
            ],
            "overall": {
                "": "total-points",
                "tables": [{"": "ScoreTable", "maximum": 4, "bands": tables["score"]}],
                "source": source,
            },
            "source": source,
        }
        text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

        assert f"sha256:{hashlib.sha256(text.encode()).hexdigest()}" == framework().digest

    def test_equal(self) -> None:
        """Equal frameworks have the same digest, however their parts were given."""
        casework = table_of("casework", 0, Fraction(129, 2))
        standards = [STANDARDS[0], attrs.evolve(STANDARDS[1], rule=attrs.evolve(LOWEST, bands=casework)), STANDARDS[2]]
        scale = made(ps.RatingScale, ratings=iter(RATINGS), source=attrs.evolve(SOURCE, confidence="confirmed"))

        assert framework().digest == framework(standards=standards, scale=scale).digest

    def test_defaults(self) -> None:
        """A field at its default does not enter: to state it changes nothing."""
        stated = framework(publisher="", type="", answers=ps.Answers(), headings=(), note="")

        assert framework().digest == stated.digest

    @pytest.mark.parametrize(("cls", "name"), CHANGES, ids=lambda of: getattr(of, "__name__", of))
    def test_one_field(self, cls: type, name: str) -> None:
        """Changing any one field of anything in a framework changes the framework and its digest."""
        small = small_for(name)
        other = changed(small, cls, name)

        assert small != other
        assert small.digest != other.digest

    def test_every_field(self) -> None:
        """No field of anything that a framework holds is left out above, and no two of the changes have one digest."""
        smalls = [framework(), framework(inputs=INPUTS), framework(discretion=DISCRETION, crosswalks=[CROSSWALK])]
        held = [part for small in smalls for _, part in parts(small)]
        fields = {(type(part), field.name) for part in held for field in attrs.fields(type(part)) if field.init}
        digests = {changed(small_for(name), cls, name).digest for cls, name in CHANGES}

        assert fields == set(CHANGES)
        assert len(digests) == len(CHANGES)

    @given(*[st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=5).map("t{}".format)] * 2)
    def test_texts(self, one: str, other: str) -> None:
        """Two titles give one digest exactly where they are the same, in whatever script."""
        assert (one == other) is (framework(title=one).digest == framework(title=other).digest)

    def test_half_a_character(self) -> None:
        """A text with half a character, which UTF-8 can't hold, is refused: it has no digest and fits no document."""
        with pytest.raises(ps.FrameworkError) as caught:
            framework(title="Leadership \ud83d")

        assert [problem.path for problem in caught.value.problems] == ["title"]

    def test_shipped(self, pdu: ps.Framework) -> None:
        """A digest says how it was made and has 64 hexadecimal digits."""
        method, digits = pdu.digest.split(":")

        assert method == "sha256"
        assert len(bytes.fromhex(digits)) == 32
