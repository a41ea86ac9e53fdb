"""Whether published ratings can be right: verdicts on what was published, and the record that ships, replayed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path
from typing import Any, NamedTuple

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from hypothesis.vendor.pretty import RepresentationPrinter

import probation_standards as ps
from probation_standards import Verdict
from strategies import NAMES, SOURCE, band_tables, evidence_for, frameworks, rating_scales, shown

AGREES, CONTRADICTS, CANNOT_TELL = Verdict.AGREES, Verdict.CONTRADICTS, Verdict.CANNOT_TELL

YOUTH = "youth-2021"
MANY = settings(max_examples=max(500, settings().max_examples))
SHIPPED = {
    "published.csv of the package probation_standards_probation": (67, {AGREES: 8, CONTRADICTS: 0, CANNOT_TELL: 59}),
    "published.csv of the package probation_standards_youth_justice": (121, {AGREES: 87, CONTRADICTS: 2, CANNOT_TELL: 32}),
}


def inspected(framework: ps.Framework | str, published: ps.PublishedRatings | None, **evidence: Any) -> ps.Inspection:
    """An inspection, of which that was published and found."""
    id = framework if isinstance(framework, str) else framework.id
    return ps.Inspection(service="Somewhere", framework=id, published=published, evidence=ps.Evidence(**evidence))


def concluded(frameworks: Mapping[str, ps.Framework], inspection: ps.Inspection) -> ps.Conclusion:
    """What the audit of one inspection concludes."""
    (audited,) = ps.audit([inspection], frameworks).rows
    return audited.conclusion


def said(conclusion: ps.Conclusion) -> dict[str, str]:
    """What would reconcile a contradiction, by what it is."""
    return {one.what: one.text for one in conclusion.reconciled_by}


def needed(conclusion: ps.Conclusion) -> dict[str, str]:
    """What the missing values would have to be, by what they are."""
    return {one.what: one.text for one in conclusion.needed}


def published(
    overall: str | None = None,
    score: int | None = None,
    maximum: int | None = None,
    percentage: Any = None,
    **ratings: str,
) -> ps.PublishedRatings:
    """Published ratings; an underscore and a number in the name of a rating stand for its id: ``s_4_1`` for "4.1"."""
    by_id = {name.removeprefix("s_").replace("_", "."): rating for name, rating in ratings.items()}
    return ps.PublishedRatings(overall=overall, score=score, maximum=maximum, percentage=percentage, ratings=by_id)


class TestScoreAndOverall:
    """West Sussex, youth justice, 2022: 26 of 36, "Requires improvement" in the scrape, and Good in the press release."""

    @pytest.mark.parametrize("percentage", [None, "72.22"])
    @pytest.mark.parametrize("maximum", [None, 36])
    def test_west_sussex_contradicts(self, catalogue: ps.Catalogue, maximum: int | None, percentage: str | None) -> None:
        """26 of 36 is Good and not Requires improvement, whatever else of the same figure is given; Good reconciles it."""
        ratings = published("Requires improvement", 26, maximum, percentage)

        conclusion = concluded(catalogue, inspected(YOUTH, ratings))

        assert CONTRADICTS is conclusion.verdict
        assert "Good" == conclusion.decided
        assert "Good" == said(conclusion)["overall"]

    def test_west_sussex_reconciled_by_the_score(self, catalogue: ps.Catalogue) -> None:
        """Where no standard was published, the score could be wrong as well: it would have to be 7 to 18."""
        conclusion = concluded(catalogue, inspected(YOUTH, published("Requires improvement", 26, 36)))

        assert {"overall": "Good", "score": "7 to 18"} == said(conclusion)

    def test_west_sussex_as_the_press_release_says(self, catalogue: ps.Catalogue) -> None:
        """With Good, the same figures agree."""
        assert AGREES is concluded(catalogue, inspected(YOUTH, published("Good", 26, 36, "72.22"))).verdict

    @pytest.mark.parametrize("score", range(37))
    @pytest.mark.parametrize("overall", NAMES[:4])
    def test_score_decides(self, catalogue: ps.Catalogue, score: int, overall: str) -> None:
        """A score and an overall rating alone agree where the bands give that rating, and contradict each other elsewhere."""
        right = NAMES[(score >= 7) + (score >= 19) + (score >= 31)]

        conclusion = concluded(catalogue, inspected(YOUTH, published(overall, score)))

        assert (AGREES if overall == right else CONTRADICTS) is conclusion.verdict
        assert right == conclusion.decided


class TestPercentage:
    @pytest.mark.parametrize("overall", [None, *NAMES[:4]])
    @pytest.mark.parametrize("maximum", [None, 36])
    def test_of_no_score(self, catalogue: ps.Catalogue, maximum: int | None, overall: str | None) -> None:
        """4.56 per cent, scraped for Bridgend, is no score out of 36 nor out of less: it contradicts, whatever the overall."""
        assert CONTRADICTS is concluded(catalogue, inspected(YOUTH, published(overall, None, maximum, "4.56"))).verdict

    def test_of_no_score_is_what_would_have_to_change(self, catalogue: ps.Catalogue) -> None:
        """Neither another overall nor another maximum reconciles 4.56 per cent: the percentage itself would."""
        conclusion = concluded(catalogue, inspected(YOUTH, published("Requires improvement", None, None, "4.56")))

        assert {"percentage": "19.44 to 50 (7 to 18 of 36)"} == said(conclusion)

    def test_of_a_smaller_maximum(self, catalogue: ps.Catalogue) -> None:
        """4.17 per cent and Inadequate, of Ceredigion, agree: that is 1 of 24, since it is no score out of 36."""
        conclusion = concluded(catalogue, inspected(YOUTH, published("Inadequate", None, None, "4.17")))

        assert AGREES is conclusion.verdict
        assert "1 of 24" in conclusion.because

    def test_of_another_maximum_than_was_said(self, catalogue: ps.Catalogue) -> None:
        """4.17 per cent of 36 is no score; a maximum of 24 would reconcile it."""
        conclusion = concluded(catalogue, inspected(YOUTH, published("Inadequate", None, 36, "4.17")))

        assert CONTRADICTS is conclusion.verdict
        assert "24" == said(conclusion)["maximum"]
        assert "overall" not in said(conclusion)

    def test_of_a_smaller_maximum_with_its_score(self, catalogue: ps.Catalogue) -> None:
        """That it is 1 of 24 holds as well where the 1 was published."""
        conclusion = concluded(catalogue, inspected(YOUTH, published("Inadequate", 1, None, "4.17")))

        assert AGREES is conclusion.verdict

    @pytest.mark.parametrize("score", range(37))
    def test_of_each_score(self, catalogue: ps.Catalogue, score: int) -> None:
        """Each score out of 36 is told by its percentage to two decimals, rounded either way."""
        overall = NAMES[(score >= 7) + (score >= 19) + (score >= 31)]
        rounded = f"{100 * score / 36:.2f}"

        assert AGREES is concluded(catalogue, inspected(YOUTH, published(overall, None, 36, rounded))).verdict
        assert AGREES is concluded(catalogue, inspected(YOUTH, published(overall, score, 36, rounded))).verdict

    def test_of_another_score(self, catalogue: ps.Catalogue) -> None:
        """A score and a percentage that are not the same contradict each other, though both are in the band."""
        conclusion = concluded(catalogue, inspected(YOUTH, published("Good", 26, 36, "75")))

        assert CONTRADICTS is conclusion.verdict
        assert "27" == said(conclusion)["score"]


YORK = {
    **dict.fromkeys(("1.1", "1.2", "1.3", "2.1", "2.2", "2.4", "3.3"), "Outstanding"),
    **dict.fromkeys(("1.4", "2.3", "3.1", "3.2"), "Good"),
    "3.4": "Outstanding",
    "4.1": "Outstanding",
}
"""York, 2022: nine standards Outstanding and four Good; which of 2.1, 2.2, 2.3 and 3.4 was Good is not known."""


class TestResettlement:
    """York, 2022: with resettlement thirteen ratings would add up to 35; it does not count."""

    def test_york_is_not_misled(self, catalogue: ps.Catalogue) -> None:
        """32 of 36 and Outstanding agree with the thirteen ratings, of which resettlement adds nothing."""
        ratings = ps.PublishedRatings(overall="Outstanding", score=32, maximum=36, percentage="88.89", ratings=YORK)

        conclusion = concluded(catalogue, inspected(YOUTH, ratings))

        assert AGREES is conclusion.verdict
        assert "Outstanding" == conclusion.decided

    @pytest.mark.parametrize("score", [31, 33, 35])
    def test_york_with_another_score(self, catalogue: ps.Catalogue, score: int) -> None:
        """Any other score contradicts the thirteen ratings, though it is Outstanding as well."""
        conclusion = concluded(
            catalogue, inspected(YOUTH, ps.PublishedRatings(overall="Outstanding", score=score, maximum=36, ratings=YORK))
        )

        assert CONTRADICTS is conclusion.verdict
        assert "32" == said(conclusion)["score"]
        assert "4.1" not in said(conclusion)

    @given(data=st.data())
    def test_changes_nothing(self, catalogue: ps.Catalogue, data: st.DataObject) -> None:
        """Whatever resettlement was rated, whether it was rated and whether that is known changes no conclusion."""
        framework = catalogue[YOUTH]
        names = st.sampled_from(framework.scale.names)
        counting = [standard.id for standard in framework.standards if standard.counts]
        ratings = data.draw(st.dictionaries(st.sampled_from(counting), names))
        score = data.draw(st.none() | st.integers(0, 36))
        overall = data.draw(st.none() | names)
        before = ps.PublishedRatings(overall=overall, score=score, ratings=ratings)
        after = attrs.evolve(before, ratings={**ratings, "4.1": data.draw(names)})

        expected = concluded(catalogue, inspected(YOUTH, before))

        assert expected == concluded(catalogue, inspected(YOUTH, after))
        assert expected == concluded(catalogue, inspected(YOUTH, before, not_rated={"4.1": "no resettlement cases"}))


CASEWORK = ("P 2.1", "P 2.2", "P 2.3", "P 2.4")


class TestStandardsWithoutScore:
    @pytest.mark.parametrize("ninth", [None, *NAMES[:4]])
    def test_whatever_the_ninth_was(self, catalogue: ps.Catalogue, ninth: str | None) -> None:
        """Essex North, 2022: eight of nine standards Inadequate give Inadequate, whatever the ninth was."""
        ids = [standard.id for standard in catalogue["pdu-2021"].standards]
        ratings = {**dict.fromkeys(ids[1:], "Inadequate"), **({ids[0]: ninth} if ninth else {})}

        conclusion = concluded(catalogue, inspected("pdu-2021", ps.PublishedRatings(overall="Inadequate", ratings=ratings)))

        assert 9 == len(ids)
        assert AGREES is conclusion.verdict
        assert "Inadequate" == conclusion.decided

    def test_whatever_the_ninth_was_is_not_better(self, catalogue: ps.Catalogue) -> None:
        """The same eight with Requires improvement contradict each other, whatever the ninth was; the overall reconciles it."""
        ids = [standard.id for standard in catalogue["pdu-2021"].standards]
        ratings = ps.PublishedRatings(overall="Requires improvement", ratings=dict.fromkeys(ids[1:], "Inadequate"))

        conclusion = concluded(catalogue, inspected("pdu-2021", ratings))

        assert CONTRADICTS is conclusion.verdict
        assert "Inadequate" == said(conclusion)["overall"]

    def test_the_others_might_have_been_better(self, catalogue: ps.Catalogue) -> None:
        """Essex North, 2024: Requires improvement with all casework Inadequate asks 4 to 9 points of the three others."""
        ratings = ps.PublishedRatings(overall="Requires improvement", ratings=dict.fromkeys(CASEWORK, "Inadequate"))

        conclusion = concluded(catalogue, inspected("pdu-2023", ratings))

        assert CANNOT_TELL is conclusion.verdict
        assert ("score", "P 1.1", "P 1.2", "P 1.3") == conclusion.missing
        assert {"score": "4 to 9 of 21", "the missing standards": "4 to 9 points together"} == needed(conclusion)

    def test_all_casework_inadequate_is_never_good(self, catalogue: ps.Catalogue) -> None:
        """Three Outstanding standards are nine points, and Good starts at 11."""
        for overall in ("Good", "Outstanding"):
            ratings = ps.PublishedRatings(overall=overall, ratings=dict.fromkeys(CASEWORK, "Inadequate"))

            assert CONTRADICTS is concluded(catalogue, inspected("pdu-2023", ratings)).verdict

    def test_one_standard_missing(self, catalogue: ps.Catalogue) -> None:
        """Where one rating alone is missing, it is said which it would have to be."""
        others = {standard.id: "Requires improvement" for standard in catalogue["pdu-2023"].standards[1:]}
        inadequate = {**others, **dict.fromkeys(CASEWORK[:2], "Inadequate")}

        conclusion = concluded(
            catalogue, inspected("pdu-2023", ps.PublishedRatings(overall="Requires improvement", ratings=others))
        )
        open_one = concluded(catalogue, inspected("pdu-2023", ps.PublishedRatings(overall="Inadequate", ratings=others)))
        fewer = {**inadequate, "P 2.3": "Inadequate"}
        either = concluded(catalogue, inspected("pdu-2023", ps.PublishedRatings(overall="Inadequate", ratings=fewer)))

        assert AGREES is conclusion.verdict
        assert CONTRADICTS is open_one.verdict
        assert CANNOT_TELL is either.verdict
        assert {"score": "3 of 21", "P 1.1": "Inadequate"} == needed(either)

    @pytest.mark.parametrize("framework", ["pdu-2023", YOUTH, "region-2023"])
    @pytest.mark.parametrize("overall", NAMES[:4])
    def test_overall_alone(self, catalogue: ps.Catalogue, framework: str, overall: str) -> None:
        """Of an overall rating alone nothing can be told; the scores that earn it are said, and every standard is missing."""
        rule = catalogue[framework].overall
        assert isinstance(rule, ps.TotalPoints)
        maximum, bands = rule.tables[0].maximum, rule.tables[0].bands
        earning = [score for score in range(maximum + 1) if bands.place(score).band.rating.name == overall]

        conclusion = concluded(catalogue, inspected(framework, published(overall)))

        assert CANNOT_TELL is conclusion.verdict
        assert {"score": f"{min(earning)} to {max(earning)} of {maximum}"} == needed(conclusion)
        counting = tuple(standard.id for standard in catalogue[framework].standards if standard.counts)
        assert ("score", *counting) == conclusion.missing

    def test_score_alone(self, catalogue: ps.Catalogue) -> None:
        """Of a score alone nothing can be told; the overall rating that it would have to be is said."""
        conclusion = concluded(catalogue, inspected(YOUTH, published(None, 26, 36)))

        assert CANNOT_TELL is conclusion.verdict
        assert {"overall": "Good"} == needed(conclusion)
        assert "overall" in conclusion.missing

    @pytest.mark.parametrize("ratings", [None, ps.PublishedRatings()], ids=["none", "empty"])
    def test_nothing(self, catalogue: ps.Catalogue, ratings: ps.PublishedRatings | None) -> None:
        """Of nothing nothing can be told, and nothing would have to be anything."""
        conclusion = concluded(catalogue, inspected(YOUTH, ratings))

        assert CANNOT_TELL is conclusion.verdict
        assert () == conclusion.needed
        assert {"overall", "score", "1.1"} <= {*conclusion.missing}


class TestNotRated:
    def test_makes_the_maximum_smaller(self, catalogue: ps.Catalogue) -> None:
        """Four standards that were not rated make a maximum of 24, for which there are bands: 13 is Good there, not 12."""
        not_rated = dict.fromkeys(("2.1", "2.2", "2.3", "2.4"), "no court cases")
        verdicts = [
            concluded(catalogue, inspected(YOUTH, published("Good", score), not_rated=not_rated)).verdict
            for score in (12, 13, 20, 21)
        ]

        assert [CONTRADICTS, AGREES, AGREES, CONTRADICTS] == verdicts

    def test_without_bands_for_the_maximum(self, catalogue: ps.Catalogue) -> None:
        """One standard that was not rated makes 33, for which no bands are known: nothing is interpolated."""
        conclusion = concluded(catalogue, inspected(YOUTH, published("Good", 26), not_rated={"2.1": "no cases"}))

        assert CANNOT_TELL is conclusion.verdict
        assert ("bands for a maximum of 33",) == conclusion.missing

    def test_another_maximum_than_was_published(self, catalogue: ps.Catalogue) -> None:
        """A standard that was not rated contradicts the maximum of all."""
        conclusion = concluded(catalogue, inspected(YOUTH, published("Good", 26, 36), not_rated={"2.1": "no cases"}))

        assert CONTRADICTS is conclusion.verdict

    @pytest.mark.parametrize("score", [None, 26])
    def test_whole_inspection(self, catalogue: ps.Catalogue, score: int | None) -> None:
        """Whether an inspection that adds up points was rightly not rated can't be told."""
        conclusion = concluded(catalogue, inspected(YOUTH, published(None, score), not_rated={"overall": "too few cases"}))

        assert CANNOT_TELL is conclusion.verdict

    def test_where_nothing_is_rated(self, catalogue: ps.Catalogue) -> None:
        """In a dynamic inspection of public protection, no overall rating is right."""
        conclusion = concluded(catalogue, inspected("public-protection-2025", None, not_rated={"overall": "as published"}))

        assert AGREES is conclusion.verdict
        assert "Not rated" == conclusion.decided

    def test_rating_where_nothing_is_rated(self, catalogue: ps.Catalogue, pdu: ps.Framework) -> None:
        """Where standards are rated and the whole is not, an overall rating contradicts the framework; none reconciles it."""
        framework = attrs.evolve(pdu, overall=ps.NoRating(because="it directs follow-up work", source=SOURCE))

        conclusion = concluded({"pdu-2023": framework}, inspected("pdu-2023", published("Good")))

        assert CONTRADICTS is conclusion.verdict
        assert {"overall": "Not rated"} == said(conclusion)
        assert ps.audit([inspected("public-protection-2025", published("Good"))], catalogue).problems

    @pytest.mark.parametrize("ratings", [published(None, 3), published(None, None, 21), published(None, None, None, "50")])
    def test_score_where_nothing_is_rated(self, catalogue: ps.Catalogue, ratings: ps.PublishedRatings) -> None:
        """So does a score, a maximum and a percentage."""
        conclusion = concluded(catalogue, inspected("public-protection-2025", ratings, not_rated={"overall": "as published"}))

        assert CONTRADICTS is conclusion.verdict

    def test_nothing_where_nothing_is_rated(self, catalogue: ps.Catalogue) -> None:
        """Where nothing was said of the overall, nothing can be told."""
        assert CANNOT_TELL is concluded(catalogue, inspected("public-protection-2025", None)).verdict


class Partial(NamedTuple):
    """What is known of an inspection of a probation delivery unit: ratings, findings and figures, none or some of each."""

    published: ps.PublishedRatings
    findings: dict[str, int]

    def possible(self, pdu: ps.Framework) -> set[int]:
        """What the seven standards can add up to, with every finding that is not known anything from 0 to 100 per cent."""
        sums = {0}
        for standard in pdu.standards:
            lowest = [self.findings[question.id] for question in standard.questions if question.id in self.findings]
            complete = bool(lowest) and len(lowest) == len(standard.questions)
            best = sum(min(lowest) >= start for start in (50, 65, 80)) if lowest else 3
            points = range(best if complete else 0, best + 1)
            if standard.id in self.published.ratings:
                points = range(*[NAMES.index(self.published.ratings[standard.id]) + more for more in (0, 1)])
            sums = {before + more for before in sums for more in points}
        return sums


@st.composite
def partials(draw: DrawFn) -> Partial:
    """Any part of what may be known, in which no standard has another rating than its findings give."""
    findings: dict[str, int] = {}
    ratings: dict[str, str] = {}
    for standard in CASEWORK:
        drawn = draw(st.dictionaries(st.sampled_from([f"{standard}.{number}" for number in (1, 2, 3)]), st.integers(0, 100)))
        findings |= drawn
        if not drawn and draw(st.booleans()):
            ratings[standard] = draw(st.sampled_from(NAMES[:4]))
    for standard in ("P 1.1", "P 1.2", "P 1.3"):
        name = draw(st.none() | st.sampled_from(NAMES[:4]))
        if name is not None:
            ratings[standard] = name
    overall, score = draw(st.none() | st.sampled_from(NAMES[:4])), draw(st.none() | st.integers(0, 21))
    return Partial(ps.PublishedRatings(overall=overall, score=score, ratings=ratings), findings)


class TestFindings:
    def test_derbyshire_agrees(self, catalogue: ps.Catalogue, derbyshire: ps.Inspection) -> None:
        """Findings, judgements, ratings, score and overall of Derbyshire PDU, read from TOML, all agree."""
        audit = ps.audit([derbyshire], catalogue)

        assert [AGREES] == [row.verdict for row in audit.rows]
        assert audit.rows[0].row is None
        assert derbyshire == audit.rows[0].inspection

    def test_without_published_standards(self, catalogue: ps.Catalogue, derbyshire: ps.Inspection) -> None:
        """Findings and judgements decide the standards that were not published: Derbyshire's overall follows from them."""
        for ratings, expected in ((published("Inadequate"), AGREES), (published("Requires improvement"), CONTRADICTS)):
            inspection = attrs.evolve(derbyshire, published=ratings)

            assert expected is concluded(catalogue, inspection).verdict

    @pytest.mark.parametrize("rating", NAMES[1:4])
    @pytest.mark.parametrize("standard", CASEWORK)
    def test_full_set_against_its_rating(
        self, catalogue: ps.Catalogue, derbyshire: ps.Inspection, standard: str, rating: str
    ) -> None:
        """Each of Derbyshire's casework ratings follows from its findings; any other contradicts them."""
        assert derbyshire.published is not None
        ratings = {**derbyshire.published.ratings, standard: rating}
        inspection = attrs.evolve(derbyshire, published=ps.PublishedRatings(ratings=ratings))

        conclusion = concluded(catalogue, inspection)

        assert CONTRADICTS is conclusion.verdict
        assert "Inadequate" == said(conclusion)[standard]
        assert standard in conclusion.because

    def test_finding_that_would_reconcile(self, catalogue: ps.Catalogue) -> None:
        """Of findings 60, 76 and 34 the last decides; P 2.1 is Requires improvement if that is 50 or more, and Good never."""
        findings = {"P 2.1.1": 60, "P 2.1.2": 76, "P 2.1.3": 34}
        improving = ps.PublishedRatings(ratings={"P 2.1": "Requires improvement"})
        good = ps.PublishedRatings(ratings={"P 2.1": "Good"})

        expected = {"P 2.1.3": "rounded to 50 per cent or more", "P 2.1": "Inadequate"}
        assert expected == said(concluded(catalogue, inspected("pdu-2023", improving, findings=findings)))
        assert {"P 2.1": "Inadequate"} == said(concluded(catalogue, inspected("pdu-2023", good, findings=findings)))

    @pytest.mark.parametrize(
        ("rating", "expected"),
        [
            ("Inadequate", CANNOT_TELL),
            ("Requires improvement", CONTRADICTS),
            ("Good", CONTRADICTS),
            ("Outstanding", CONTRADICTS),
        ],
    )
    def test_single_finding_bounds(self, catalogue: ps.Catalogue, rating: str, expected: Verdict) -> None:
        """Essex South PDU: 23 per cent for P 2.3.3 alone makes P 2.3 Inadequate, whatever the other two were."""
        ratings = ps.PublishedRatings(ratings={"P 2.3": rating})

        conclusion = concluded(catalogue, inspected("pdu-2023", ratings, findings={"P 2.3.3": 23}))

        assert expected is conclusion.verdict

    def test_single_finding_leaves_the_rest_open(self, catalogue: ps.Catalogue) -> None:
        """70 per cent for one question leaves anything up to Good possible, and rules out Outstanding."""
        verdicts = {
            name: concluded(
                catalogue, inspected("pdu-2023", ps.PublishedRatings(ratings={"P 2.3": name}), findings={"P 2.3.3": 70})
            ).verdict
            for name in NAMES[:4]
        }

        assert {name: CONTRADICTS if name == "Outstanding" else CANNOT_TELL for name in NAMES[:4]} == verdicts

    @pytest.mark.parametrize("finding", [23, "23.4", ps.Tally(14, 61)])
    def test_single_finding_decides_an_unpublished_standard(self, catalogue: ps.Catalogue, finding: Any) -> None:
        """Four single findings of 23 per cent make four standards Inadequate: the overall can't be Good then."""
        findings = {f"{standard}.3": finding for standard in CASEWORK}

        assert CONTRADICTS is concluded(catalogue, inspected("pdu-2023", published("Good"), findings=findings)).verdict
        assert CANNOT_TELL is concluded(catalogue, inspected("pdu-2023", published("Inadequate"), findings=findings)).verdict

    def test_single_finding_bounds_an_unpublished_standard(self, catalogue: ps.Catalogue) -> None:
        """Four findings of 55 leave four standards at Requires improvement or worse: at most 13 points, never Outstanding."""
        findings = {f"{standard}.3": 55 for standard in CASEWORK}

        assert CONTRADICTS is concluded(catalogue, inspected("pdu-2023", published("Outstanding"), findings=findings)).verdict

    def test_panel_decision_counts(self, catalogue: ps.Catalogue, derbyshire: ps.Inspection) -> None:
        """A rating that the panel moved is the one to be published, not the one that the findings give."""
        panel = {"P 2.1": ps.PanelDecision("Requires improvement", because="two cases from the threshold")}
        assert derbyshire.published is not None
        moved = {**derbyshire.published.ratings, "P 2.1": "Requires improvement"}
        inspection = attrs.evolve(derbyshire, evidence=attrs.evolve(derbyshire.evidence, panel=panel))

        right = attrs.evolve(inspection, published=ps.PublishedRatings(overall="Inadequate", score=3, ratings=moved))

        assert AGREES is concluded(catalogue, right).verdict
        conclusion = concluded(catalogue, inspection)
        assert CONTRADICTS is conclusion.verdict
        assert "P 2.1" in conclusion.because

    @pytest.mark.parametrize("judged", ["Good", ps.Judgement("Good", because="clear vision")])
    def test_judgement_counts(self, catalogue: ps.Catalogue, derbyshire: ps.Inspection, judged: str | ps.Judgement) -> None:
        """So is a rating that inspectors chose, with and without their reason."""
        evidence = attrs.evolve(derbyshire.evidence, judgements={**derbyshire.evidence.judgements, "P 1.1": judged})

        conclusion = concluded(catalogue, attrs.evolve(derbyshire, evidence=evidence))

        assert CONTRADICTS is conclusion.verdict
        assert "P 1.1" in conclusion.because

    def test_several_clashes(self, catalogue: ps.Catalogue, derbyshire: ps.Inspection) -> None:
        """Where two standards have other ratings than their findings give, no single value reconciles both; both are named."""
        assert derbyshire.published is not None
        ratings = {**derbyshire.published.ratings, "P 2.1": "Good", "P 2.4": "Outstanding"}

        conclusion = concluded(catalogue, attrs.evolve(derbyshire, published=ps.PublishedRatings(ratings=ratings)))

        assert CONTRADICTS is conclusion.verdict
        assert () == conclusion.reconciled_by
        assert "P 2.1" in conclusion.because
        assert "P 2.4" in conclusion.because

    @given(data=st.data())
    def test_brute_force(self, pdu: ps.Framework, data: st.DataObject) -> None:
        """A standard contradicts its findings where no findings of its other questions give the rating that was published."""
        data.draw(bounds(st.just(attrs.evolve(pdu, standards=(pdu["P 2.3"],), overall=NO_OVERALL)))).check()

    @MANY
    @given(data=st.data())
    def test_brute_force_with_any_bands(self, data: st.DataObject) -> None:
        """The same where the bands need not give every rating of the scale."""
        any_framework = frameworks(rules=(ps.LowestQuestion,), having=(ps.LowestQuestion,), max_standards=0)
        data.draw(bounds(any_framework.map(lambda framework: attrs.evolve(framework, overall=NO_OVERALL)))).check()

    @MANY
    @given(known=partials())
    def test_with_overall_and_score(self, pdu: ps.Framework, known: Partial) -> None:
        """Findings bound the standards that were not published, and so the score and the overall rating."""
        overall, score = known.published.overall, known.published.score
        sums = {one for one in known.possible(pdu) if score in (None, one)}
        overalls = {NAMES[(one >= 4) + (one >= 11) + (one >= 18)] for one in sums}

        found = concluded({"pdu-2023": pdu}, inspected("pdu-2023", known.published, findings=known.findings)).verdict

        assert (not sums or overall not in {None, *overalls}) == (found is CONTRADICTS)
        if overall is not None and sums:
            assert (overalls == {overall}) == (found is AGREES)

    def test_rating_that_no_band_gives(self, pdu: ps.Framework) -> None:
        """Where the bands skip a rating, no finding gives it, though some give a worse one and some a better one."""
        rule = pdu["P 2.3"].rule
        assert isinstance(rule, ps.LowestQuestion)
        bands = attrs.evolve(rule.bands, bands=(rule.bands.bands[0], rule.bands.bands[2]))
        standard = attrs.evolve(pdu["P 2.3"], rule=attrs.evolve(rule, bands=bands))

        Bound(attrs.evolve(pdu, standards=(standard,), overall=NO_OVERALL), "Requires improvement", {"P 2.3.3": 70}).check()

    @given(findings=st.tuples(*[st.integers(0, 100)] * 3), rating=st.sampled_from(NAMES[:4]))
    def test_each_finding_that_would_reconcile(self, catalogue: ps.Catalogue, findings: tuple[int, ...], rating: str) -> None:
        """Of a full set each finding is named with just those percentages that would, alone, give the published rating."""
        ids = ("P 2.3.1", "P 2.3.2", "P 2.3.3")
        given = dict(zip(ids, findings, strict=True))
        ratings = ps.PublishedRatings(ratings={"P 2.3": rating})
        conclusion = concluded(catalogue, inspected("pdu-2023", ratings, findings=given))
        if conclusion.verdict is not CONTRADICTS:
            return
        ranges = {one.what: bounds_of(one.text) for one in conclusion.reconciled_by if one.what in ids}

        for id in ids:
            for percentage in (*range(0, 100, 7), 49, 50, 64, 65, 79, 80, 99, 100):
                changed = {**given, id: percentage}
                again = concluded(catalogue, inspected("pdu-2023", ratings, findings=changed)).verdict

                assert (again is not CONTRADICTS) == (percentage in ranges.get(id, ())), (id, percentage)


def bounds_of(values: str) -> range:
    """The whole percentages that a conclusion names: "rounded to 50 per cent or more, below 65"."""
    least, _, most = values.removeprefix("rounded to ").partition(" per cent or more")
    return range(int(least), int(most.removeprefix(", below ")) if most else 101)


NO_OVERALL = ps.NoRating(because="one standard alone", source=SOURCE)


class Bound(NamedTuple):
    """One standard: a rating that was published and some of its findings, shown in few lines when a test fails."""

    framework: ps.Framework
    rating: str
    findings: dict[str, Any]

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: ARG002, FBT001  # as it is called
        printer.text(f"{shown(self.framework)}, {self.rating}, {self.findings}")

    def possible(self) -> list[str]:
        """The ratings that there are when the other findings are what they can be, worst first."""
        (standard,) = self.framework.standards
        assert isinstance(standard.rule, ps.LowestQuestion)
        unknown = [question.id for question in standard.questions if question.id not in self.findings]
        starts = [Fraction(band.starts) for band in standard.rule.bands.bands]
        trials = {Fraction(100), *(min(Fraction(100), start + Fraction(more, 2)) for start in starts for more in range(3))}
        found = {
            ps.rate(self.framework, ps.Evidence(findings={**self.findings, **dict(zip(unknown, chosen, strict=True))})).ratings[
                standard.id
            ]
            for chosen in product(trials, repeat=len(unknown))
        }
        return [rating.name for rating in self.framework.scale if rating in found]

    def check(self) -> None:
        """Hold the verdict against all that the other findings can be."""
        (standard,) = self.framework.standards
        ratings = ps.PublishedRatings(ratings={standard.id: self.rating})
        inspection = inspected(self.framework, ratings, findings=self.findings)

        conclusion = concluded({self.framework.id: self.framework}, inspection)

        possible = self.possible()
        assert (self.rating not in possible) == (conclusion.verdict is CONTRADICTS), (possible, conclusion)
        if conclusion.verdict is CONTRADICTS:
            assert " or ".join(possible) == said(conclusion)[standard.id]


@st.composite
def bounds(draw: DrawFn, one_standard: st.SearchStrategy[ps.Framework]) -> Bound:
    """One standard, some of its findings, and any rating for it."""
    framework = draw(one_standard)
    ids = [question.id for question in framework.standards[0].questions]
    known = draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))
    complete = draw(evidence_for(framework)).findings
    return Bound(framework, draw(st.sampled_from(framework.scale.names)), {id: complete[id] for id in known})


class Known(NamedTuple):
    """What was published of an inspection, with the framework, shown in few lines when a test fails."""

    framework: ps.Framework
    published: ps.PublishedRatings
    not_rated: frozenset[str]

    def _repr_pretty_(self, printer: RepresentationPrinter, cycle: bool) -> None:  # noqa: ARG002, FBT001  # as it is called
        printer.text(f"{shown(self.framework)}, {self.published}, not rated: {sorted(self.not_rated)}")

    def conclusion(self) -> ps.Conclusion:
        """What the audit concludes."""
        not_rated = dict.fromkeys(self.not_rated, "as published")
        inspection = inspected(self.framework, self.published, not_rated=not_rated)
        return concluded({self.framework.id: self.framework}, inspection)

    def changed(self, what: str, value: str | int) -> Known:
        """The same with one value changed: the overall, a number, or a standard."""
        if what in {"overall", "score", "maximum", "percentage"}:
            changed = attrs.evolve(self.published, **{what: value})  # type: ignore[arg-type]  # of any of these
        else:
            changed = attrs.evolve(self.published, ratings={**self.published.ratings, what: str(value)})
        return Known(self.framework, changed, self.not_rated - {what})


class Complete(NamedTuple):
    """All standards of an inspection that count, added up."""

    score: int
    maximum: int


def completions(known: Known) -> set[Complete]:
    """What all standards can add up to that fits all that was published but the overall rating.

    Standards count as rated that are not said to be not rated, unless the published maximum, or a percentage that is none of
    the full one, says otherwise.
    """
    scale, ratings, said = known.framework.scale, known.published.ratings, known.published
    counting = [standard.id for standard in known.framework.standards if standard.counts]
    rated = [scale[ratings[id]].points for id in counting if id in ratings]
    open_ids = [id for id in counting if id not in ratings and id not in known.not_rated]
    sizes: Iterable[int] = [len(open_ids)]
    if said.maximum is not None:
        sizes = [size for size in range(len(open_ids) + 1) if scale.best.points * (len(rated) + size) == said.maximum]
    elif said.percentage is not None:
        sizes = [size for size in range(len(open_ids), -1, -1) if rated or size]
    for size in sizes:
        found = {
            Complete(sum(rated) + sum(points), scale.best.points * (len(rated) + size))
            for chosen in combinations(open_ids, size)
            for points in product([rating.points for rating in scale], repeat=len(chosen))
        }
        fitting = {one for one in found if fits(one, said)}
        if fitting:
            return fitting
    return set()


def fits(one: Complete, said: ps.PublishedRatings) -> bool:
    """Whether score and percentage are those that were published; a percentage is rounded to the decimals that it has."""
    if said.score not in (None, one.score):
        return False
    if said.percentage is None:
        return True
    half = Fraction(1, 2 * 10 ** len(said.percentage.partition(".")[2]))
    return abs(Fraction(100 * one.score, one.maximum) - Fraction(said.percentage)) <= half


def overall_of(framework: ps.Framework, one: Complete) -> str | None:
    """The overall rating of a score, or None where there are no bands for its maximum."""
    assert isinstance(framework.overall, ps.TotalPoints)
    tables = {table.maximum: table.bands for table in framework.overall.tables}
    return tables[one.maximum].place(one.score).band.rating.name if one.maximum in tables else None


def verdict(known: Known) -> tuple[bool, bool]:
    """Whether what was published contradicts itself, and whether the overall rating that was published follows."""
    complete = completions(known)
    overalls = {overall_of(known.framework, one) for one in complete}
    overall = known.published.overall
    if not complete or (overall is not None and None not in overalls and overall not in overalls):
        return True, False
    return False, overall is not None and overalls == {overall}


def alternatives(known: Known) -> Iterator[tuple[str, str | int]]:
    """Each other value that the overall rating, the score or the rating of a standard might have had."""
    published, framework = known.published, known.framework
    counting = [standard.id for standard in framework.standards if standard.counts]
    if published.overall is not None:
        yield from (("overall", name) for name in framework.scale.names if name != published.overall)
    if published.score is not None:
        most = framework.scale.best.points * len(counting) if published.maximum is None else published.maximum
        yield from (("score", score) for score in range(most + 1) if score != published.score)
    for id in counting:
        if id in published.ratings or id in known.not_rated:
            yield from ((id, name) for name in framework.scale.names if name != published.ratings.get(id))


def counted(known: Known) -> list[str]:
    """The standards that count and whose ratings were published."""
    return [standard.id for standard in known.framework.standards if standard.counts and standard.id in known.published.ratings]


def spanned(numbers: list[int]) -> str:
    """Numbers from the first to the last: "4 to 9"."""
    return str(numbers[0]) if len(numbers) == 1 else f"{numbers[0]} to {numbers[-1]}"


def named(conclusion: ps.Conclusion) -> set[tuple[str, str | int]]:
    """The single values that a conclusion says would reconcile all: of the overall, the score and the standards."""
    found = [one for one in conclusion.reconciled_by if one.what not in {"maximum", "percentage"}]
    return {(one.what, value) for one in found for value in one.values}


@st.composite
def points_frameworks(draw: DrawFn, *, even: bool, tables: str) -> ps.Framework:
    """Frameworks of two to four judged standards, at most one of which does not count, that add up points.

    Args:
        draw: Given by hypothesis.
        even: Whether ratings have 0, 1, 2 ... points, as all that were published; else any.
        tables: Whether "all" maxima have bands, or "some".
    """
    scale = draw(rating_scales(max_size=4))
    if even:
        ratings = tuple(ps.Rating(name, points) for points, name in enumerate(scale.names))
        scale = ps.RatingScale(ratings=ratings, source=SOURCE)
    count = draw(st.integers(2, 4))
    counting = count - draw(st.integers(0, 1))
    every = [scale.best.points * rated for rated in range(counting, 0, -1)]
    maxima = every if tables == "all" else draw(st.lists(st.sampled_from(every), unique=True))
    return ps.Framework(
        id="made-up",
        title="Made up for a test",
        edition="1",
        scale=scale,
        domains=(ps.Domain(id="1", title="Domain", source=SOURCE),),
        standards=tuple(
            ps.Standard(
                id=f"P {number}",
                title=f"Standard {number}",
                domain="1",
                rule=ps.InspectorJudgement(source=SOURCE),
                counts=number <= counting,
                source=SOURCE,
            )
            for number in range(1, count + 1)
        ),
        overall=ps.TotalPoints(
            tables=tuple(
                ps.ScoreTable(
                    maximum=maximum,
                    bands=draw(band_tables(scale, id=f"score-{maximum}", unit="points", highest=maximum, whole=True)),
                )
                for maximum in maxima
            ),
            source=SOURCE,
        ),
        source=SOURCE,
    )


@st.composite
def parts_published(draw: DrawFn, frameworks: st.SearchStrategy[ps.Framework]) -> Known:
    """Any part of what may be published of an inspection, most of it right. Shrinks to nothing published."""
    framework = draw(frameworks)
    names = st.sampled_from(framework.scale.names)
    truth = {standard.id: draw(st.none() | names) for standard in framework.standards}
    counted = [framework.scale[truth[s.id] or ""].points for s in framework.standards if s.counts and truth[s.id]]
    counting = sum(standard.counts for standard in framework.standards)
    best = framework.scale.best.points
    right = Complete(sum(counted), best * len(counted))
    ratings = {id: name for id, name in truth.items() if name is not None and draw(st.booleans())}
    one = framework.standards[0].id  # so that at least one standard may have been rated
    not_rated = {id for id, name in truth.items() if id != one and name is None and draw(st.booleans())}
    if draw(st.booleans()) and ratings:
        ratings[draw(st.sampled_from([*ratings]))] = draw(names)
    overall = draw(st.none() | names | st.just(overall_of(framework, right)))
    if overall is None and draw(st.booleans()):
        not_rated.add("overall")
    figures = [100 * right.score / (right.maximum or 1), *(100 * score / (best * counting) for score in range(best * counting))]
    percentages = [f"{figure:.2f}" for figure in figures] + [f"{figures[0]:.0f}", f"{figures[0]:.1f}", "4.56", "50", "0"]
    scores = st.just(right.score) | st.integers(0, best * counting)
    maxima = st.just(right.maximum or None) | st.integers(1, counting).map(lambda rated: rated * best)
    rounded = st.sampled_from(percentages)
    score, maximum, percentage = draw(st.none() | scores), draw(st.none() | maxima), draw(st.none() | rounded)
    if score is not None and maximum is not None:
        score = min(score, maximum)  # more can't be read
    published = ps.PublishedRatings(overall=overall, score=score, maximum=maximum, percentage=percentage, ratings=ratings)
    return Known(framework, published, frozenset(not_rated))


EVEN = parts_published(points_frameworks(even=True, tables="all"))
GAPS_IN_TABLES = parts_published(points_frameworks(even=True, tables="some"))
ANY_POINTS = parts_published(points_frameworks(even=False, tables="some"))


class TestBruteForce:
    """Verdicts, held against all ratings that the standards without one may have had."""

    def check_verdict(self, known: Known) -> None:
        contradicts, agrees = verdict(known)

        found = known.conclusion()

        assert contradicts == (found.verdict is CONTRADICTS), found
        if known.published.overall is not None:
            assert agrees == (found.verdict is AGREES), found

    def check_reconciled(self, known: Known) -> None:
        conclusion = known.conclusion()
        if conclusion.verdict is not CONTRADICTS:
            assert () == conclusion.reconciled_by
            return
        expected = {(what, value) for what, value in alternatives(known) if not verdict(known.changed(what, value))[0]}

        assert expected == named(conclusion), conclusion
        for one in conclusion.reconciled_by:
            if one.what in {"maximum", "percentage"}:
                for value in one.values:
                    assert not verdict(known.changed(one.what, value))[0], conclusion

    @MANY
    @given(EVEN)
    def test_verdict(self, known: Known) -> None:
        """It contradicts where no ratings of the others fit all, and agrees where all that fit give the overall rating."""
        self.check_verdict(known)

    @MANY
    @given(EVEN)
    def test_needed(self, known: Known) -> None:
        """Where it can't be told, what is missing would have to be just what it is in some way in which all fits."""
        conclusion, overall = known.conclusion(), known.published.overall
        complete = {one: overall_of(known.framework, one) for one in completions(known)}
        if conclusion.verdict is not CANNOT_TELL or not conclusion.needed:
            return
        if overall is None:
            names = [name for name in known.framework.scale.names if name in complete.values()]
            assert [ps.Possible("overall", tuple(names))] == [*conclusion.needed]
            return
        earning = sorted(one for one, name in complete.items() if name == overall)
        scores = [one.score for one in earning]
        points = [known.framework.scale[known.published.ratings[id]].points for id in counted(known)]
        others = [score - sum(points) for score in scores]
        found = {one.what: one for one in conclusion.needed}

        assert tuple(scores) == found["score"].values
        assert f"{spanned(scores)} of {earning[0].maximum}" == found.pop("score").text
        for what, possible in found.items():
            if what == "the missing standards":
                assert tuple(others) == possible.values
                assert f"{spanned(others)} points together" == possible.text
            else:
                by_points = {rating.points: rating.name for rating in known.framework.scale}
                assert tuple(by_points[more] for more in others) == possible.values

    @MANY
    @given(EVEN)
    def test_reconciled(self, known: Known) -> None:
        """What is named as reconciling all does, put in alone, and nothing that does is left out."""
        self.check_reconciled(known)

    @MANY
    @given(GAPS_IN_TABLES)
    def test_verdict_without_some_bands(self, known: Known) -> None:
        """The same where maxima have no bands: what has none can't be told from the overall rating."""
        self.check_verdict(known)

    @MANY
    @given(GAPS_IN_TABLES)
    def test_reconciled_without_some_bands(self, known: Known) -> None:
        """The same for what reconciles."""
        self.check_reconciled(known)

    @MANY
    @given(ANY_POINTS)
    def test_verdict_with_any_points(self, known: Known) -> None:
        """The same where points do not go up by ones, or the worst rating has some: not every score can be reached."""
        self.check_verdict(known)

    @MANY
    @given(parts_published(points_frameworks(even=False, tables="all")))
    def test_reconciled_with_any_points(self, known: Known) -> None:
        """The same for what reconciles."""
        self.check_reconciled(known)

    def test_score_that_no_ratings_add_up_to(self, pdu: ps.Framework) -> None:
        """With 1 point for the worst rating and 3 for the best, two standards make 2, 4 or 6 points, and nothing else."""
        scale = ps.RatingScale(ratings=(ps.Rating("Poor", 1), ps.Rating("Good", 3)), source=SOURCE)
        bands = (ps.RatingBand(scale["Poor"], 0), ps.RatingBand(scale["Good"], 4))
        table = ps.BandTable(id="score-6", bands=bands, rounding="exact", unit="points", source=SOURCE)
        judged = tuple(
            attrs.evolve(pdu[id], questions=(), rule=ps.InspectorJudgement(source=SOURCE)) for id in ("P 1.1", "P 1.2")
        )
        overall = ps.TotalPoints(tables=(ps.ScoreTable(maximum=6, bands=table),), source=SOURCE)
        framework = attrs.evolve(pdu, scale=scale, standards=judged, overall=overall)
        verdicts = {
            score: Known(framework, ps.PublishedRatings(score=score), frozenset()).conclusion().verdict for score in range(7)
        }

        assert {score: CANNOT_TELL if score in {2, 4, 6} else CONTRADICTS for score in range(7)} == verdicts

    def test_score_that_would_reconcile_without_bands(self, catalogue: ps.Catalogue) -> None:
        """A score that is another than its percentage is named as what would reconcile them, bands or no bands: 17 of 33."""
        ratings = published(None, 26, None, "51.52")

        conclusion = concluded(catalogue, inspected(YOUTH, ratings, not_rated={"2.1": "no court cases"}))

        assert CONTRADICTS is conclusion.verdict
        assert "17" == said(conclusion)["score"]
        assert "percentage" in said(conclusion)


class TestAudit:
    def test_in_order(self, catalogue: ps.Catalogue) -> None:
        """Inspections stand in the audit in the order in which they were given, each with its own verdict."""
        ratings = [published("Good", 26), published("Inadequate", 26), None]
        inspections = [inspected(YOUTH, one) for one in ratings]

        audit = ps.audit(iter(inspections), catalogue)

        assert "the record" == audit.name
        assert inspections == [row.inspection for row in audit.rows]
        assert [AGREES, CONTRADICTS, CANNOT_TELL] == [row.verdict for row in audit.rows]
        assert [1, 1, 1] == [audit.count(verdict) for verdict in Verdict]
        assert () == audit.problems

    def test_nothing(self, catalogue: ps.Catalogue) -> None:
        """Of no inspections there is no verdict."""
        assert () == ps.audit([], catalogue).rows

    def test_unknown_framework(self, catalogue: ps.Catalogue) -> None:
        """An inspection under a framework that is not there is refused, with the one that was probably meant."""
        with pytest.raises(ps.UnknownFrameworkError, match=r"youth-2012.*Did you mean 'youth-20") as raised:
            ps.audit([inspected("youth-2012", None)], catalogue)
        assert isinstance(raised.value, KeyError)

    @pytest.mark.parametrize(
        ("published", "evidence", "path"),
        [
            (published("Goood"), {}, "published.overall"),
            (published("Good", s_9_9="Good"), {}, 'published.ratings."9.9"'),
            (published("Good", s_1_1="Splendid"), {}, 'published.ratings."1.1"'),
            (published("Good", 25, 24), {}, "published.score"),
            (published("Good"), {"findings": {"2.3.1": 101}}, 'findings."2.3.1"'),
            (published("Good"), {"findings": {"P 2.1.1": 10}}, 'findings."P 2.1.1"'),
            (published("Good"), {"judgements": {"1.1": "Splendid"}}, 'judgements."1.1"'),
        ],
    )
    def test_what_does_not_fit(
        self, catalogue: ps.Catalogue, published: ps.PublishedRatings, evidence: dict[str, Any], path: str
    ) -> None:
        """What does not fit its framework is a problem of its inspection, named with the service; the others are audited."""
        right = inspected(YOUTH, ps.PublishedRatings(overall="Good", score=26))

        audit = ps.audit([right, inspected(YOUTH, published, **evidence), right], catalogue)

        assert [AGREES, AGREES] == [row.verdict for row in audit.rows]
        assert [f"Somewhere.{path}"] == [one.path for one in audit.problems]
        assert 1 == audit.unreadable

    @pytest.mark.parametrize("services", [("Hull", "York"), ("St. Helens", "St. Albans"), ("Hull", "Hull")], ids=str)
    def test_how_many_do_not_fit(self, catalogue: ps.Catalogue, services: tuple[str, ...]) -> None:
        """It says how many inspections these are, whatever they are called and however much is wrong with each."""
        wrong = inspected(YOUTH, published("Goood", s_9_9="Fine"))

        assert 2 == ps.audit([attrs.evolve(wrong, service=service) for service in services], catalogue).unreadable

    @pytest.mark.parametrize("given", ["record.csv", Path("record.csv")], ids=repr)
    def test_file(self, catalogue: ps.Catalogue, given: Any) -> None:
        """The name of a file is no record: it says what is one."""
        with pytest.raises(TypeError, match="read_record"):
            ps.audit(given, catalogue)

    def test_record(self, catalogue: ps.Catalogue) -> None:
        """A record keeps its name, the rows of its inspections and its problems."""
        problem = ps.CellProblem("row 4", "expected without_maximum cells", row=4)
        inspections = {2: inspected(YOUTH, published("Good", 26)), 7: inspected(YOUTH, None)}
        record = ps.PublishedRecord(name="record.csv", inspections=inspections, problems=(problem,), unread=("Colour",))

        audit = ps.audit(record, catalogue)

        assert "record.csv" == audit.name
        assert [2, 7] == [row.row for row in audit.rows]
        assert (problem,) == audit.problems
        assert (1, ("Colour",)) == (audit.unreadable, audit.unread)

    @pytest.mark.parametrize(
        ("ratings", "not_rated", "expected"),
        [
            (published("Good", 26, 36), (), "Good, 26/36"),
            (
                published("Requires improvement", 26, 36, "72.22", s_1_1="Good"),
                (),
                "Requires improvement, 26/36, 72.22 %, 1 standard",
            ),
            (published(None, 26), (), "26"),
            (published(None, 0, 36), (), "0/36"),
            (published(None, None, 36), (), "a maximum of 36"),
            (published("Good", s_1_1="Good", s_4_1="Good"), (), "Good, 2 standards"),
            (published(), ("overall",), "Not rated"),
            (published(), (), "no rating"),
            (None, (), "no rating"),
        ],
        ids=str,
    )
    def test_published_in_a_line(
        self, catalogue: ps.Catalogue, ratings: ps.PublishedRatings | None, not_rated: tuple[str, ...], expected: str
    ) -> None:
        """What was published is said in a line, and no more than was published."""
        (audited,) = ps.audit([inspected(YOUTH, ratings, not_rated=dict.fromkeys(not_rated, "as published"))], catalogue).rows

        assert expected == audited.published

    @given(known=EVEN)
    def test_same_again(self, known: Known) -> None:
        """An inspection among others is concluded of as one alone: what was concluded before changes nothing."""
        inspection = inspected(known.framework, known.published, not_rated=dict.fromkeys(known.not_rated, "as published"))
        other = inspected(known.framework, attrs.evolve(known.published, overall=None, score=None))
        audit = ps.audit([other, inspection, other, inspection], {known.framework.id: known.framework})

        assert known.conclusion() == audit.rows[1].conclusion == audit.rows[3].conclusion
        assert audit.rows[0].conclusion == audit.rows[2].conclusion


class TestShipped:
    """The published inspections that the plugins of this project bring."""

    def test_each_record(self, catalogue: ps.Catalogue) -> None:
        """Both plugins bring one, each row of which can be read; they agree, contradict and can't be told in these numbers."""
        audits = [ps.audit(record, catalogue) for record in catalogue.published()]
        counted = {audit.name: (len(audit.rows), {verdict: audit.count(verdict) for verdict in Verdict}) for audit in audits}

        assert SHIPPED == counted
        assert [(), ()] == [audit.problems for audit in audits]

    def test_contradicts_where_it_is_known_to_be_wrong(self, catalogue: ps.Catalogue) -> None:
        """What contradicts the rules is known to be wrong at its source, and nothing else is."""
        rows = [row for record in catalogue.published() for row in ps.audit(record, catalogue).rows]
        contradicting = {row.inspection.service for row in rows if row.verdict is CONTRADICTS}
        wrong = [row for row in rows if row.inspection.published and row.inspection.published.status == "wrong at source"]

        assert {"Bridgend", "West Sussex"} == contradicting
        assert [CONTRADICTS, CONTRADICTS] == [row.verdict for row in wrong]
        assert all(row.inspection.note for row in wrong)

    def test_west_sussex_is_there_corrected_as_well(self, catalogue: ps.Catalogue) -> None:
        """West Sussex, 2022, stands there twice: as the scrape has it, and corrected, which agrees."""
        rows = [row for record in catalogue.published() for row in ps.audit(record, catalogue).rows]
        found = [row for row in rows if row.inspection.service == "West Sussex" and row.inspection.framework == YOUTH]
        status = {row.inspection.published.status: row.verdict for row in found if row.inspection.published}

        assert {"wrong at source": CONTRADICTS, "corrected": AGREES} == status

    def test_real_rows(self, catalogue: ps.Catalogue) -> None:
        """York, Ceredigion, Reading and the three units with 2 of 27 agree; both inspections of Essex North are there."""
        rows = [row for record in catalogue.published() for row in ps.audit(record, catalogue).rows]
        verdicts: dict[str, set[Verdict]] = {}
        for row in rows:
            verdicts.setdefault(f"{row.inspection.service}, {row.inspection.framework}", set()).add(row.verdict)

        for name in ("York, youth-2021", "Ceredigion, youth-2021", "Reading, youth-2021", "Derbyshire PDU, pdu-2023"):
            assert {AGREES} == verdicts[name]
        assert {CANNOT_TELL} == verdicts["Essex North PDU, pdu-2023"]
