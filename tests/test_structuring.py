"""Framework documents: plain data to values and back, with every mistake at its place and none made up."""

from __future__ import annotations

import copy
import itertools
import tomllib
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import attrs
import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

import probation_standards as ps
from probation_standards.defining import read_framework_data
from probation_standards.documents import framework_from, framework_from_toml
from probation_standards.errors import NO_VALUE, key
from probation_standards.kinds import RULES
from probation_standards.unstructuring import framework_data, plain_figure

Data: TypeAlias = dict[str, Any]
Change: TypeAlias = Callable[[Any], None]

SMALL = """
id = "small-2025"
title = "Small standards"
edition = "2025"
source = "report"
scale = { source = "report", ratings = [{ name = "Poor", points = 0 }, { name = "Good", points = 1 }] }
domains = [{ id = "1", title = "All", source = "report" }]
overall = { kind = "no-rating", because = "a pilot", source = "report" }

[sources.report]
title = "A report"
confidence = "confirmed"

[[standards]]
id = "1.1"
title = "Leading"
domain = "1"
source = "report"
rule = { kind = "inspector-judgement", source = "report" }
"""
"""About the smallest framework that there can be."""


def put(*path: str | int, value: object) -> Change:
    """A change that sets what stands at `path`."""

    def change(data: Any) -> None:
        *steps, last = path
        for step in steps:
            data = data[step]
        data[last] = value

    return change


def drop(*path: str | int) -> Change:
    """A change that takes away what stands at `path`."""

    def change(data: Any) -> None:
        *steps, last = path
        for step in steps:
            data = data[step]
        del data[last]

    return change


class Mistake(NamedTuple):
    """A mistake in a document, and the one problem that it should be reported as.

    What stands at or under `hides` can't be judged while the mistake is there.
    """

    change: Change
    path: str
    value: object = NO_VALUE
    suggestion: str | None = None
    hides: tuple[str, ...] = ()


UNUSED = ("sources.spare", "bands.spare")
"""What can't be known to be unused while a name that refers to something is misspelt."""

BY_THEMSELVES = {
    "unknown key": Mistake(put("editon", value="2023"), "editon", "editon", "edition"),
    "no id": Mistake(drop("id"), "id"),
    "empty title": Mistake(put("title", value=" "), "title", " "),
    "no list": Mistake(put("headings", value="Diversity"), "headings", "Diversity"),
    "date in words": Mistake(put("in_force", "starts", value="soon"), "in_force.starts", "soon", None, ("in_force.ends",)),
    "only use misspelt": Mistake(
        put("in_force", "source", value="programe"), "in_force.source", "programe", "programme", UNUSED
    ),
    "source unknown key": Mistake(put("sources", "report", "titel", value="x"), "sources.report.titel", "titel", "title"),
    "source without title": Mistake(drop("sources", "rounding", "title"), "sources.rounding.title"),
    "confidence misspelt": Mistake(
        put("sources", "thresholds", "confidence", value="recaled"), "sources.thresholds.confidence", "recaled", "recalled"
    ),
    "no confidence": Mistake(drop("sources", "dynamic-2025", "confidence"), "sources.dynamic-2025.confidence"),
    "points not rising": Mistake(
        put("scale", "ratings", 2, "points", value=1), "scale.ratings[2].points", 1, None, ("scale", "bands")
    ),
    "scale source misspelt": Mistake(
        put("scale", "source", value="scale-and-scor"),
        "scale.source",
        "scale-and-scor",
        "scale-and-score",
        ("scale", "bands", *UNUSED),
    ),
    "no rounding": Mistake(drop("bands", "casework", "rounding"), "bands.casework.rounding"),
    "rounding misspelt": Mistake(
        put("bands", "score-21", "rounding", value="exakt"), "bands.score-21.rounding", "exakt", "exact"
    ),
    "threshold in words": Mistake(
        put("bands", "score-21", "bands", 1, "starts", value="four"),
        "bands.score-21.bands[1].starts",
        "four",
        None,
        ("bands.score-21.bands",),
    ),
    "rating off the scale": Mistake(
        put("bands", "casework", "bands", 1, "rating", value="Requires improvment"),
        "bands.casework.bands[1].rating",
        "Requires improvment",
        "Requires improvement",
        ("bands.casework.bands",),
    ),
    "no unit": Mistake(drop("bands", "score-21", "unit"), "bands.score-21.unit"),
    "overall of no kind": Mistake(drop("overall", "kind"), "overall.kind", NO_VALUE, None, ("overall", *UNUSED)),
    "overall source unknown": Mistake(put("overall", "source", value="nowhere"), "overall.source", "nowhere", None, UNUSED),
    "overall bands misspelt": Mistake(
        put("overall", "tables", 0, "bands", value="score-12"), "overall.tables[0].bands", "score-12", "score-21", UNUSED
    ),
    "maximum of nothing": Mistake(
        put("overall", "tables", 0, "maximum", value=0), "overall.tables[0].maximum", 0, None, ("overall.tables[1]",)
    ),
    "domain without title": Mistake(drop("domains", 0, "title"), "domains[0].title"),
    "kind misspelt": Mistake(
        put("standards", 3, "rule", "kind", value="lowest-qestion"),
        "standards[3].rule.kind",
        "lowest-qestion",
        "lowest-question",
        ("standards[3].rule", *UNUSED),
    ),
    "table of bands misspelt": Mistake(
        put("standards", 4, "rule", "bands", value="caswork"), "standards[4].rule.bands", "caswork", "casework", UNUSED
    ),
    "no relevant cases": Mistake(
        put("standards", 4, "rule", "no_relevant_cases", value="ignore"), "standards[4].rule.no_relevant_cases", "ignore"
    ),
    "key of a rule": Mistake(
        put("standards", 5, "rule", "no_relevnt_cases", value="leave out"),
        "standards[5].rule.no_relevnt_cases",
        "no_relevnt_cases",
        "no_relevant_cases",
    ),
    "standard without title": Mistake(drop("standards", 6, "title"), "standards[6].title"),
    "standard source misspelt": Mistake(
        put("standards", 5, "source", value="reprot"), "standards[5].source", "reprot", "report", UNUSED
    ),
    "question without text": Mistake(drop("standards", 3, "questions", 0, "text"), "standards[3].questions[0].text"),
    "numbered in words": Mistake(
        put("standards", 5, "questions", 1, "numbered", value="by us"), "standards[5].questions[1].numbered", "by us"
    ),
    "key of a prompt": Mistake(
        put("standards", 4, "questions", 2, "prompts", 0, "verbatm", value=True),
        "standards[4].questions[2].prompts[0].verbatm",
        "verbatm",
        "verbatim",
    ),
}
"""What is wrong by itself: of each sort one, all in different places of the framework that ships."""

BETWEEN = {
    "ends before it starts": Mistake(put("in_force", "ends", value="2022"), "in_force.ends", "2022"),
    "threshold not rising": Mistake(
        put("bands", "casework", "bands", 2, "starts", value=45), "bands.casework.bands[2].starts", 45
    ),
    "not from 0": Mistake(put("bands", "score-21", "bands", 0, "starts", value=1), "bands.score-21.bands[0].starts", 1),
    "rating not rising": Mistake(
        put("bands", "score-21", "bands", 3, "rating", value="Good"), "bands.score-21.bands[3].rating", "Good"
    ),
    "domain twice": Mistake(
        lambda data: data["domains"].append({"id": "1", "title": "Again", "source": "report"}), "domains[2].id", "1"
    ),
    "unknown domain": Mistake(put("standards", 2, "domain", value="9"), "standards[2].domain", "9"),
    "standard twice": Mistake(put("standards", 1, "id", value="P 1.1"), "standards[1].id", "P 1.1"),
    "reserved id": Mistake(put("standards", 5, "id", value="overall"), "standards[5].id", "overall"),
    "no questions": Mistake(put("standards", 6, "questions", value=[]), "standards[6].questions"),
    "prompt twice": Mistake(
        put("standards", 3, "questions", 2, "prompts", 1, "id", value="P 2.1.1a"),
        "standards[3].questions[2].prompts[1].id",
        "P 2.1.1a",
    ),
    "maximum twice": Mistake(
        lambda data: data["overall"]["tables"].append({"maximum": 21, "bands": "score-21"}), "overall.tables[1].maximum", 21
    ),
    "source unused": Mistake(
        lambda data: data["sources"].update(spare={"title": "A report", "confidence": "confirmed"}), "sources.spare"
    ),
    "bands unused": Mistake(
        lambda data: data["bands"].update(
            spare={"unit": "points", "rounding": "exact", "source": "report", "bands": [{"rating": "Good", "starts": 0}]}
        ),
        "bands.spare",
    ),
}
"""What is wrong only beside something else."""

MISTAKES = {**BY_THEMSELVES, **BETWEEN}

OF_ANOTHER_KIND = {
    "id": (put("id", value=2023), "id"),
    "title": (put("title", value=["Inspection"]), "title"),
    "edition": (put("edition", value=2023), "edition"),
    "note": (put("note", value=5), "note"),
    "in_force": (put("in_force", value="2023"), "in_force"),
    "month 13": (put("in_force", "starts", value="2023-13"), "in_force.starts"),
    "headings": (put("headings", 0, value=5), "headings[0]"),
    "empty heading": (put("headings", value=["a", " "]), "headings[1]"),
    "sources": (put("sources", value=[]), "sources"),
    "source": (put("sources", "report", value=5), "sources.report"),
    "source as a name": (put("sources", "thresholds", value="report"), "sources.thresholds"),
    "source title": (put("sources", "report", "title", value=5), "sources.report.title"),
    "scale": (put("scale", value="Good"), "scale"),
    "ratings": (put("scale", "ratings", value="Good"), "scale.ratings"),
    "one rating": (put("scale", "ratings", value=[{"name": "Good", "points": 0}]), "scale.ratings"),
    "points in words": (put("scale", "ratings", 2, "points", value="two"), "scale.ratings[2].points"),
    "points as text": (put("scale", "ratings", 2, "points", value="2"), "scale.ratings[2].points"),
    "points with a fraction": (put("scale", "ratings", 2, "points", value=Decimal("2.7")), "scale.ratings[2].points"),
    "points as truth": (put("scale", "ratings", 1, "points", value=True), "scale.ratings[1].points"),
    "bands": (put("bands", value=[]), "bands"),
    "threshold as truth": (put("bands", "casework", "bands", 0, "starts", value=False), "bands.casework.bands[0].starts"),
    "rating a number": (put("bands", "casework", "bands", 0, "rating", value=5), "bands.casework.bands[0].rating"),
    "domains": (put("domains", value={"1": "All"}), "domains"),
    "domain": (put("domains", 0, value="All"), "domains[0]"),
    "standards": (put("standards", value="P 1.1"), "standards"),
    "no standards": (put("standards", value=[]), "standards"),
    "counts as text": (put("standards", 3, "counts", value="false"), "standards[3].counts"),
    "counts as number": (put("standards", 3, "counts", value=0), "standards[3].counts"),
    "verbatim as text": (put("standards", 3, "questions", 0, "verbatim", value="no"), "standards[3].questions[0].verbatim"),
    "rule": (put("standards", 3, "rule", value="lowest-question"), "standards[3].rule"),
    "kind": (put("standards", 3, "rule", "kind", value=5), "standards[3].rule.kind"),
    "bands of a rule": (put("standards", 3, "rule", "bands", value=5), "standards[3].rule.bands"),
    "source a number": (put("standards", 3, "source", value=5), "standards[3].source"),
    "source a list": (put("standards", 3, "source", value=["report"]), "standards[3].source"),
    "maximum with a fraction": (put("overall", "tables", 0, "maximum", value=Decimal("21.5")), "overall.tables[0].maximum"),
    "maximum as text": (put("overall", "tables", 0, "maximum", value="21"), "overall.tables[0].maximum"),
    "rule of a standard": (
        put("overall", value={"kind": "lowest-question", "bands": "casework", "source": "report"}),
        "overall",
    ),
    "rule of the overall": (
        put("standards", 0, "rule", value={"kind": "total-points", "tables": [], "source": "report"}),
        "standards[0].rule",
    ),
}
"""Values of another kind than the place takes, and where the problem is."""


@pytest.fixture(scope="module")
def document(root: Path) -> Data:
    """The framework of 2023 as its file holds it; to be copied before it is changed."""
    path = root / "plugins/probation/src/probation_standards_probation/pdu-2023.toml"
    return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def problems_of(document: Data, *changes: Change) -> tuple[ps.Problem, ...]:
    """What is wrong with `document` after `changes`."""
    data = copy.deepcopy(document)
    for change in changes:
        change(data)
    try:
        framework_from(data)
    except ps.DocumentError as error:
        return error.problems
    return ()


def paths(problems: Iterable[ps.Problem]) -> list[str]:
    return [problem.path for problem in problems]


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of every key in a document."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield (*path, name)
            yield from places(item, (*path, name))
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from places(item, (*path, position))


def written(path: Iterable[str | int]) -> str:
    """A path as messages write it."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{key(step)}" for step in path)
    return "".join(steps).removeprefix(".")


def independent(one: Mistake, other: Mistake) -> bool:
    """Whether each can be seen with the other there too."""
    return not (one.path.startswith(other.hides) or other.path.startswith(one.hides))


SOURCE = ps.Source(id="report", title="A report", confidence="confirmed")
THRESHOLDS = ps.Source(id="thresholds", title="Another report", confidence="recalled", note="as I remember")


@st.composite
def frameworks(draw: DrawFn) -> ps.Framework:
    """Frameworks with rules of every kind, thresholds in sixths."""
    names = ("Poor", "Fair", "Good")[: draw(st.integers(2, 3))]
    scale = ps.RatingScale(ratings=[ps.Rating(name, 2 * points) for points, name in enumerate(names)], source=SOURCE)
    words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=5)

    def table(id: str, highest: int, parts: int) -> Any:
        numbers = draw(st.sets(st.integers(1, highest * parts), min_size=len(names) - 1, max_size=len(names) - 1))
        starts = [Fraction(0), *(Fraction(number, parts) for number in sorted(numbers))]
        bands = [ps.RatingBand(rating, start, words=draw(words)) for rating, start in zip(scale, starts, strict=True)]
        return ps.BandTable(
            id=id,
            bands=bands,
            rounding=draw(st.sampled_from(["exact", "whole"])),
            unit="per cent",
            source=THRESHOLDS,
            rounding_source=draw(st.sampled_from([None, SOURCE])),
        )

    casework = table("casework", 100, 6)
    questions = [
        ps.KeyQuestion(
            id=f"1.1.{number}",
            text=f"Why {draw(words)}?",
            prompts=[ps.Prompt(id=f"1.1.{number}a", text="Because?", verbatim=draw(st.booleans()), source=SOURCE)],
            numbered=draw(st.sampled_from(["publisher", "printed order"])),
            source=SOURCE,
        )
        for number in range(1, draw(st.integers(2, 4)))
    ]
    rules: list[Any] = [
        ps.LowestQuestion(
            bands=casework, no_relevant_cases=draw(st.sampled_from(["not rated", "leave out"])), source=THRESHOLDS
        ),
        ps.InspectorJudgement(source=SOURCE),
        ps.NoRating(because="a pilot", source=SOURCE),
    ]
    standards = [
        ps.Standard(
            id=f"1.{number}",
            title="Leading",
            statement=draw(words),
            domain="1",
            questions=questions if number == 1 else (),
            rule=rule,
            counts=draw(st.booleans()),
            note=draw(words),
            source=SOURCE,
        )
        for number, rule in enumerate(rules, 1)
    ]
    total: Any = ps.TotalPoints(tables=[ps.ScoreTable(maximum=4, bands=table("score-4", 4, 1))], source=SOURCE)
    return ps.Framework(
        id="made-2025",
        title="Made",
        edition="2025",
        publisher=draw(words),
        in_force=draw(st.sampled_from([None, ps.InForce(starts="2025", ends=None, source=SOURCE)])),
        scale=scale,
        domains=[ps.Domain(id="1", title="All", source=SOURCE)],
        standards=standards,
        overall=draw(st.sampled_from([total, ps.NoRating(because="none", source=SOURCE)])),
        headings=draw(st.lists(words.map(lambda text: f"a{text}"), max_size=2)),
        source=SOURCE,
    )


class TestRoundTrip:
    @given(framework=frameworks())
    def test_any(self, framework: ps.Framework) -> None:
        """A framework made in Python is the same, digest included, after going through a TOML text."""
        text = tomli_w.dumps(framework_data(framework))

        read = framework_from_toml(text)

        assert framework == read
        assert framework.digest == read.digest

    def test_shipped(self, pdu: ps.Framework) -> None:
        """What a framework is written as is read as the same framework, without a problem."""
        assert (pdu, []) == read_framework_data(framework_data(pdu))

    def test_nothing_lost(self, document: Data, pdu: ps.Framework) -> None:
        """Written again, the file that ships has the same content: nothing is dropped, added or put in other words."""
        assert document == framework_data(pdu)

    def test_written_once(self, pdu: ps.Framework) -> None:
        """Sources and tables of bands are written once, under their names, and named where they are used."""
        data = framework_data(pdu)

        assert {source.id for source in pdu.sources} == set(data["sources"])
        assert {table.id for table in pdu.tables} == set(data["bands"])
        assert {standard["source"] for standard in data["standards"]} == {"report"}
        assert {standard["rule"].get("bands", "casework") for standard in data["standards"]} == {"casework"}
        assert all("id" not in source for source in data["sources"].values())

    def test_one_value(self, pdu: ps.Framework) -> None:
        """What is named twice is one value, so that comparing standards is quick."""
        fifth, sixth = pdu.standards[4].rule, pdu.standards[5].rule
        assert isinstance(fifth, ps.LowestQuestion)
        assert isinstance(sixth, ps.LowestQuestion)

        assert fifth.bands is sixth.bands

    def test_a_list_that_may_lack(self, pdu: ps.Framework) -> None:
        """A list that need not be there is read and written as one that must be: the tables of a banded rule."""
        assert isinstance(pdu.overall, ps.TotalPoints)
        measure = ps.Measure(take="total", missing="leave out")
        rule = ps.Banded(measure=measure, tables=pdu.overall.tables, source=pdu.overall.source)
        data = framework_data(attrs.evolve(pdu, overall=rule))

        assert [{"maximum": 21, "bands": "score-21"}] == data["overall"]["tables"]
        assert rule == framework_from(data).overall

    def test_defaults_left_out(self) -> None:
        """What stands at its default is not written."""
        data = framework_data(framework_from_toml(SMALL))

        assert tomllib.loads(SMALL) == data

    def test_defaults_may_be_written(self) -> None:
        """A default that is written out changes nothing, not even the digest."""
        plain = framework_from_toml(SMALL)
        data = tomllib.loads(SMALL)
        data["note"] = data["standards"][0]["statement"] = ""
        data["standards"][0] |= {"counts": True, "questions": []}

        written_out = framework_from(data)

        assert plain == written_out
        assert plain.digest == written_out.digest

    def test_written_in_place(self) -> None:
        """A source may also stand where it is used, with an id of its own."""
        data = tomllib.loads(SMALL)
        data["standards"][0]["source"] = {"id": "other", "title": "Another report", "confidence": "recalled"}

        assert framework_from(data).standards[0].source.confidence is ps.Confidence.RECALLED

    @given(value=st.fractions() | st.integers())
    def test_figures(self, value: Fraction | int) -> None:
        """A number is written as a whole number, or as a text that holds it exactly."""
        written = plain_figure(value if isinstance(value, int) or value.denominator > 1 else value.numerator)

        assert Fraction(written) == value
        assert isinstance(written, int) == (value.denominator == 1)

    def test_input_is_left_alone(self, document: Data) -> None:
        """Reading changes nothing in the data that was given."""
        before = copy.deepcopy(document)
        framework_from(document)

        assert before == document


class TestMistakes:
    @pytest.mark.parametrize("name", MISTAKES)
    def test_one(self, document: Data, name: str) -> None:
        """One mistake is one problem: its path in the document, its value, and what was probably meant."""
        mistake = MISTAKES[name]
        problems = problems_of(document, mistake.change)

        assert [mistake.path] == paths(problems)
        assert mistake.value == problems[0].value
        assert mistake.suggestion == problems[0].suggestion

    @pytest.mark.parametrize("name", OF_ANOTHER_KIND)
    def test_another_kind(self, document: Data, name: str) -> None:
        """A value of another kind than its place takes is one problem there, which says what would be right.

        It is never bent into what it is not: "false" is not true, and 2.7 points are not 2.
        """
        change, path = OF_ANOTHER_KIND[name]
        problems = problems_of(document, change)

        assert [path] == paths(problems)
        assert "something else" not in problems[0].expected

    def test_many_at_once(self, document: Data, tmp_path: Path) -> None:
        """Thirteen mistakes in one file are thirteen problems in one error, each said with path, value and hint."""
        names = (
            "unknown key",
            "no id",
            "no list",
            "standard source misspelt",
            "table of bands misspelt",
            "kind misspelt",
            "rating off the scale",
            "not from 0",
            "standard twice",
            "unknown domain",
            "no rounding",
            "rounding misspelt",
            "confidence misspelt",
        )
        mistakes = [MISTAKES[name] for name in names]
        data = copy.deepcopy(document)
        for mistake in mistakes:
            mistake.change(data)
        (tmp_path / "a.toml").write_text(tomli_w.dumps(data), encoding="utf-8")
        with pytest.raises(ps.DocumentError) as caught:
            ps.read_framework(tmp_path / "a.toml")

        message = str(caught.value)

        assert sorted(mistake.path for mistake in mistakes) == sorted(paths(caught.value.problems))
        assert message.startswith(f"{tmp_path / 'a.toml'} cannot be read as a framework\n")
        for mistake in mistakes:
            assert f"  - {mistake.path}: " in message
            if mistake.suggestion:
                assert f"Did you mean {mistake.suggestion!r}?" in message

    def test_every_value(self, document: Data) -> None:
        """Whatever key of the document holds something that it can't, that is one problem, there, with the value."""
        wrong = object()
        everywhere = list(places(document))
        found = {path: problems_of(document, put(*path, value=wrong)) for path in everywhere}

        assert len(everywhere) > 300
        for path, problems in found.items():
            assert [(written(path), wrong)] == [(problem.path, problem.value) for problem in problems]

    @pytest.mark.parametrize(
        "path",
        [
            ("scale", "ratings", 1, "name"),
            ("scale", "ratings", 1, "points"),
            ("domains", 0, "id"),
            ("standards", 3, "id"),
            ("standards", 3, "questions", 0, "id"),
            ("standards", 3, "questions", 0, "prompts", 0, "id"),
            ("overall", "tables", 0, "maximum"),
        ],
        ids=written,
    )
    @pytest.mark.parametrize("wrong", [{}, {"a": 1}], ids=["empty", "table"])
    def test_table_for_a_value(self, document: Data, path: tuple[str | int, ...], wrong: object) -> None:
        """A table where a text or a number should stand is one problem, there."""
        problems = problems_of(document, put(*path, value=wrong))

        assert (written(path), wrong) in [(problem.path, problem.value) for problem in problems]

    def test_every_key_misspelt(self, document: Data) -> None:
        """Whatever table of the document holds a key that it does not know, that is one problem, there."""
        tables = {path[:-1]: f"{path[-1]}_" for path in places(document)}
        named = {("sources",), ("bands",)}
        found = {
            (*table, name): problems_of(document, put(*table, name, value="x"))
            for table, name in tables.items()
            if table not in named
        }

        assert len(found) > 50
        for path, problems in found.items():
            assert [written(path)] == paths(problems)

    @pytest.mark.parametrize("within", ["in_force", "sources", "scale", "bands", "overall", "domains", "standards"])
    def test_every_key_missing(self, document: Data, within: str) -> None:
        """A required key that is missing is one problem, and none is made up for it; the other keys may be left out."""
        names = 2 if within in {"sources", "bands"} else 1  # a name that is missing there is a name misspelt elsewhere
        everywhere = [path for path in places(document) if path[0] == within and len(path) > names]
        found = {path: problems_of(document, drop(*path)) for path in everywhere}
        required = {path: problems for path, problems in found.items() if any(problem.missing for problem in problems)}

        assert required
        for path, problems in required.items():
            assert [written(path)] == paths(problems)

    @pytest.mark.parametrize("name", ["id", "title", "edition", "source", "scale", "overall", "domains", "standards"])
    def test_table_missing(self, document: Data, name: str) -> None:
        """The same holds for what the whole document lacks: what only that would have used is not called unused."""
        problems = problems_of(document, drop(name))

        assert [(name, True)] == [(problem.path, problem.missing) for problem in problems]

    def test_pairs(self, document: Data) -> None:
        """Of two mistakes in different places, each is reported, and nothing besides."""
        pairs = [
            (BY_THEMSELVES[one], BY_THEMSELVES[other])
            for one, other in itertools.combinations(BY_THEMSELVES, 2)
            if independent(BY_THEMSELVES[one], BY_THEMSELVES[other])
        ]
        expected = [sorted([one.path, other.path]) for one, other in pairs]
        found = [sorted(paths(problems_of(document, one.change, other.change))) for one, other in pairs]

        assert expected == found
        assert len(pairs) > 400

    @pytest.mark.parametrize("name", BETWEEN)
    def test_not_hidden(self, document: Data, name: str) -> None:
        """What is wrong between two places is reported whatever is wrong in a third, and nothing is made up for it."""
        mistake = BETWEEN[name]
        others = {other: MISTAKES[other] for other in MISTAKES if other != name and independent(mistake, MISTAKES[other])}
        found = {other: paths(problems_of(document, mistake.change, others[other].change)) for other in others}

        hidden = [other for other, reported in found.items() if mistake.path not in reported]
        bred = {other: reported for other, reported in found.items() if set(reported) - {mistake.path, others[other].path}}

        assert bred == {}
        assert hidden == []

    @pytest.mark.parametrize(
        ("table", "starts"),
        [("casework", 101), ("casework", Decimal("100.5")), ("score-21", 22), ("score-21", Decimal("20.5"))],
    )
    def test_beyond_the_figures(self, document: Data, table: str, starts: object) -> None:
        """A threshold that no figure reaches is one problem, where the threshold stands in the document."""
        problems = problems_of(document, put("bands", table, "bands", 3, "starts", value=starts))

        assert [f"bands.{table}.bands[3].starts"] == paths(problems)

    def test_empty(self) -> None:
        """A document with nothing in it lacks every key that is required, each said once."""
        _, problems = read_framework_data({})

        assert sorted(paths(problems)) == ["domains", "edition", "id", "overall", "scale", "source", "standards", "title"]
        assert all(problem.missing for problem in problems)

    @pytest.mark.parametrize("whole", ["a text", 5, [], None])
    def test_no_table(self, whole: object) -> None:
        """A standard that is no table is one problem at its place."""
        data = tomllib.loads(SMALL)
        data["standards"].append(whole)

        assert [("standards[1]", whole)] == [(problem.path, problem.value) for problem in problems_of(data)]


class TestNames:
    def test_two_names(self, document: Data) -> None:
        """A source is known by its name in the document; another id beside it is refused, not preferred."""
        problems = problems_of(document, put("sources", "thresholds", "id", value="guidance"))

        assert paths(problems) == ["sources.thresholds.id"]

    def test_two_names_of_bands(self, document: Data) -> None:
        """The same holds for a table of bands."""
        problems = problems_of(document, put("bands", "casework", "id", value="bands"))

        assert paths(problems) == ["bands.casework.id"]

    def test_listed(self, document: Data) -> None:
        """Where few names are known, the message lists them all; where many, it gives the nearest only."""
        (few,) = problems_of(document, MISTAKES["table of bands misspelt"].change)
        (many,) = problems_of(document, MISTAKES["standard source misspelt"].change)

        assert "'casework' or 'score-21'" in few.expected
        assert "guide-2018-2019" not in many.expected
        assert many.suggestion == "report"

    def test_kinds(self, document: Data) -> None:
        """A misspelt kind of rule is answered with all that there are; so is a missing one."""
        (misspelt,) = problems_of(document, MISTAKES["kind misspelt"].change)
        (missing,) = problems_of(document, MISTAKES["overall of no kind"].change)

        for kind in RULES:
            assert kind in misspelt.expected
            assert kind in missing.expected

    @pytest.mark.parametrize(
        ("change", "wanted"),
        [
            (put("standards", 3, "source", value=5), "source"),
            (put("standards", 3, "rule", "bands", value=5), "bands"),
            (put("bands", "casework", "bands", 0, "rating", value=5), "rating"),
        ],
        ids=["source", "bands", "rating"],
    )
    def test_name_wanted(self, document: Data, change: Change, wanted: str) -> None:
        """Where a name belongs and something else stands, the message asks for the name of a source, bands or a rating."""
        (problem,) = problems_of(document, change)

        assert wanted in problem.expected

    def test_unused(self, document: Data) -> None:
        """A source that nothing refers to is reported: it is more likely a slip than a decoration."""
        (problem,) = problems_of(document, MISTAKES["source unused"].change)

        assert "refers to it" in problem.expected

    def test_used_by_bands_alone(self, document: Data, pdu: ps.Framework) -> None:
        """A source that only a table of bands refers to is used."""
        assert "rounding" in document["sources"]
        assert "rounding" in {source.id for source in pdu.sources}

    def test_order(self, document: Data, pdu: ps.Framework) -> None:
        """The order of tables in the file changes nothing: a name may be used before it is defined."""
        turned = dict(reversed(document.items()))

        assert pdu == framework_from(turned)
        assert pdu.digest == framework_from(turned).digest

    def test_each_by_itself(self) -> None:
        """Names of one document are not known in the next, where what defines them is missing."""
        data = tomllib.loads(SMALL)
        framework_from(data)
        del data["sources"]

        assert paths(problems_of(data)) == ["sources"]
