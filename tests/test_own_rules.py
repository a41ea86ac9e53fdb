"""Rules and conditions of other packages: read by what they were registered with, and refused clearly by all else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import reduce
from operator import or_
from pathlib import Path
from typing import Any, ClassVar

import attrs
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import probation_standards as ps
from probation_standards import extending
from probation_standards.checking import reading
from probation_standards.compiled import compiled
from probation_standards.documents import framework_from, framework_from_toml
from probation_standards.extending import (
    Checked,
    Condition,
    Decide,
    Decided,
    Holds,
    Inspected,
    Measured,
    Place,
    Reading,
    Reads,
    Told,
    as_tuple,
    columns_by,
    condition_column,
    condition_text,
    decide_by,
    holding,
    holds,
    in_documents,
    instance,
    look,
    measured,
    measuring,
    number,
    one_item,
    placed,
    rule_lines,
    shape_of,
    some_items,
    tuple_of,
)
from probation_standards.kinds import CONDITIONS, RULES
from probation_standards.reports.markdown import framework_markdown
from probation_standards.reports.text import describe
from probation_standards.schema import framework_schema
from probation_standards.unstructuring import framework_data

FRAMEWORK = framework_from_toml(
    """
id = "depots"
title = "Inspection of depots"
edition = "2025"
source = "page"
domains = [{ id = "depot", title = "The depot", source = "page" }]
inputs = [
  { id = "breach", text = "Is a regulation breached?", form = "flag", better = "lower", source = "page" },
  { id = "incidents", text = "How many incidents?", form = "count", better = "lower", source = "page" },
  { id = "stars", text = "How many stars?", form = "score", values = [1, 2, 3, 4, 5], source = "page" },
]
overall = { kind = "one-of", take = "best", source = "page" }
sources.page = { title = "Made up", confidence = "confirmed" }
bands.any = { unit = "points", rounding = "exact", source = "page", bands = [
  { rating = "Poor", starts = 0 }, { rating = "Fair", starts = 5 }, { rating = "Good", starts = 12 }
] }

[scale]
source = "page"
ratings = [{ name = "Poor", points = 0 }, { name = "Fair", points = 1 }, { name = "Good", points = 2 }]

[[standards]]
id = "1"
title = "Vehicles"
domain = "depot"
source = "page"
rule = { kind = "inspector-judgement", source = "page" }

[[standards]]
id = "2"
title = "Stores"
domain = "depot"
source = "page"
rule = { kind = "banded", measure = { take = "total", of = ["stars"] }, bands = "any", source = "page" }
"""
)
PAGE = FRAMEWORK.source
POOR, FAIR, GOOD = FRAMEWORK.scale
ANY = FRAMEWORK.tables[0]
BEST = ps.OneOf(take="best", source=PAGE)


@attrs.frozen(kw_only=True)
class Capped(Checked):
    """A rule that is a shape: the best standard, and no better than Fair where something is so."""

    kind: ClassVar[str] = "capped"
    reads: ClassVar[Reads] = Reads.ITEMS

    most: ps.Rating = attrs.field(metadata=holds(instance(ps.Rating, "a rating")))
    of: str = "breach"
    source: ps.Source = attrs.field(metadata=holds(instance(ps.Source, "a source")))


@shape_of.register
def _capped(rule: Capped) -> ps.Limited:
    return ps.Limited(
        rule=ps.OneOf(take="best", source=rule.source),
        limits=[ps.Limit(at_most=rule.most, when=[ps.FlagIs(of=rule.of)])],
        source=rule.source,
    )


@attrs.frozen(kw_only=True)
class Unknown(Checked):
    """A rule that nothing was taught to read."""

    kind: ClassVar[str] = "unknown"
    reads: ClassVar[Reads] = Reads.ITEMS

    source: ps.Source = PAGE


@attrs.frozen(kw_only=True)
class Product(Checked):
    """A rule with a decision of its own, which no shape has."""

    kind: ClassVar[str] = "product"
    reads: ClassVar[Reads] = Reads.ITEMS

    one: ps.Measure = attrs.field(metadata=holds(instance(ps.Measure, "a measure")))
    other: ps.Measure = attrs.field(metadata=holds(instance(ps.Measure, "a measure")))
    bands: ps.BandTable = attrs.field(metadata=holds(instance(ps.BandTable, "a table of bands")))
    source: ps.Source = attrs.field(metadata=holds(instance(ps.Source, "a source")))


@attrs.frozen(kw_only=True)
class OtherNames(Checked):
    """A rule whose fields of bands and sources have names of their own."""

    kind: ClassVar[str] = "other-names"
    reads: ClassVar[Reads] = Reads.ITEMS

    of_likely: ps.BandTable = attrs.field(metadata=holds(instance(ps.BandTable, "a table of bands")))
    told: ps.Source | None = attrs.field(default=None)
    source: ps.Source = attrs.field(metadata=holds(instance(ps.Source, "a source")))


@decide_by.register
def _decide_product(rule: Product, place: Place) -> Decide:
    one, other = measuring(rule.one, place), measuring(rule.other, place)

    def decide(inspected: Inspected) -> ps.Decision:
        figures = one(inspected).figure, other(inspected).figure
        assert None not in figures
        rating = rule.bands.place(figures[0] * figures[1]).band.rating  # type: ignore[operator]  # neither is None
        return ps.Decision(rating, ps.TableReason(1, 1, "the product"))

    return decide


@attrs.frozen(kw_only=True)
class InColumns(Product):
    """The same, which columns were taught too."""

    kind: ClassVar[str] = "product-in-columns"


@columns_by.register
def _product_columns(rule: InColumns, reading: Reading, path: str) -> Decided:
    one, other = measured(rule.one, reading, f"{path}.one"), measured(rule.other, reading, f"{path}.other")
    product = Measured(one.figure * other.figure, one.below * other.below)
    best = reading.place.scale.best.points
    return Decided(placed(product, rule.bands, lambda band: reading.columns.whole(band.rating.points, best)))


@rule_lines.register
def _product_lines(rule: InColumns) -> Iterator[str]:
    yield f"a product, in the bands {rule.bands.id}"


@attrs.frozen(kw_only=True)
class Breached(Checked):
    """A condition that is another one under its own name."""

    kind: ClassVar[str] = "breached"

    really: bool = True


@shape_of.register
def _breached(condition: Breached) -> ps.FlagIs:
    return ps.FlagIs(of="breach", value=condition.really)


@attrs.frozen(kw_only=True)
class Among(Checked):
    """A condition with a meaning of its own, on an item."""

    kind: ClassVar[str] = "among"

    of: str = attrs.field(metadata=one_item("score", "count"))
    numbers: tuple[int, ...] = attrs.field(converter=as_tuple, metadata=holds(tuple_of(number, at_least=1)))


@holding.register
def _is_among(condition: Among, place: Place) -> Holds:
    (item,) = place.items((condition.of,))
    found = look(item, place)

    def is_among(inspected: Inspected) -> bool | None:
        figure = found(inspected).figure
        return None if figure is None else figure in condition.numbers

    return is_among


@attrs.frozen(kw_only=True)
class AmongInColumns(Among):
    """The same, which columns were taught too."""

    kind: ClassVar[str] = "among-in-columns"


@condition_column.register
def _among_column(condition: AmongInColumns, reading: Reading, path: str) -> Told:  # noqa: ARG001  # as all are called
    (item,) = reading.place.items((condition.of,))
    worth = reading.worth(item)
    among = reduce(or_, (worth == float(number * reading.factor(item)) for number in condition.numbers))
    known = ~worth.is_null()
    return Told(known & among, known & ~among)


@condition_text.register
def _among_text(condition: AmongInColumns) -> str:
    return f"{condition.of} is {' or '.join(map(str, condition.numbers))}"


@attrs.frozen(kw_only=True)
class Several(Checked):
    """A condition on several items, that nothing was taught to read."""

    kind: ClassVar[str] = "several"

    of: tuple[str, ...] = attrs.field(default=(), converter=as_tuple, metadata=some_items("rating"))


STARS = ps.Measure(take="total", of=("stars",))
INCIDENTS = ps.Measure(take="total", of=("incidents",))
PRODUCT = Product(one=STARS, other=INCIDENTS, bands=ANY, source=PAGE)


@pytest.fixture(autouse=True)
def _kinds() -> Iterator[None]:
    """What a test registers for documents is gone after it."""
    before = [(kinds, dict(kinds)) for kinds in (RULES, CONDITIONS)]
    yield
    for kinds, were in before:
        kinds.clear()
        kinds.update(were)


def overall(rule: Any) -> ps.Framework:
    return attrs.evolve(FRAMEWORK, overall=rule)


def within(condition: Condition) -> ps.Framework:
    """A framework whose overall is at most Fair where a condition holds."""
    return overall(ps.Limited(rule=BEST, limits=[ps.Limit(at_most=FAIR, when=[condition])], source=PAGE))


EVIDENCE = st.fixed_dictionaries(
    {
        "breach": st.booleans(),
        "incidents": st.integers(0, 4),
        "stars": st.integers(1, 5),
        "1": st.sampled_from(FRAMEWORK.scale.names),
    }
)


def rated(framework: ps.Framework, row: dict[str, Any]) -> str | None:
    """The overall rating that `rate` gives a row."""
    findings = {id: value for id, value in row.items() if id != "1"}
    rating = ps.rate(framework, ps.Evidence(findings=findings, judgements={"1": row["1"]})).overall.rating
    return None if rating is None else rating.name


def in_a_table(framework: ps.Framework, rows: list[dict[str, Any]]) -> list[str | None]:
    return ps.rate_table(pl.DataFrame(rows), framework)["overall"].to_list()


def refusal(action: Any, *arguments: Any) -> list[tuple[str, str, object]]:
    """What is refused: the place, what was expected, what was found."""
    with pytest.raises(ps.ProbationStandardsError) as caught:
        action(*arguments)
    return [(problem.path, problem.expected, problem.value) for problem in caught.value.problems]


class TestRuleThatIsAShape:
    @settings(max_examples=settings().max_examples // 5)
    @given(rows=st.lists(EVIDENCE, min_size=1, max_size=5))
    def test_readers_agree(self, rows: list[dict[str, Any]]) -> None:
        """Whatever reads its shape reads it, and decides the same."""
        own, shape = overall(Capped(most=FAIR, source=PAGE)), overall(shape_of(Capped(most=FAIR, source=PAGE)))
        expected = [rated(shape, row) for row in rows]

        assert expected == [rated(own, row) for row in rows]
        assert expected == in_a_table(own, rows)

    def test_what_it_reads(self) -> None:
        """What its shape reads must be found."""
        own = overall(Capped(most=FAIR, source=PAGE))

        assert {"1", "2", "breach"} == {item.id for item in reading(own)["overall"].items}
        assert compiled(own)(ps.Evidence()) is None

    def test_in_words(self) -> None:
        """Pages say what its shape does."""
        own = overall(Capped(most=FAIR, source=PAGE))

        assert "at most Fair where breach is true" in describe(own)
        assert "at most Fair where breach is true" in framework_markdown(own)

    def test_document(self) -> None:
        """Registered for documents, it is written and read under its kind; the digest is that of the kind, not of the shape."""
        in_documents(Capped)
        own = overall(Capped(most=FAIR, source=PAGE))
        data = framework_data(own)

        assert {"kind": "capped", "most": "Fair", "source": "page"} == data["overall"]
        assert own == framework_from(data)
        assert own.digest != overall(shape_of(own.overall)).digest

    def test_wrong_id(self) -> None:
        """An id in its shape that is not there is said of the rule: the document has no place within it."""
        in_documents(Capped)
        data = framework_data(overall(Capped(most=FAIR, source=PAGE)))
        data["overall"]["of"] = "breech"
        with pytest.raises(ps.DocumentError) as caught:
            framework_from(data)

        assert [("overall", "breech", "breach")] == [
            (problem.path, problem.value, problem.suggestion) for problem in caught.value.problems
        ]

    def test_shape_that_cannot_be(self) -> None:
        """Where it can't be made into its shape, that is a problem of the rule, and no traceback."""

        @attrs.frozen(kw_only=True)
        class Impossible(Capped):
            kind: ClassVar[str] = "impossible"

        shape_of.register(Impossible, lambda rule: ps.Limited(rule=BEST, limits=[], source=rule.source))

        assert [("overall.limits", "expected a list of at least 1", ())] == refusal(overall, Impossible(most=FAIR, source=PAGE))


class TestRuleWithItsOwnDecision:
    def test_rate(self) -> None:
        """It is rated once `decide_by` knows it, and what its measures name must be found."""
        row = {"stars": 3, "incidents": 4, "1": "Good"}

        assert rated(overall(PRODUCT), row) == "Good"
        expected = "overall: expected a finding for input incidents, or a reason in not_rated.overall"
        assert [("findings.incidents", expected)] == [
            found[:2] for found in refusal(rated, overall(PRODUCT), {"stars": 3, "1": "Good"})
        ]

    def test_table_refuses(self) -> None:
        """Tables refuse it, whatever they hold, with the place, the class and what registers it."""
        expected = (
            "expected a kind of rule that rate_table() has been taught to read for the overall, with columns_by or shape_of"
        )

        assert [("overall", expected, "Product")] == refusal(
            in_a_table, overall(PRODUCT), [{"stars": 3, "incidents": 4, "1": "Good"}]
        )
        assert [("overall", expected, "Product")] == refusal(ps.rate_columns, overall(PRODUCT))

    @settings(max_examples=settings().max_examples // 5)
    @given(rows=st.lists(EVIDENCE, min_size=1, max_size=5))
    def test_columns_agree(self, rows: list[dict[str, Any]]) -> None:
        """Once `columns_by` knows it, a table is rated as its rows are."""
        own = overall(InColumns(one=STARS, other=INCIDENTS, bands=ANY, source=PAGE))

        assert [rated(own, row) for row in rows] == in_a_table(own, rows)

    def test_in_words(self) -> None:
        """Pages call it by its kind, or by what `rule_lines` says of it."""
        named = InColumns(one=STARS, other=INCIDENTS, bands=ANY, source=PAGE)

        assert 'as a rule of the kind "product" decides' in describe(overall(PRODUCT))
        assert "a product, in the bands any" in describe(overall(named))

    def test_documents(self) -> None:
        """Documents refuse it with its place, and hold it once it is registered; its fields are read by their types."""
        expected = "expected a kind of rule that documents have been taught to hold, with in_documents"
        around = overall(ps.MayDepart(rule=PRODUCT, source=PAGE))

        assert [("overall.rule", expected, "product")] == refusal(framework_data, around)
        in_documents(Product)
        assert around == framework_from(framework_data(around))

    def test_other_names(self) -> None:
        """Its fields refer to bands and sources by their types, whatever they are called."""
        in_documents(OtherNames)
        other = ps.Source(id="other", title="Where it was told", confidence="recalled")
        framework = overall(OtherNames(of_likely=ANY, told=other, source=PAGE))

        assert framework == framework_from(framework_data(framework))

    def test_wrong_in_a_document(self) -> None:
        """What is wrong within it is said as within any rule."""
        in_documents(Product)
        data = framework_data(overall(PRODUCT))
        data["overall"] |= {"one": {"take": "totl", "of": ["star"]}, "bands": "anny", "otherr": 1}
        del data["overall"]["other"]
        with pytest.raises(ps.DocumentError) as caught:
            framework_from(data)

        assert {"overall.one.take", "overall.one.of[0]", "overall.bands", "overall.otherr"} == {
            problem.path for problem in caught.value.problems
        }

    def test_unknown_everywhere(self) -> None:
        """What nothing was taught to read is refused in all places at once."""
        standards = [attrs.evolve(standard, rule=Unknown()) for standard in FRAMEWORK.standards]
        framework = attrs.evolve(FRAMEWORK, standards=standards, overall=ps.OneOf(take="best", rules=[Unknown()], source=PAGE))
        expected = "expected a kind of rule that rate() has been taught to read for {}, with decide_by or shape_of"

        assert [
            ("1.rule", expected.format("a standard"), "Unknown"),
            ("2.rule", expected.format("a standard"), "Unknown"),
            ("overall", expected.format("the overall"), "Unknown"),
        ] == refusal(ps.rate, framework, ps.Evidence())
        assert ["standards[0].rule", "standards[1].rule", "overall.rules[0]"] == [
            path for path, _, _ in refusal(framework_data, framework)
        ]


class TestConditionThatIsAnother:
    @settings(max_examples=settings().max_examples // 5)
    @given(rows=st.lists(EVIDENCE, min_size=1, max_size=5))
    def test_readers_agree(self, rows: list[dict[str, Any]]) -> None:
        """Whatever reads the condition that it is reads it, and decides the same."""
        own, other = within(Breached()), within(ps.FlagIs(of="breach"))
        expected = [rated(other, row) for row in rows]

        assert expected == [rated(own, row) for row in rows]
        assert expected == in_a_table(own, rows)

    def test_what_it_reads(self) -> None:
        """What it reads must be found, and pages say it."""
        assert "breach" in {item.id for item in reading(within(Breached()))["overall"].items}
        assert "at most Fair where breach is false" in describe(within(Breached(really=False)))

    def test_document(self) -> None:
        """Registered for documents, it is written and read under its kind."""
        in_documents(Breached)
        own = within(Breached(really=False))
        data = framework_data(own)

        assert [{"kind": "breached", "really": False}] == data["overall"]["limits"][0]["when"]
        assert own == framework_from(data)


class TestConditionOfItsOwn:
    @settings(max_examples=settings().max_examples // 5)
    @given(rows=st.lists(EVIDENCE, min_size=1, max_size=5))
    def test_readers_agree(self, rows: list[dict[str, Any]]) -> None:
        """Once `holding` and `condition_column` know it, a table is rated as its rows are."""
        own = within(AmongInColumns(of="stars", numbers=(1, 3)))
        best = within(ps.FlagIs(of="breach", value=True))

        assert [rated(own, row) for row in rows] == in_a_table(own, rows)
        assert [rated(best, row | {"breach": row["stars"] in {1, 3}}) for row in rows] == in_a_table(own, rows)

    def test_table_refuses(self) -> None:
        """Tables refuse it until then, with its place."""
        expected = "expected a kind of condition that rate_table() has been taught to read, with condition_column or shape_of"

        assert [("overall.limits[0].when[0]", expected, "Among")] == refusal(
            ps.rate_columns, within(Among(of="stars", numbers=(1,)))
        )

    def test_rate_refuses(self) -> None:
        """So does `rate`, what it was not taught."""
        expected = "expected a kind of condition that rate() has been taught to read, with holding or shape_of"

        assert [("overall", expected, "Several")] == refusal(rated, within(Several()), {"stars": 3, "1": "Good"})

    def test_in_words(self) -> None:
        """Pages and reasons call it by its kind, or by what `condition_text` says of it."""
        assert 'at most Fair where the condition "among" holds' in describe(within(Among(of="stars", numbers=(1,))))
        assert "at most Fair where stars is 1 or 3" in describe(within(AmongInColumns(of="stars", numbers=(1, 3))))

    def test_items(self) -> None:
        """The ids in its fields are checked as those of any condition are, with their forms, and must be found."""
        unknown = "expected the id of a standard, a question or an input: '1', '2', 'breach', 'incidents' or 'stars'"
        other = 'expected an item of the form "score" or "count"; breach is of "flag"'

        assert [("overall.limits[0].when[0].of", unknown, "star")] == refusal(within, Among(of="star", numbers=(1,)))
        assert [other] == [expected for _, expected, _ in refusal(within, Among(of="breach", numbers=(1,)))]
        assert ["overall.limits[0].when[0].of[1]"] == [path for path, _, _ in refusal(within, Several(of=("1", "stars")))]
        assert {"1", "2"} == {item.id for item in reading(within(Several()))["overall"].items}

    def test_documents(self) -> None:
        """Documents refuse it with its place, and hold it once it is registered."""
        own = within(Among(of="stars", numbers=(1, 3)))
        expected = "expected a kind of condition that documents have been taught to hold, with in_documents"

        assert [("overall.limits[0].when[0]", expected, "among")] == refusal(framework_data, own)
        in_documents(Among)
        assert own == framework_from(framework_data(own))

    def test_no_condition(self) -> None:
        """What has no kind is no condition, and a rule is none either."""
        for wrong in (object(), Among, PRODUCT, "breach"):
            assert ["expected a condition"] == [found[1] for found in refusal(within, wrong)]


class TestKinds:
    def test_twice(self) -> None:
        """A class may be registered again, as when its module is read again; another one of the same kind is refused."""

        @attrs.frozen(kw_only=True)
        class Banded(Checked):
            kind: ClassVar[str] = "banded"
            reads: ClassVar[Reads] = Reads.ITEMS
            source: ps.Source = PAGE

        assert Product is in_documents(in_documents(Product))
        assert [("kind", "expected a kind that probation_standards.shapes.Banded does not have", "banded")] == refusal(
            in_documents, Banded
        )
        assert ps.Banded is RULES["banded"]

    def test_rules_and_conditions(self) -> None:
        """What reads is a rule, and all else a condition; the two have kinds of their own."""

        @attrs.frozen(kw_only=True)
        class Product(Checked):
            kind: ClassVar[str] = "product"

        in_documents(Product)

        assert (None, Product) == (RULES.get("product"), CONDITIONS["product"])

    @pytest.mark.parametrize(
        ("expected", "names"),
        [
            ([""], {}),
            (["kind"], {"kind": "", "reads": Reads.ITEMS, "source": attrs.field()}),
            (["reads", "source"], {"kind": "own", "reads": "all"}),
            (["source"], {"kind": "own", "reads": Reads.ITEMS}),
            (["kind", "kind"], {"kind": attrs.field()}),
        ],
        ids=["not attrs", "no kind", "no reads", "no source", "kind as a field"],
    )
    def test_unfit(self, expected: list[str], names: dict[str, Any]) -> None:
        """A class that can be no rule and no condition is refused when it is registered, with all that is wrong."""
        fields = {name: value for name, value in names.items() if not isinstance(value, (str, Reads))}
        stated = {name: value for name, value in names.items() if name not in fields}
        cls = (
            attrs.make_class("Own", fields, bases=(Checked,), frozen=True, kw_only=True, class_body=stated) if names else object
        )

        assert expected == [path for path, _, _ in refusal(in_documents, cls)]

    def test_types_that_are_not_known(self) -> None:
        """So is one whose fields have types that can't be told where it stands."""

        @attrs.frozen(kw_only=True)
        class Own(Checked):
            kind: ClassVar[str] = "own"
            of: Nowhere  # type: ignore[name-defined]  # noqa: F821  # as asked

        ((path, expected, _),) = refusal(in_documents, Own)
        assert path == ""
        assert "name 'Nowhere' is not defined" in expected

    def test_schema(self) -> None:
        """The schema that is made after a kind was registered knows it, with its keys, described or not."""
        in_documents(Product)
        in_documents(Among)
        definitions = framework_schema()["$defs"]
        (rule,) = [one for one in definitions["rule"]["oneOf"] if one["properties"]["kind"]["const"] == "product"]
        (condition,) = [one for one in definitions["condition"]["oneOf"] if one["properties"]["kind"]["const"] == "among"]

        assert ["kind", "one", "other", "bands", "source"] == rule["required"]
        assert {"kind", "of", "numbers"} == set(condition["properties"])


class TestFace:
    def test_sorted(self) -> None:
        """What authors need is listed in order, each once, and is there."""
        assert sorted(set(extending.__all__)) == extending.__all__
        assert [] == [name for name in extending.__all__ if not hasattr(extending, name)]

    def test_documented(self, root: Path) -> None:
        """Each kind of rule, condition and take, and each way to register, is in docs/rules.md."""
        text = (root / "docs" / "rules.md").read_text(encoding="utf-8")
        registering = [name for name in extending.__all__ if hasattr(getattr(extending, name), "dispatch")]

        assert [] == [kind for kind in RULES if f"\n### {kind}\n" not in text]
        assert [] == [kind for kind in CONDITIONS if f'\n| `"{kind}"` |' not in text]
        assert [] == [name for name in (*registering, "in_documents") if not re.search(rf"@{name}\b", text)]
        assert {
            "shape_of",
            "decide_by",
            "columns_by",
            "holding",
            "condition_column",
            "condition_text",
            "rule_lines",
            "seen_by",
        } == set(registering)
