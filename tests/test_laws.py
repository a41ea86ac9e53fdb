"""Every law holds of what is shipped and of the systems of other publishers, and catches a fault that was planted for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, ClassVar

import attrs
import pytest
from hypothesis import HealthCheck, Phase, given, settings

import probation_standards as ps
from probation_standards import composing
from probation_standards.columns.measures import Reading
from probation_standards.columns.rules import Decided, columns_by
from probation_standards.deciders import Decide, decide_by
from probation_standards.evidence import NoFinding
from probation_standards.items import Place
from probation_standards.measuring import Inspected
from probation_standards.reasons import LimitedReason, SteppedReason
from probation_standards.reports.text import describe
from probation_standards.rules import Reads
from probation_standards.shapes import shape_of
from probation_standards.testing import LAWS, Broken, broken_laws, frameworks
from probation_standards.testing import changing_laws as changing
from probation_standards.testing import holding_laws as holding
from probation_standards.testing import rating_laws as rating
from probation_standards.testing import reading_laws as reading
from probation_standards.testing.laws import Law

SYSTEMS = sorted((Path(__file__).parent / "systems").glob("*.toml"))

SOURCE = ps.Source(id="made-up", title="Made up for a test", confidence="confirmed")

ANY = ps.FigureIs(measure=ps.Measure(take="lowest"), at_least=0)
"""A condition that always holds."""


@attrs.frozen
class Said:
    """A reason of another package."""

    kind: ClassVar[str] = "said"

    text: str

    def __str__(self) -> str:
        return self.text


@attrs.frozen(kw_only=True)
class Planted:
    """A rule with a fault."""

    kind: ClassVar[str] = "planted"
    reads: ClassVar[Reads] = Reads.FINDINGS

    fault: str
    source: ps.Source = SOURCE


@decide_by.register
def _planted(rule: Planted, place: Place) -> Decide:
    ids = [item.id for item in place.usual]
    low, high = place.scale.ratings[0], place.scale.best

    def decide(inspected: Inspected) -> ps.Decision:
        findings = inspected.evidence.findings
        numbers = [value.percentage if isinstance(value, ps.Tally) else value for value in map(findings.get, ids)]
        lowest = min((number for number in numbers if number is not None and not isinstance(number, NoFinding)), default=0)
        wrong = {
            "raises": lowest > 40,
            "ends": lowest > 40,
            "order": next(iter(findings)) != min(findings),
            "falls": lowest > 70,
            "prompts": len(findings) > len(ids),
            "tallies": any(isinstance(value, ps.Tally) for value in findings.values()),
        }.get(rule.fault, False)
        if wrong and rule.fault == "raises":
            raise ZeroDivisionError
        if wrong and rule.fault == "ends":
            raise SystemExit(3)
        good = (lowest >= 50) is not wrong
        reason = ps.JudgementReason("Good") if rule.fault == "reason" else Said("as planted")
        return ps.Decision(high if good else low, reason)

    return decide


@attrs.frozen(kw_only=True)
class TwoFaced(Planted):
    """A rule that is another shape for those who read shapes than for those who ask for decisions."""


@shape_of.register
def _two_faced(rule: TwoFaced) -> Any:
    low, high = ps.Rating("Inadequate", 0), ps.Rating("Outstanding", 3)
    bands = ps.BandTable(
        id="two",
        bands=(ps.RatingBand(low, 0), ps.RatingBand(high, 51)),
        rounding="exact",
        unit="per cent",
        source=SOURCE,
    )
    return ps.Banded(measure=ps.Measure(take="lowest"), bands=bands, source=rule.source)


@attrs.frozen(kw_only=True)
class Crashing(Planted):
    """A rule whose reader of columns crashes."""


@columns_by.register
def _crashing(rule: Crashing, reading: Reading, path: str) -> Decided:  # noqa: ARG001  # as it is called
    raise ZeroDivisionError


@attrs.frozen(kw_only=True)
class AllStandards:
    """An overall rule that reads standards that do not count."""

    kind: ClassVar[str] = "all-standards"
    reads: ClassVar[Reads] = Reads.RATINGS

    source: ps.Source = SOURCE


@decide_by.register
def _all_standards(rule: AllStandards, place: Place) -> Decide:  # noqa: ARG001  # as it is called
    def decide(inspected: Inspected) -> ps.Decision:
        best = all(decision.rating == place.scale.best for decision in inspected.decisions.values())
        return ps.Decision(place.scale.best if best else place.scale.ratings[0], Said("as planted"))

    return decide


@attrs.frozen(kw_only=True)
class LastLimit(ps.Limited):
    """Limits of which the last wins."""


@decide_by.register
def _last_limit(rule: LastLimit, place: Place) -> Decide:
    within = decide_by(rule.rule, place)

    def decide(inspected: Inspected) -> ps.Decision:
        within(inspected)
        return ps.Decision(rule.limits[-1].at_most, Said("as planted"))

    return decide


@pytest.fixture
def small(pdu: ps.Framework) -> ps.Framework:
    """One standard of three key questions, and no overall."""
    standard = next(standard for standard in pdu.standards if standard.questions)
    none = ps.NoRating(because="a test", source=SOURCE)
    return attrs.evolve(pdu, standards=(standard,), overall=none)


def ruled(framework: ps.Framework, rule: Any) -> ps.Framework:
    """Return a framework with another rule for its one standard."""
    return attrs.evolve(framework, standards=(attrs.evolve(framework.standards[0], rule=rule),))


def planted(framework: ps.Framework, fault: str) -> ps.Framework:
    """Return a framework with a fault in its one rule."""
    return ruled(framework, Planted(fault=fault))


def banded(framework: ps.Framework, *starts: int, threshold: Any = "at least") -> ps.Framework:
    """Return a framework whose standard is rated on its lowest question, with other thresholds."""
    bands = ps.BandTable(
        id="other",
        bands=tuple(map(ps.RatingBand, framework.scale, starts)),
        rounding="exact",
        unit="per cent of relevant cases",
        threshold=threshold,
        source=SOURCE,
    )
    return ruled(framework, ps.Banded(measure=ps.Measure(take="lowest"), bands=bands, source=SOURCE))


def reworded(kind: Any) -> Callable[..., Any]:
    """Return what makes reasons of a kind that say of none of what can't be told what it is."""
    return lambda was, made, open_: kind(was, made, tuple(("a change", because) for _, because in open_))


class TestHold:
    def test_shipped(self, catalogue: ps.Catalogue) -> None:
        """Every law holds of every edition that is shipped, and nothing that was published contradicts it."""
        published = catalogue.published()
        found = {id: broken_laws(framework, published=published) for id, framework in catalogue.items()}
        assert {} == {id: broken for id, broken in found.items() if broken}

    @pytest.mark.parametrize("path", SYSTEMS, ids=lambda path: path.stem)
    def test_systems(self, path: Path) -> None:
        """Every law holds of the systems of other publishers."""
        assert () == broken_laws(ps.read_framework(path))

    @settings(
        max_examples=5,
        phases=[Phase.generate],  # each law shrinks its own example
        suppress_health_check=[HealthCheck.nested_given, HealthCheck.too_slow],
    )
    @given(frameworks(max_standards=2))
    def test_any(self, framework: ps.Framework) -> None:
        """All laws but two hold of every framework: a rule may give some rating never, or let a better finding lower one."""
        choices = {rating.every_rating_can_be_had, rating.better_evidence_never_lowers_a_rating}

        broken = broken_laws(framework, laws=[law for law in LAWS if law not in choices])
        assert not broken, f"{describe(framework)}\n{broken[0]}"


class TestCatch:
    @pytest.mark.parametrize(
        ("law", "fault", "example"),
        [
            (rating.complete_evidence_is_rated, "raises", r"P 2.1.1 .*: it is complete, and rating it ends with ZeroDiv"),
            (changing.order_does_not_matter, "order", "P 2.1 .* when it is given backwards"),
            (rating.better_evidence_never_lowers_a_rating, "falls", "and P 2.1 falls from Outstanding to Inadequate"),
            (changing.cases_and_percentages_agree, "tallies", "P 2.1 Outstanding and Inadequate as percentages"),
            (reading.the_reason_accounts_for_the_rating, "reason", "it says Good, and the rating is Inadequate"),
        ],
        ids=lambda of: getattr(of, "__name__", ""),
    )
    def test_planted(self, small: ps.Framework, law: Law, fault: str, example: str) -> None:
        """Each law catches the fault that was planted for it, and holds where there is none."""
        with pytest.raises(AssertionError, match=example):
            law(planted(small, fault))
        law(small)

    @pytest.mark.parametrize(
        ("name", "faulty", "example"),
        [
            ("_would_change", lambda *_: iter(()), "P 2.1 Good, .*; it says nothing of a limit of which .* holds: at most"),
            ("LimitedReason", reworded(LimitedReason), "can't be told of a change.*, which is so of at most"),
            ("SteppedReason", reworded(SteppedReason), "can't be told of a change.*, which is so of one rating"),
        ],
    )
    def test_what_is_not_told(self, small: ps.Framework, name: str, faulty: Any, example: str) -> None:
        """A reason that does not say which limits and steps are not applied, since it can't be told, is caught."""
        one, other = (ps.KeyQuestion(id=id, text="?", form="flag", optional=True, source=SOURCE) for id in ("one", "other"))
        known, open_ = ((ps.FlagIs(of=question.id),) for question in (one, other))
        good = small.scale["Good"]
        inner = small.standards[0].rule
        limits = [ps.Limit(when=known, at_most=small.scale["Requires improvement"]), ps.Limit(when=open_, at_most=good)]
        steps = [ps.Step(when=known, by=1), ps.Step(when=open_, by=-1)]
        rule: Any = ps.Stepped(rule=inner, steps=steps, source=SOURCE)
        if name != "SteppedReason":
            rule = ps.Limited(rule=inner, limits=limits, source=SOURCE)
        made = ruled(attrs.evolve(small, inputs=(one, other)), rule)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(composing, name, faulty)
            with pytest.raises(AssertionError, match=example):
                reading.the_reason_accounts_for_the_rating(attrs.evolve(made, title="with a fault"))
        reading.the_reason_accounts_for_the_rating(made)

    def test_lacking(self, small: ps.Framework) -> None:
        """A framework that rates without what it says it needs is caught."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("probation_standards.checking._lacking", lambda framework, evidence: ())  # noqa: ARG005  # as called
            with pytest.raises(AssertionError, match=r"without P 2.1.\d it is rated all the same"):
                rating.lacking_evidence_is_refused(planted(small, "none"))
        rating.lacking_evidence_is_refused(small)

    def test_not_named(self, small: ps.Framework) -> None:
        """An error that does not name what lacks is caught."""
        with pytest.MonkeyPatch.context() as patch:
            problem = ps.Problem("findings", "expected more", missing=True)
            patch.setattr("probation_standards.checking._lacking", lambda framework, evidence: (problem,))  # noqa: ARG005  # as called
            with pytest.raises(AssertionError, match="the error does not name it"):
                rating.lacking_evidence_is_refused(small)

    def test_dead_band(self, small: ps.Framework) -> None:
        """A band that no figure reaches is caught: more than 100 per cent."""
        with pytest.raises(AssertionError, match=r"P 2.1: no evidence gives Outstanding, which its rule names"):
            rating.every_rating_can_be_had(banded(small, 0, 50, 65, 100, threshold="more than"))
        rating.every_rating_can_be_had(banded(small, 0, 50, 65, 100))

    def test_never_given(self, small: ps.Framework) -> None:
        """A rating on the scale that no rule gives is caught."""
        with pytest.raises(AssertionError, match="no evidence gives Outstanding to any standard, or to the overall"):
            rating.every_rating_can_be_had(banded(small, 0, 50, 65))

    def test_dead_row(self, small: ps.Framework) -> None:
        """A row of a decision table that those before it leave nothing is caught."""
        worst, *_, best = small.scale
        rows = [ps.Row(when=[ANY], rating=worst), ps.Row(when=[ANY], rating=best)]
        table = ps.DecisionTable(rows=rows, source=SOURCE)
        with pytest.raises(AssertionError, match=r"P 2.1: no evidence gives Outstanding, which its rule names"):
            rating.every_rating_can_be_had(ruled(small, table))

    def test_rules_among_others(self, small: ps.Framework) -> None:
        """What a rule names of which the worst of several is taken need not be given: another may never let it."""
        best = small.scale.best
        table = ps.DecisionTable(rows=[ps.Row(when=[ANY], rating=best)], source=SOURCE)
        capped = ps.Limited(rule=table, limits=[ps.Limit(when=[ANY], at_most=small.scale.ratings[1])], source=SOURCE)
        rule = ps.OneOf(take="worst", rules=[table, capped], source=SOURCE)
        judged = attrs.evolve(small, overall=ps.InspectorJudgement(source=SOURCE))

        rating.every_rating_can_be_had(ruled(judged, rule))
        with pytest.raises(AssertionError, match=f"P 2.1: no evidence gives {best}, which its rule names"):
            rating.every_rating_can_be_had(ruled(judged, capped))

    def test_threshold(self, small: ps.Framework) -> None:
        """A table that places its thresholds in the band below is caught."""
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ps.BandTable, "reaches", lambda table, band: (band.starts + 1, True))  # noqa: ARG005  # as called
            with pytest.raises(AssertionError, match="a figure below"):
                holding.a_band_starts_at_its_threshold(small)
        holding.a_band_starts_at_its_threshold(small)

    def test_pooling(self, small: ps.Framework) -> None:
        """Pooling that takes the mean of percentages in place of adding cases is caught."""

        def averaged(framework: ps.Framework, evidence: ps.Evidence, services: Mapping[str, ps.Evidence]) -> ps.Evidence:
            ids = [question.id for question in framework.questions]
            held = [[service.findings[id] for service in services.values()] for id in ids]
            shares = [[Fraction(tally.percentage or 0) for tally in of if isinstance(tally, ps.Tally)] for of in held]
            means: Any = {id: sum(of) / len(of) for id, of in zip(ids, shares, strict=True)}
            return attrs.evolve(evidence, findings=means)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(changing, "pool", averaged)
            with pytest.raises(AssertionError, match=r"of one service and .* of another: P 2.1.1 is"):
                changing.pooling_equals_adding(small)
        changing.pooling_equals_adding(small)

    @pytest.mark.parametrize(
        ("rule", "example"),
        [
            (TwoFaced(fault="none"), r"P 2.1.1 50 %.*: P 2.1 is Outstanding, and Inadequate by rate_table\(\) with polars"),
            (Crashing(fault="none"), r"rate_table\(\) with polars ends with ZeroDivisionError"),
        ],
        ids=["another rating", "crash"],
    )
    def test_readers(self, small: ps.Framework, rule: Planted, example: str) -> None:
        """A rule that one reader reads otherwise than another is caught, and so is a reader that crashes on it."""
        with pytest.raises(AssertionError, match=example):
            reading.every_reader_agrees(ruled(small, rule))
        reading.every_reader_agrees(planted(small, "none"))  # which tables refuse clearly

    def test_compiled(self, small: ps.Framework, monkeypatch: pytest.MonkeyPatch) -> None:
        """What is compiled and decides otherwise is caught, on the smallest evidence."""
        outcome = ((3,), None, None, None)
        monkeypatch.setattr("probation_standards.testing.readers.compiled", lambda _: lambda _: outcome)
        with pytest.raises(AssertionError, match=r"P 2.1.1 0 %, P 2.1.2 0 %, P 2.1.3 0 %: .* by compiled"):
            reading.every_reader_agrees(small)

    def test_does_not_count(self, pdu: ps.Framework) -> None:
        """An overall that reads standards that do not count is caught."""
        first, second, *_ = pdu.standards
        two = attrs.evolve(pdu, standards=(first, attrs.evolve(second, counts=False)))
        with pytest.raises(AssertionError, match=r"and overall changes, which does not read that"):
            changing.what_does_not_count_changes_nothing(attrs.evolve(two, overall=AllStandards()))
        changing.what_does_not_count_changes_nothing(two)

    def test_not_read(self, small: ps.Framework) -> None:
        """A rule that reads prompts without saying so is caught."""
        with pytest.raises(AssertionError, match="without what no rule reads"):
            changing.what_does_not_count_changes_nothing(planted(small, "prompts"))

    def test_limits(self, small: ps.Framework) -> None:
        """Limits of which the last wins are caught."""
        worst, *_, best = small.scale
        limits = [ps.Limit(when=[ANY], at_most=best), ps.Limit(when=[ANY], at_most=worst)]
        rule = small.standards[0].rule
        with pytest.raises(AssertionError, match=r"P 2.1 Inadequate and Outstanding when limits stand the other way round"):
            changing.limits_have_no_order(ruled(small, LastLimit(rule=rule, limits=limits, source=SOURCE)))
        changing.limits_have_no_order(ruled(small, ps.Limited(rule=rule, limits=limits, source=SOURCE)))

    def test_documents(self, small: ps.Framework, monkeypatch: pytest.MonkeyPatch) -> None:
        """A document that reads as another framework is caught; rules of which documents were not told are left aside."""
        reading.documents_give_it_back(planted(small, "none"))
        other = attrs.evolve(small, note="another")
        monkeypatch.setattr(reading, "read_framework", lambda path: other)  # noqa: ARG005  # as called
        with pytest.raises(AssertionError, match="another framework than was written"):
            reading.documents_give_it_back(small)

    def test_inspections(self, small: ps.Framework, monkeypatch: pytest.MonkeyPatch) -> None:
        """Evidence that is written without some of it is caught."""

        def shortened(inspection: ps.Inspection, path: Path) -> None:
            evidence = attrs.evolve(inspection.evidence, panel={})
            ps.write_inspection(attrs.evolve(inspection, evidence=evidence), path)

        monkeypatch.setattr(reading, "write_inspection", shortened)
        with pytest.raises(AssertionError, match=r"moved to .* by the panel: read from inspection.toml it is"):
            reading.inspections_come_back(small)

    def test_sources(self, small: ps.Framework) -> None:
        """A number whose source was taken away is caught, and so is a source that does not say what it is."""
        without = banded(small, 0, 50, 65, 80)
        table = without.tables[0]
        object.__setattr__(table, "source", None)
        with pytest.raises(AssertionError, match=r"standards\[0\]\.rule\.bands: other has no source"):
            holding.every_number_has_a_source(without)
        object.__setattr__(table, "source", attrs.evolve(SOURCE, title="Another"))
        object.__setattr__(table.source, "title", "")
        with pytest.raises(AssertionError, match="the source 'made-up' has no title"):
            holding.every_number_has_a_source(without)
        holding.every_number_has_a_source(small)

    def test_number_without(self, small: ps.Framework) -> None:
        """A number in what has no source, of its own or around it, is caught."""
        framework = attrs.evolve(small)
        object.__setattr__(framework, "note", ps.Rating("Good", 2))
        with pytest.raises(AssertionError, match=r"note.points: the number 2 has no source"):
            holding.every_number_has_a_source(framework)

    @pytest.mark.parametrize(
        ("plant", "example"),
        [
            (lambda one: (one.questions[1], "id", one.questions[0].id), "the question P 2.1.1 and the question P 2.1.1 have"),
            (lambda one: (one.questions[1], "id", "overall"), "the overall rating and the question overall have one id"),
            (lambda one: (one.questions[1], "source", _titled(one.source)), "two sources have the id"),
        ],
        ids=["questions", "overall", "sources"],
    )
    def test_ids(self, small: ps.Framework, plant: Callable[[ps.Standard], tuple[Any, str, Any]], example: str) -> None:
        """An id that is given twice is caught, though the constructor was got round."""
        standard = small.standards[0]
        copied = attrs.evolve(standard, questions=[attrs.evolve(question) for question in standard.questions])
        framework = attrs.evolve(small, standards=(copied,))
        object.__setattr__(*plant(copied))
        with pytest.raises(AssertionError, match=example):
            holding.ids_are_unique(framework)
        holding.ids_are_unique(small)

    def test_domains(self, small: ps.Framework) -> None:
        """So is one of two domains."""
        framework = attrs.evolve(small)
        object.__setattr__(framework, "domains", small.domains * 2)
        with pytest.raises(AssertionError, match="two domains have the id"):
            holding.ids_are_unique(framework)


def _titled(source: ps.Source) -> ps.Source:
    return attrs.evolve(source, title="Another title")


class TestFalls:
    """Rules of which the framework says that a better finding may lower the rating."""

    @pytest.mark.parametrize("because", ["", "much of it is luck"])
    def test_declared(self, small: ps.Framework, because: str) -> None:
        """Where a rule says why a better finding may lower the rating, that breaks no law; elsewhere it does."""
        worst, *_, best = small.scale
        lucky = ps.FigureIs(measure=ps.Measure(take="lowest"), at_least=90)
        table = ps.DecisionTable(
            rows=[ps.Row(when=[lucky], rating=worst)], otherwise=best, falls_because=because, source=SOURCE
        )
        broken = broken_laws(ruled(small, table), laws=[rating.better_evidence_never_lowers_a_rating])

        assert ([] if because else ["P 2.1 falls from Outstanding to Inadequate"]) == [
            one.example.rpartition("and ")[2] for one in broken
        ]

    def test_overall(self, pdu: ps.Framework) -> None:
        """An overall that falls with such a standard breaks no law either; one that falls by itself does."""
        judged, *_, rated = pdu.standards
        worst, *_, best = pdu.scale
        lucky = ps.FigureIs(measure=ps.Measure(take="lowest"), at_least=90)
        table = ps.DecisionTable(
            rows=[ps.Row(when=[lucky], rating=worst)], otherwise=best, falls_because="much of it is luck", source=SOURCE
        )
        overall = ps.OneOf(take="worst", source=SOURCE)
        framework = attrs.evolve(pdu, standards=(judged, attrs.evolve(rated, rule=table)), overall=overall)

        assert () == broken_laws(framework, laws=[rating.better_evidence_never_lowers_a_rating])
        odd = ps.RatingIs(of=judged.id, at_least=best)
        alone = ps.DecisionTable(rows=[ps.Row(when=[odd], rating=worst)], otherwise=best, source=SOURCE)
        [broken] = broken_laws(attrs.evolve(framework, overall=alone), laws=[rating.better_evidence_never_lowers_a_rating])
        assert "overall falls from Outstanding to Inadequate" in broken.example


class TestTold:
    def test_every_law(self) -> None:
        """Each law says in a sentence what it holds, and stands once among them."""
        assert 16 == len(LAWS) == len(set(LAWS))
        assert all(str(law.__doc__).endswith(".") and "\n" not in str(law.__doc__) for law in LAWS)

    def test_documented(self, root: Path) -> None:
        """Every law stands in docs/testing.md, with its sentence."""
        text = (root / "docs/testing.md").read_text(encoding="utf-8")
        assert [] == [law.__name__ for law in LAWS if f"| `{law.__name__}` | {law.__doc__} |" not in text]

    def test_planted(self) -> None:
        """No law is left without a fault that was planted for it."""
        text = Path(__file__).read_text(encoding="utf-8").partition("class TestCatch")[2]
        assert [] == [law.__name__ for law in LAWS if f".{law.__name__}" not in text]

    def test_all_broken(self, small: ps.Framework) -> None:
        """Every broken law is told, with its sentence and the smallest example that was found, in the framework's own words."""
        broken = broken_laws(planted(small, "falls"), laws=LAWS[:13])

        assert ["A better finding or judgement"] == [re.split(",| and read", one.law)[0] for one in broken]
        assert broken[0].example == (
            "P 2.1.1 50 %, P 2.1.2 71 %, P 2.1.3 71 %: P 2.1.1 rises from 50 % to 75 %, "
            "and P 2.1 falls from Outstanding to Inadequate"
        )
        assert str(broken[0]) == f"{broken[0].law}\n  {broken[0].example}"

    @pytest.mark.parametrize(("fault", "ended"), [("raises", "ZeroDivisionError"), ("ends", "SystemExit: 3")])
    def test_crash(self, small: ps.Framework, fault: str, ended: str) -> None:
        """Whatever a rule of another package raises within a law breaks it, and never escapes."""
        crashing = planted(small, fault)
        broken = broken_laws(crashing, laws=[changing.order_does_not_matter, holding.ids_are_unique])

        assert [Broken(str(changing.order_does_not_matter.__doc__), f"trying it ended with {ended}")] == list(broken)

    def test_without_a_sentence(self, small: ps.Framework) -> None:
        """A law of one's own may say nothing of itself."""

        def mine(framework: ps.Framework) -> None:
            if framework.id:
                raise AssertionError

        assert [Broken("mine", "it does not say by what")] == list(broken_laws(small, laws=[mine]))


class TestPublished:
    """What was published is told as broken laws are, where it contradicts the rules."""

    def test_contradicts(self, catalogue: ps.Catalogue, tmp_path: Path) -> None:
        """An inspection whose score earns another rating is told, with its row; others of the record are not."""
        path = tmp_path / "record.csv"
        path.write_text(
            "service,framework,overall,score,maximum\nNorth,pdu-2023,Good,2,21\nSouth,pdu-2023,Inadequate,2,21\n"
            "East,youth-2021,Good,1,36\n",
            encoding="utf-8",
        )
        record = ps.read_record(path, catalogue)
        for published in (record, [record], record.inspections.values()):
            [broken] = broken_laws(catalogue["pdu-2023"], published=published, laws=[])

            assert "What was published agrees with the rules." == broken.law
            assert broken.example.removeprefix("row 2, ") == "North: published Good, 2/21; 2 of 21 points is Inadequate"

    def test_unreadable(self, catalogue: ps.Catalogue, tmp_path: Path) -> None:
        """What can't be read of a record is told; another framework's rows are no matter."""
        path = tmp_path / "record.csv"
        path.write_text("service,framework,overall\nNorth,pdu-2023,Splendid\n", encoding="utf-8")
        [broken] = broken_laws(catalogue["pdu-2023"], published=ps.read_record(path, catalogue), laws=[])

        assert broken.example.startswith("it can't be read: row 2, column overall")

    def test_findings(self, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """An inspection of which all evidence is known is rated, and held to what was published of it."""
        assert () == broken_laws(pdu, published=[derbyshire], laws=[])
        assert () == broken_laws(pdu, published=derbyshire, laws=[])
        published = ps.PublishedRatings(overall="Good")
        [broken] = broken_laws(pdu, published=[attrs.evolve(derbyshire, published=published)], laws=[])

        assert broken.example.startswith("Derbyshire PDU 2025")

    def test_shapes(self) -> None:
        """So is one under rules of any shape."""
        framework = ps.read_framework(next(path for path in SYSTEMS if path.stem == "prisons"))
        judged = {standard.id: "Good" for standard in framework.standards}
        published = ps.PublishedRatings(ratings={"safety": "Poor"})
        inspection = ps.Inspection(
            service="A prison", framework=framework.id, evidence=ps.Evidence(judgements=judged), published=published
        )
        [broken] = broken_laws(framework, published=[inspection], laws=[])

        assert "A prison" in broken.example
        assert "Poor" in broken.example

    def test_known(self, pdu: ps.Framework) -> None:
        """What is known to be wrong at its source is left aside, and so is what is of another framework."""
        wrong = ps.PublishedRatings(overall="Good", score=2, maximum=21, status="wrong at source")
        inspection = ps.Inspection(service="North", framework="pdu-2023", published=wrong)
        other = ps.Inspection(service="North", framework="other", published=attrs.evolve(wrong, status=""))

        assert () == broken_laws(pdu, published=[inspection, other], laws=[])
