"""Two inspections: what is said to have risen did, what can't be told is not, and the other way round all is turned."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import attrs
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.stats.proportion import (  # type: ignore[import-untyped]  # it has no types
    confint_proportions_2indep,
)

import probation_standards as ps
from made_up import least_first, made, score_standard
from probation_standards.analysis import comparison, of_difference, recurrence
from probation_standards.analysis.comparing import in_order
from probation_standards.evidence import OVERALL
from probation_standards.published.known import known_ratings

RATINGS = ("Inadequate", "Requires improvement", "Good", "Outstanding")
OPPOSITE = {"rose": "fell", "fell": "rose", "new": "ended", "ended": "new"}


def published(framework: str, overall: str | None = None, when: str | None = None, **more: Any) -> ps.Inspection:
    """Return an inspection of which published ratings are known."""
    ratings = ps.PublishedRatings(overall=overall, ratings=more.pop("ratings", {}), status=more.pop("status", ""))
    return ps.Inspection(service="Exampleshire", framework=framework, publication_date=when, published=ratings, **more)


def of_service(catalogue: ps.Catalogue, service: str) -> list[ps.Inspection]:
    found = [one for record in catalogue.published() for one in record.inspections.values() if one.service == service]
    return sorted(found, key=lambda one: str(one.date))


@pytest.fixture(scope="session")
def then(root: Path, catalogue: ps.Catalogue) -> ps.Inspection:
    return ps.read_inspection(root / "examples/pdu-2021.toml", catalogue)


@pytest.fixture(scope="session")
def now(root: Path, catalogue: ps.Catalogue) -> ps.Inspection:
    return ps.read_inspection(root / "examples/exampleshire-north-2025.toml", catalogue)


class TestPublished:
    def test_derby_city(self, catalogue: ps.Catalogue) -> None:
        """Derby City PDU was Requires improvement in 2023 and in 2025; of its standards nothing was read."""
        before, after = of_service(catalogue, "Derby City PDU")
        found = comparison(before, after, catalogue)

        assert ("pdu-2021", "pdu-2023") == (before.framework, after.framework)
        assert ("same", "Requires improvement") == (found.overall.movement, str(found.overall.now))
        assert ps.Confidence.CONFIRMED is found.overall.confidence
        assert (7, 2) == (found.count("not comparable"), found.count("ended"))
        assert "not known then; not known now" == found.standards[0].because
        assert found.recommendations is None
        assert () == found.findings

    def test_surrey(self, catalogue: ps.Catalogue) -> None:
        """Surrey rose from Inadequate in 2019 to Good in 2022, as the publisher says, over two editions."""
        before, after = of_service(catalogue, "Surrey")
        found = comparison(before, after, catalogue)
        standards = {one.id: one for one in found.standards}

        assert ("rose", "Inadequate", "Good") == (
            found.overall.movement,
            str(found.overall.before[0].known),
            str(found.overall.now),
        )
        assert {"4.1"} == {one.id for one in found.standards if one.movement == "new" and one.id != "3.4"}
        assert "not known then" == standards["1.1"].because

    def test_other_things(self, catalogue: ps.Catalogue) -> None:
        """An overall rating of casework alone is not compared with one of a whole service, and why is said."""
        before, after = of_service(catalogue, "Derby City")
        found = comparison(before, after, catalogue)

        assert "not comparable" == found.overall.movement
        assert "work with children and victims" in found.overall.because
        assert "Good" == str(found.overall.before[0].known)


class TestEvidence:
    def test_exampleshire(self, then: ps.Inspection, now: ps.Inspection, catalogue: ps.Catalogue) -> None:
        """Where nothing was published, the ratings are those that evidence gives."""
        found = comparison(then, now, catalogue)
        before, after = (ps.rate(catalogue[one.framework], one.evidence) for one in (then, now))
        standards = {one.id: one for one in found.standards}

        assert str(before["2.2"].rating) == standards["P 2.1"].before[0].known.rating
        assert str(after["P 2.1"].rating) == str(standards["P 2.1"].now)
        assert ("fell", "derived") == (standards["P 2.1"].movement, standards["P 2.1"].before[0].known.basis)
        assert ["1.4", "2.1"] == [one.id for one in found.standards if one.movement == "ended"]
        assert (("rated by another rule then",), ()) == (found.overall.notes, standards["P 2.1"].notes)

    def test_findings(self, then: ps.Inspection, now: ps.Inspection, catalogue: ps.Catalogue) -> None:
        """A key question is compared with the one that corresponds, by percentage points, with an interval."""
        found = {one.id: one for one in comparison(then, now, catalogue).findings}

        assert 12 == len(found)
        assert ("2.2.3", "fell") == (found["P 2.1.3"].of, found["P 2.1.3"].movement)
        assert found["P 2.1.3"].points == 60 - ps.Tally(20, 31).percentage  # type: ignore[operator]  # there are cases
        assert not found["P 2.1.3"].excludes_zero
        assert of_difference(ps.Tally(20, 31), ps.Tally(27, 45)) == found["P 2.1.3"].interval

    def test_percentages(self, root: Path, catalogue: ps.Catalogue, now: ps.Inspection) -> None:
        """Of percentages no interval can be told, but where the numbers of cases are given."""
        derbyshire = ps.read_inspection(root / "examples/derbyshire-2025.toml", catalogue)
        plain, counted = (comparison(derbyshire, now, catalogue, cases=(number, None)).findings for number in (None, 62))

        assert all(one.interval is None and one.excludes_zero is None for one in plain)
        assert all(one.interval is not None for one in counted)
        assert 60 - 34 == next(one for one in plain if one.id == "P 2.1.3").points

    def test_contradiction(self, now: ps.Inspection, then: ps.Inspection, catalogue: ps.Catalogue) -> None:
        """What was published stands; that it can't all be right is noted."""
        wrong = attrs.evolve(now, published=ps.PublishedRatings(overall="Outstanding"))
        found = comparison(then, wrong, catalogue)

        assert ("Outstanding", "published") == (found.now.of[OVERALL].rating, found.now.of[OVERALL].basis)
        assert any("can't all be right" in note for note in found.notes)


class TestMovement:
    @given(*(st.sampled_from([*RATINGS, None]) for _ in range(2)))
    def test_one_framework(self, catalogue: ps.Catalogue, first: str | None, second: str | None) -> None:
        """Under one framework a rating rose where its place on the scale is higher, and nothing is told of one not known."""
        found = comparison(published("pdu-2023", first), published("pdu-2023", second), catalogue).overall
        if first is None or second is None:
            assert "not comparable" == found.movement
        else:
            places = [RATINGS.index(one) for one in (first, second)]
            assert found.movement == ("same" if places[0] == places[1] else "rose" if places[1] > places[0] else "fell")

    @given(*(st.dictionaries(st.sampled_from(["1.1", "2.1", "3.1", "3.4"]), st.sampled_from(RATINGS)) for _ in range(2)))
    def test_turned(self, catalogue: ps.Catalogue, first: dict[str, str], second: dict[str, str]) -> None:
        """The other way round, what rose fell, and what is new was given up."""
        one, other = published("youth-2018", ratings=first), published("youth-2021", ratings=second)
        there = {each.id: each for each in comparison(one, other, catalogue).standards}
        back = {each.id: each for each in comparison(other, one, catalogue).standards}
        for id in ("1.1", "2.1", "3.1"):
            assert OPPOSITE.get(there[id].movement, there[id].movement) == back[id].movement
        assert ("new", "ended") == (there["4.1"].movement, back["4.1"].movement)

    @given(*(st.sampled_from(RATINGS) for _ in range(3)))
    def test_put_together(self, catalogue: ps.Catalogue, court: str, out: str, now: str) -> None:
        """A standard that took the place of two rose where it is better than both; between them it is not compared."""
        before = published("youth-2021", ratings={"2.1": court, "3.1": out})
        found = comparison(before, published("youth-2025", ratings={"2.1": now}), catalogue)
        was, is_now = sorted(map(RATINGS.index, (court, out))), RATINGS.index(now)
        expected = "not comparable"
        if is_now > was[1]:
            expected = "rose"
        elif is_now < was[0]:
            expected = "fell"
        elif was == [is_now] * 2:
            expected = "same"

        assert expected == next(one for one in found.standards if one.id == "2.1").movement

    def test_not_rated(self, catalogue: ps.Catalogue) -> None:
        """A standard that was not rated is not compared, and why is said."""
        none = ps.Evidence(not_rated={"4.1": "no cases of resettlement"})
        before = published("youth-2021", ratings={"1.1": "Good"}, evidence=none)
        found = comparison(before, published("youth-2021", ratings={"4.1": "Good", "1.1": "Good"}), catalogue)
        moved = {one.id: one for one in found.standards}

        assert ("not comparable", "not rated: no cases of resettlement then") == (moved["4.1"].movement, moved["4.1"].because)
        assert "same" == moved["1.1"].movement

    def test_other_forms(self) -> None:
        """A score is not compared with a percentage, whatever a crosswalk says."""
        before = attrs.evolve(
            made(
                {"kind": "inspector-judgement"},
                judged=(),
                standards=[score_standard("a", least_first("Poor", "Fair", "Good", otherwise="Good"), 0, 1, 2)],
            ),
            id="before",
        )
        question = ps.KeyQuestion(id="q", text="Is it?", source=before.source)
        asked = attrs.evolve(before["a"], questions=[question], rule=ps.InspectorJudgement(source=before.source))
        crosswalk = ps.Crosswalk(framework="before", same_ids=True, source=before.source)
        now = attrs.evolve(before, id="now", standards=[asked], crosswalks=[crosswalk])
        one, other = (
            ps.Inspection(service="A", framework=id, evidence=ps.Evidence(findings={"q": found}))
            for id, found in (("before", 2), ("now", ps.Tally(7, 10)))
        )

        assert () == comparison(one, other, {"before": before, "now": now}).findings

    def test_rounded(self, catalogue: ps.Catalogue) -> None:
        """Against a percentage that was rounded, the other one is rounded as well."""
        one, other = (
            ps.Inspection(service="A", framework="pdu-2023", evidence=ps.Evidence(findings={"P 2.1.1": found}))
            for found in (65, ps.Tally(20, 31))
        )
        [found] = comparison(one, other, catalogue).findings

        assert ("same", 0) == (found.movement, found.points)

    def test_split(self, catalogue: ps.Catalogue) -> None:
        """Where one standard is several now, that is noted of each."""
        before, after = published("youth-2025", ratings={"2.1": "Good"}), published("youth-2021", ratings={"2.1": "Inadequate"})
        found = {one.id: one for one in comparison(before, after, catalogue).standards}

        assert "fell" == found["2.1"].movement
        assert ("2.1 then is 2.1 and 3.1 now",) == found["2.1"].notes[:1] == found["3.1"].notes[:1]

    def test_numbers(self, catalogue: ps.Catalogue) -> None:
        """What is no confidence and no likeness is refused, also where neither is used."""
        one = published("pdu-2023", "Good")
        for wrong in ({"confidence": 5}, {"confidence": "0.9"}, {"confidence": 0.9999999999999999}, {"likeness": -3}):
            with pytest.raises(ps.AnalysisError, match="expected a number"):
                comparison(one, one, catalogue, **wrong)

    def test_pair(self, catalogue: ps.Catalogue) -> None:
        """Numbers of cases are one for both, or two."""
        one = published("pdu-2023", "Good")
        with pytest.raises(ps.AnalysisError, match="cases: expected two"):
            comparison(one, one, catalogue, cases=(1, 2, 3))  # type: ignore[arg-type]  # that is the point

    def test_other_scale(self, catalogue: ps.Catalogue) -> None:
        """Ratings of another scale are not compared."""
        pdu = catalogue["pdu-2023"]
        scale = ps.RatingScale(
            ratings=[ps.Rating(f"Level {rating.points}", rating.points) for rating in pdu.scale], source=pdu.source
        )
        other = attrs.evolve(
            pdu,
            id="other",
            scale=scale,
            standards=[attrs.evolve(pdu["P 1.1"])],
            overall=ps.NoRating(because="a test", source=pdu.source),
            crosswalks=[ps.Crosswalk(framework="pdu-2023", same_ids=True, source=pdu.source)],
        )
        frameworks = {"other": other, "pdu-2023": pdu}
        before = published("pdu-2023", ratings={"P 1.1": "Good"})
        found = comparison(before, published("other", ratings={"P 1.1": "Level 2"}), frameworks)

        assert "the ratings are those of another scale" == found.standards[0].because

    def test_no_crosswalk(self, catalogue: ps.Catalogue) -> None:
        """Without a crosswalk nothing is compared, and that is said of each."""
        found = comparison(published("youth-2021", "Good"), published("pdu-2023", "Good"), catalogue)

        assert {"not comparable"} == {one.movement for one in (found.overall, *found.standards)}
        because = "no crosswalk leads from pdu-2023 to youth-2021; its own lead to pdu-2021"
        assert {because} == {one.because for one in (found.overall, *found.standards)}
        assert "Good" == str(found.overall.before[0].known)

    def test_order(self, catalogue: ps.Catalogue) -> None:
        """The later inspection first is refused; where dates do not tell, that is noted."""
        early, late = published("pdu-2023", "Good", "2024-05"), published("pdu-2023", "Inadequate", "2025")
        with pytest.raises(ps.AnalysisError, match="expected the earlier inspection first"):
            comparison(late, early, catalogue)
        assert "fell" == comparison(early, late, catalogue).overall.movement
        same_year = published("pdu-2023", "Good", "2025-05")
        assert any("do not tell which was first" in note for note in comparison(late, same_year, catalogue).notes)

    def test_names(self, catalogue: ps.Catalogue) -> None:
        """Another name of the service is noted."""
        other = attrs.evolve(published("pdu-2023", "Good"), service="Exampleshire North")
        found = comparison(published("pdu-2023", "Good"), other, catalogue)

        assert "the service was called Exampleshire then, and is called Exampleshire North now" in found.notes

    def test_wrong(self, catalogue: ps.Catalogue) -> None:
        """What does not fit a framework is refused, with its path."""
        with pytest.raises(ps.EvidenceError, match=r"Did you mean 'P 1\.1'"):
            comparison(published("pdu-2023", ratings={"P1.1": "Good"}), published("pdu-2023", "Good"), catalogue)


class TestBefore:
    @pytest.mark.parametrize(
        ("one", "other", "expected"),
        [
            (("2024-05", None), ("2024-06", None), True),
            (("2024", None), ("2024-06", None), False),
            ((None, "2024-05"), (None, "2024-06"), True),
            (("2024-05", None), (None, "2024-06"), False),  # whose fieldwork may have been earlier
            ((None, "2024-05"), ("2024-06", None), True),
            (("2025", "2025-05"), ("2025-03", "2025-06"), True),  # fieldwork does not tell, publication does
            (("2024-06", "2024-07"), ("2024-05", "2024-09"), False),
            (("2022-03", "2023-01"), ("2022-06", "2022-06"), True),
            (("2022-06", "2022-06"), ("2022-03", "2023-01"), False),
            ((None, None), ("2024", None), False),
        ],
    )
    def test_certainly(self, one: tuple[Any, Any], other: tuple[Any, Any], expected: bool) -> None:  # noqa: FBT001  # parameters
        """An inspection was before another where its dates leave nothing else."""
        first, second = (
            ps.Inspection(service="A", framework="pdu-2023", fieldwork_start=start, publication_date=day)
            for start, day in (one, other)
        )

        assert expected is first.is_before(second)
        assert not (expected and second.is_before(first))

    @given(st.permutations(["2023-06", "2023-03", None, "2024", "2022"]))
    def test_in_order(self, catalogue: ps.Catalogue, dates: list[str | None]) -> None:
        """Inspections stand in order of time, whatever stands between them; one without a date wherever it was given."""
        given_dates = [published("pdu-2023", "Good", day) for day in dates]
        ordered = [str(one.date) for one in in_order(given_dates, catalogue) if one.date]

        assert ["2022", "2023-03", "2023-06", "2024"] == ordered

    def test_by_framework(self, catalogue: ps.Catalogue) -> None:
        """An inspection without a date was when its framework was in force."""
        one, other = published("pdu-2021", "Good"), published("pdu-2023", "Good", "2025")

        assert [one, other] == in_order([other, one], catalogue)
        began = ps.Inspection(service="A", framework="pdu-2021", fieldwork_start="2022-03")
        assert [began, attrs.evolve(other, publication_date="2024")] == in_order(
            [attrs.evolve(other, publication_date="2024"), began], catalogue
        )
        assert 2 == len(in_order([one, one], catalogue))
        assert not any("which was first" in note for note in comparison(one, other, catalogue).notes)


class TestKnown:
    def test_wrong_at_source(self, root: Path, catalogue: ps.Catalogue) -> None:
        """What is known to be wrong at its source is not taken; where there is evidence, that tells the ratings."""
        derbyshire = ps.read_inspection(root / "examples/derbyshire-2025.toml", catalogue)
        wrong = attrs.evolve(derbyshire, published=ps.PublishedRatings(overall="Outstanding", status="wrong at source"))
        known = known_ratings(catalogue["pdu-2023"], wrong)

        assert ("Inadequate", "derived", "") == (known.of[OVERALL].rating, known.of[OVERALL].basis, known.contradiction)
        assert known.published == ps.PublishedRatings()

    def test_score_without_maximum(self, catalogue: ps.Catalogue) -> None:
        """A score alone is that of no rating: out of fewer standards it would be another one."""
        score = ps.PublishedRatings(score=15)
        one = ps.Inspection(service="Exampleshire", framework="youth-2021", published=score)

        assert known_ratings(catalogue["youth-2021"], one).of[OVERALL].rating is None

    def test_every_row(self, catalogue: ps.Catalogue) -> None:
        """Of every published inspection, what is known of a rating that was published is that rating."""
        for record in catalogue.published():
            for one in record.inspections.values():
                assert one.published is not None
                known = known_ratings(catalogue[one.framework], one)
                if one.published.status not in ("wrong at source", "existence only"):
                    assert one.published.overall == known.of[OVERALL].rating
                    assert all(known.of[id].rating == name for id, name in one.published.ratings.items())
                else:
                    assert {None} == {of.rating for of in known.of.values()}

    def test_from_a_score(self, catalogue: ps.Catalogue) -> None:
        """An overall rating that was not published follows from a score that was."""
        score = ps.PublishedRatings(score=26, maximum=36)
        one = ps.Inspection(service="Exampleshire", framework="youth-2021", published=score)
        known = known_ratings(catalogue["youth-2021"], one)

        assert ("Good", "derived") == (known.of[OVERALL].rating, known.of[OVERALL].basis)
        assert {"Not known"} == {str(of) for id, of in known.of.items() if id != OVERALL}

    def test_from_part_of_the_evidence(self, catalogue: ps.Catalogue) -> None:
        """Part of the evidence gives the ratings that it decides, whatever the rest was."""
        findings = {"P 2.1.1": 60, "P 2.1.2": 76, "P 2.1.3": 34, "P 2.2.1": 56, "P 2.3.3": 34}
        one = ps.Inspection(service="Exampleshire", framework="pdu-2023", evidence=ps.Evidence(findings=findings))
        known = known_ratings(catalogue["pdu-2023"], one)

        assert ("Inadequate", "Inadequate", None) == tuple(known.of[id].rating for id in ("P 2.1", "P 2.3", "P 2.2"))
        assert known.of[OVERALL].rating is None


TALLIES = st.integers(1, 400).flatmap(lambda cases: st.builds(ps.Tally, st.integers(0, cases), st.just(cases)))


class TestDifference:
    @given(TALLIES, TALLIES, st.sampled_from([0.5, 0.8, 0.95, 0.999]))
    def test_as_statsmodels(self, before: ps.Tally, after: ps.Tally, confidence: float) -> None:
        """The interval of a difference is that of statsmodels, to a billionth."""
        assume(0 < before.sufficient < before.relevant)
        assume(0 < after.sufficient < after.relevant)
        found = of_difference(before, after, confidence)
        counts = (after.sufficient, after.relevant, before.sufficient, before.relevant)
        ends = confint_proportions_2indep(*counts, method="newcomb", compare="diff", alpha=1 - confidence, correction=False)

        assert [found.low / 100, found.high / 100] == pytest.approx([*ends], abs=1e-9)

    @given(TALLIES, TALLIES)
    def test_turned(self, before: ps.Tally, after: ps.Tally) -> None:
        """The other way round it is the same interval with the signs turned; it holds the difference of the two shares."""
        found, turned = of_difference(before, after), of_difference(after, before)
        difference = float(after.percentage or 0) - float(before.percentage or 0)

        assert [found.low, found.high] == pytest.approx([-turned.high, -turned.low])
        assert found.low - 1e-9 <= difference <= found.high + 1e-9

    def test_none(self) -> None:
        """Of a question that applied to no case there is none."""
        with pytest.raises(ps.AnalysisError):
            of_difference(ps.Tally(0, 0), ps.Tally(1, 2))


TEXTS = st.lists(st.text(st.sampled_from("abc ,É"), min_size=1).filter(lambda text: text.strip(" ,")), max_size=4)


class TestRecurrence:
    @given(TEXTS, TEXTS)
    def test_each_is_told(self, before: list[str], after: list[str]) -> None:
        """Each recommendation of either report is recurring, or among those that are not."""
        found = recurrence(before, after)

        assert {*after} == {one.after for one in found.recurring} | {*found.new}
        assert {*before} == {one.before for one in found.recurring} | {*found.gone}
        assert all(0.3 <= one.likeness <= 1 for one in found.recurring)

    @given(TEXTS)
    def test_itself(self, texts: list[str]) -> None:
        """A recommendation recurs in the same words, whatever its capitals and commas."""
        changed = [f"{text.upper()}," for text in texts]
        found = recurrence(texts, changed)

        assert set(zip(texts, changed, strict=True)) <= {(one.before, one.after) for one in found.recurring if one.same_words}
        assert () == found.new == found.gone

    @given(TEXTS, TEXTS)
    def test_turned(self, before: list[str], after: list[str]) -> None:
        """A is as like B as B is like A."""
        there = {(one.before, one.after): one.likeness for one in recurrence(before, after, likeness=0.01).recurring}
        back = {(one.after, one.before): one.likeness for one in recurrence(after, before, likeness=0.01).recurring}

        assert there == pytest.approx(back)

    def test_inflected(self, now: ps.Inspection, then: ps.Inspection) -> None:
        """Other forms of the same words are alike; other matters are not."""
        found = recurrence(then.recommendations, now.recommendations)

        assert ["make sure", "improve t"] == [one.after[:9] for one in found.recurring]
        assert ("fill the vacancies for probation officers",) == found.gone
        assert ("offer enough accredited programmes to those who need them",) == found.new

    def test_letters(self) -> None:
        """Letters that can be written in two ways are the same; texts without words are like none but themselves."""
        assert recurrence(["cafe\u0301 work"], ["caf\u00e9 work"]).recurring[0].same_words
        assert () == recurrence(["???"], ["!!!"]).recurring

    @pytest.mark.parametrize("likeness", [0, -1, 1.1, float("nan")])
    def test_refused(self, likeness: float) -> None:
        """How alike is more than 0 and at most 1."""
        with pytest.raises(ps.AnalysisError, match="likeness: expected a number"):
            recurrence([], [], likeness=likeness)
