"""The editions that ship: each can be read and rated by an example, says how sure it is of itself, and keeps to its rules."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator
from fractions import Fraction
from importlib.resources import files
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

import probation_standards as ps
from probation_standards.decisions import JudgementReason, LowestQuestionReason, NotRated, PanelReason, TotalPointsReason
from probation_standards.reports.markdown import framework_markdown
from probation_standards.reports.text import describe

STANDARDS = {
    "crc-2018": 10,
    "nps-2018": 10,
    "crc-2019": 10,
    "nps-2019": 10,
    "pdu-2021": 9,
    "pdu-2023": 7,
    "region-2023": 8,
    "national-2025": 4,
    "approved-premises-2025": 5,
    "public-protection-2025": 4,
    "youth-2018": 12,
    "youth-2021": 13,
    "youth-2025": 7,
    "youth-2025-casework": 4,
}
"""How many standards each edition has: all editions that ship."""

MAXIMA = {
    "crc-2018": [30],
    "nps-2018": [30],
    "crc-2019": [30],
    "nps-2019": [30],
    "pdu-2021": [27],
    "pdu-2023": [21],
    "region-2023": [24],
    "national-2025": [12],
    "approved-premises-2025": [15],
    "public-protection-2025": [],
    "youth-2018": [36, 24],
    "youth-2021": [36, 24],
    "youth-2025": [21],
    "youth-2025-casework": [12],
}
"""The maxima for which each edition has bands of the overall rating, the whole one first."""

UNRATED = "public-protection-2025"
"""The edition that gives no ratings."""

UNSCALED = {UNRATED, "national-2025", "approved-premises-2025"}
"""The editions that rate no standard on percentages, so that they have no bands for them."""

BASED_ON = {
    "crc-2019": "crc-2018",
    "nps-2018": "crc-2018",
    "nps-2019": "nps-2018",
    "youth-2021": "youth-2018",
    "youth-2025-casework": "youth-2025",
}
"""The editions whose files say only what differs from another."""

SHARED = {"crc-2019": 10, "nps-2018": 8, "nps-2019": 10, "youth-2021": 11, "youth-2025-casework": 4}
"""How many standards each of them takes as they stand."""

NAMES = ("Inadequate", "Requires improvement", "Good", "Outstanding")

DIFFERENCES: dict[tuple[str, int, int], str] = {}
"""Where a published table differs from the rule of the mean: framework, maximum and score, and the rating published.

The published table stands. Empty, since no table that was read differs.
"""

IDS = tuple(ps.discover())
INVENTED = tuple(id for id in STANDARDS if id != "pdu-2023")
"""The editions whose example is made up; that of pdu-2023 is a published inspection."""

every_edition = pytest.mark.parametrize("id", IDS)


def example(id: str, root: Path, catalogue: ps.Catalogue) -> ps.Inspection:
    """Return the example of an edition."""
    return ps.read_inspection(root / "examples" / f"{'derbyshire-2025' if id == 'pdu-2023' else id}.toml", catalogue)


def rated(id: str, root: Path, catalogue: ps.Catalogue) -> ps.RatedInspection:
    """Return the example of an edition, rated."""
    return ps.rate(catalogue[id], example(id, root, catalogue).evidence)


def document(id: str, catalogue: ps.Catalogue) -> dict[str, Any]:
    """Return what the file of an edition itself says."""
    (file,) = (entry.framework for entry in catalogue.entries if entry.id == id)
    assert isinstance(file, ps.FrameworkFile)
    return tomllib.loads(files(file.package).joinpath(file.name).read_text(encoding="utf-8"))


def by_mean_points(score: int, standards: int) -> str:
    """Return the overall rating by the rule of the mean points of a standard.

    Up to 1/2 is Inadequate, up to 3/2 Requires improvement, up to 5/2 Good, above that Outstanding.
    """
    mean = Fraction(score, standards)
    return NAMES[sum(mean > limit for limit in (Fraction(1, 2), Fraction(3, 2), Fraction(5, 2)))]


def tables_of(framework: ps.Framework) -> dict[int, ps.BandTable]:
    """Return the bands of the overall rating by maximum."""
    rule = framework.overall
    return {table.maximum: table.bands for table in rule.tables} if isinstance(rule, ps.TotalPoints) else {}


def texts_of(framework: ps.Framework) -> Iterator[tuple[str, bool, ps.Source]]:
    """Yield every statement, key question and prompt: the text, whether it is verbatim, and its source."""
    for standard in framework.standards:
        if standard.statement:
            yield standard.statement, standard.verbatim, standard.statement_source or standard.source
        for question in standard.questions:
            yield question.text, question.verbatim, question.source
            yield from ((prompt.text, prompt.verbatim, prompt.source) for prompt in question.prompts)


def words_of(standard: ps.Standard) -> list[object]:
    """Return everything that a standard says, without where it was read."""
    said: list[object] = [standard.title, standard.statement, standard.verbatim, standard.numbered]
    for question in standard.questions:
        said.append((question.id, question.text, question.verbatim, question.numbered))
        said += [(prompt.id, prompt.text, prompt.verbatim) for prompt in question.prompts]
    return said


def in_one_line(text: str) -> str:
    return " ".join(text.split())


class TestAll:
    def test_fourteen_ship(self) -> None:
        """Fourteen editions ship, those of adult probation first and then those of youth justice, each the oldest first."""
        assert list(STANDARDS) == list(IDS)

    @every_edition
    def test_can_be_read(self, catalogue: ps.Catalogue, id: str) -> None:
        """Each edition can be read, under its own id, and says what type of service it is for and when it was in force."""
        framework = catalogue[id]

        assert id == framework.id
        assert framework.type
        assert framework.in_force is not None

    @every_edition
    def test_number_of_standards(self, catalogue: ps.Catalogue, id: str) -> None:
        """Each edition has as many standards as its publisher names for it."""
        assert STANDARDS[id] == len(catalogue[id].standards)

    @every_edition
    def test_maxima(self, catalogue: ps.Catalogue, id: str) -> None:
        """The whole maximum is the best rating's points for every standard that counts; youth justice of old has a second."""
        framework = catalogue[id]

        assert MAXIMA[id] == list(tables_of(framework))
        if id != UNRATED:
            assert MAXIMA[id][0] == framework.scale.best.points * sum(standard.counts for standard in framework.standards)

    @every_edition
    def test_all_but_resettlement_count(self, catalogue: ps.Catalogue, id: str) -> None:
        """Of all standards one alone does not count towards the overall rating: resettlement in youth justice, from 2021."""
        aside = [standard.id for standard in catalogue[id].standards if not standard.counts]

        assert (["4.1"] if id == "youth-2021" else []) == aside


class TestExamples:
    @every_edition
    def test_lies_within_the_dates_in_force(self, root: Path, catalogue: ps.Catalogue, id: str) -> None:
        """An edition is told by the day on which fieldwork starts: that of its example lies within its dates."""
        inspection, period = example(id, root, catalogue), catalogue[id].in_force

        assert inspection.fieldwork_start is not None
        assert period is not None
        assert period.covers(inspection.fieldwork_start.earliest)
        assert period.covers(inspection.fieldwork_start.latest)

    @every_edition
    def test_can_be_rated(self, root: Path, catalogue: ps.Catalogue, id: str) -> None:
        """Every standard of an example has a rating, unless its rule gives none or the example says why there is none."""
        framework, evidence = catalogue[id], example(id, root, catalogue).evidence

        result = ps.rate(framework, evidence)

        without = {s.id for s in framework.standards if isinstance(s.rule, ps.NoRating)} | {*evidence.not_rated}
        assert without == {standard for standard, rating in result.ratings.items() if rating is None}
        assert (id == UNRATED) == (result.overall.rating is None)

    @every_edition
    def test_is_of_its_edition(self, root: Path, catalogue: ps.Catalogue, id: str) -> None:
        """An example names the edition and the type of service that the edition is for."""
        inspection = example(id, root, catalogue)

        assert (id, catalogue[id].type) == (inspection.framework, inspection.type)

    @pytest.mark.parametrize("id", INVENTED)
    def test_says_that_it_is_made_up(self, root: Path, catalogue: ps.Catalogue, id: str) -> None:
        """What is made up says so, and by its service's name too, and claims no publication."""
        inspection = example(id, root, catalogue)

        assert "Made up, to show how this edition is rated." == inspection.note
        assert inspection.service.startswith("Exampleshire ")
        assert inspection.published is None
        assert inspection.source is None

    def test_names_its_schema(self, root: Path) -> None:
        """Every example begins with the place of the schema that ships, as it lies from there."""
        schema = root / "src/probation_standards/schemas/inspection.schema.json"

        for path in (root / "examples").rglob("*.toml"):
            first = path.read_text(encoding="utf-8").partition("\n")[0]
            assert schema == (path.parent / first.removeprefix("#:schema ")).resolve()

    def test_a_dynamic_inspection_rates_nothing(self, root: Path, catalogue: ps.Catalogue) -> None:
        """Dynamic inspections of public protection publish percentages, rate nothing, and say why."""
        result = rated(UNRATED, root, catalogue)

        assert {None} == {*result.ratings.values()}
        assert [38, 47, 35, 41] == [f.percentage for standard in result for f in result.findings(standard)]
        assert {"dynamic inspections publish percentages without ratings"} == {str(result[id].reason) for id in result}
        assert "dynamic inspections inform follow-up work in the region and rate nothing" == str(result.overall.reason)
        assert (None, None) == (result.score, result.maximum)

    def test_a_service_without_court_cases(self, root: Path, catalogue: ps.Catalogue) -> None:
        """Without court disposals eight standards are left, with a maximum of 24, and the four are named with the reason."""
        result = rated("youth-2018", root, catalogue)

        assert (14, 24) == (result.score, result.maximum)
        assert "Good" == str(result.overall.rating)
        assert isinstance(result.overall.reason, TotalPointsReason)
        because = "not rated: no court disposals in the period from which cases were chosen"
        assert tuple((id, because) for id in ("2.1", "2.2", "2.3", "2.4")) == result.overall.reason.left_out

    def test_resettlement_and_the_panel(self, root: Path, catalogue: ps.Catalogue) -> None:
        """Resettlement unrated leaves the maximum at 36, and a rating that the panel moved enters the score as moved."""
        result = rated("youth-2021", root, catalogue)

        assert (25, 36) == (result.score, result.maximum)
        assert isinstance(result["4.1"].reason, NotRated)
        assert isinstance(result.overall.reason, TotalPointsReason)
        assert (("4.1", "does not count"),) == result.overall.reason.left_out
        (moved,) = (decision for decision in result.values() if isinstance(decision.reason, PanelReason))
        assert isinstance(moved.reason, PanelReason)
        assert ("Requires improvement", "Good") == (str(moved.reason.was.rating), str(moved.rating))

    def test_a_tally_among_percentages(self, root: Path, catalogue: ps.Catalogue) -> None:
        """A tally stands beside percentages, and where it decides, the reason names it."""
        result = rated("nps-2019", root, catalogue)

        (tallied,) = (id for id, finding in result.evidence.findings.items() if isinstance(finding, ps.Tally))
        assert "3.1.1" == tallied
        assert "3.1.1 is the lowest of 2 key questions at ~74.6 per cent (97 of 130), rounded to 75" in str(result["3.1"])

    def test_on_a_threshold_after_rounding(self, root: Path, catalogue: ps.Catalogue) -> None:
        """20 of 31 is below 65 per cent, is rounded to 65, and is Good, which starts there."""
        decision = rated("pdu-2021", root, catalogue)["2.2"]

        assert isinstance(decision.reason, LowestQuestionReason)
        placement = decision.reason.placement
        assert (Fraction(2000, 31), 65, 0) == (placement.figure, placement.placed, placement.points_down)
        assert placement.figure < 65
        assert "Good" == str(decision.rating)

    def test_a_region_is_rated_on_cases(self, root: Path, catalogue: ps.Catalogue) -> None:
        """A region's casework is rated on cases, all of which are known: every question has a tally."""
        result = rated("region-2023", root, catalogue)

        assert {ps.Tally} == {*map(type, result.evidence.findings.values())}
        assert {question.id for question in catalogue["region-2023"].questions} == {*result.evidence.findings}

    def test_the_national_inspection(self, root: Path, catalogue: ps.Catalogue) -> None:
        """Of the one national inspection it was published: overall Requires improvement, and services Inadequate."""
        result = rated("national-2025", root, catalogue)

        assert "Requires improvement" == str(result.overall.rating)
        assert "Inadequate" == str(result["N 3"].rating)

    @pytest.mark.parametrize("id", ["national-2025", "approved-premises-2025"])
    def test_judged_alone(self, root: Path, catalogue: ps.Catalogue, id: str) -> None:
        """The national arrangements and approved premises are rated by judgements, without percentages."""
        result = rated(id, root, catalogue)

        assert {JudgementReason} == {type(decision.reason) for decision in result.values()}
        assert not result.evidence.findings

    def test_the_lower_theme_decides(self, root: Path, catalogue: ps.Catalogue) -> None:
        """In youth justice from 2025 the lower of two themes decides; a percentage of work with victims rates nothing."""
        result = rated("youth-2025", root, catalogue)

        assert isinstance(result["2.1"].reason, LowestQuestionReason)
        assert ("2.1.2", 2) == (result["2.1"].reason.question, result["2.1"].reason.among)
        assert [58] == [finding.percentage for finding in result.findings("V1")]
        assert isinstance(result["V1"].reason, JudgementReason)

    def test_the_highest_ratings(self, root: Path, catalogue: ps.Catalogue) -> None:
        """Four standards at Outstanding are 12 of 12 points, and Outstanding overall."""
        result = rated("youth-2025-casework", root, catalogue)

        assert ["Outstanding"] * 4 == [str(rating) for rating in result.ratings.values()]
        assert (12, 12, "Outstanding") == (result.score, result.maximum, str(result.overall.rating))

    def test_an_inspection_without_ratings(self, root: Path, catalogue: ps.Catalogue) -> None:
        """Small services were inspected without ratings: with the reason alone, neither a standard nor the overall is rated."""
        inspection = example("youth-unrated", root, catalogue)
        because = "a small service: with so few cases no ratings are given"

        result = ps.rate(catalogue["youth-2018"], inspection.evidence)

        assert ps.Evidence(not_rated={"overall": because}) == inspection.evidence
        assert {(None, because)} == {(result[id].rating, str(result[id].reason)) for id in result}
        assert (None, because) == (result.overall.rating, str(result.overall.reason))


@pytest.fixture(scope="module")
def units(root: Path, catalogue: ps.Catalogue) -> list[ps.Inspection]:
    """The two PDUs of the folder examples/region-2023."""
    return [ps.read_inspection(root / f"examples/region-2023/{name}.toml", catalogue) for name in ("north", "south")]


@pytest.fixture(scope="module")
def region(root: Path, catalogue: ps.Catalogue) -> ps.Inspection:
    """Their region."""
    return ps.read_inspection(root / "examples/region-2023/region.toml", catalogue)


@pytest.fixture(scope="module")
def tallies(catalogue: ps.Catalogue, units: list[ps.Inspection]) -> dict[str, list[ps.Tally]]:
    """The tallies of the units for each of the region's questions that is asked in the PDUs' framework."""
    asked = {question.id for question in catalogue["pdu-2023"].questions}
    found: dict[str, list[ps.Tally]] = {}
    for question in catalogue["region-2023"].questions:
        if question.pooled_from in asked:
            given = [unit.evidence.findings[question.pooled_from] for unit in units]
            found[question.id] = [tally for tally in given if isinstance(tally, ps.Tally)]
    return found


class TestARegionWithItsPdus:
    """The folder examples/region-2023: a region and its two PDUs."""

    def test_three_files(self, root: Path) -> None:
        """The region stands beside its two PDUs, and nothing else does."""
        assert ["north.toml", "region.toml", "south.toml"] == sorted(p.name for p in (root / "examples/region-2023").iterdir())

    def test_made_up(self, region: ps.Inspection, units: list[ps.Inspection]) -> None:
        """All three say that they are made up, and belong to one region."""
        for inspection in (region, *units):
            assert inspection.note.startswith("Made up, ")
            assert ("Exampleshire", True) == (inspection.region, inspection.service.startswith("Exampleshire "))

    def test_units_are_rated_by_themselves(self, catalogue: ps.Catalogue, units: list[ps.Inspection]) -> None:
        """Each PDU has all its evidence and is rated on its own cases."""
        results = [ps.rate(catalogue["pdu-2023"], unit.evidence) for unit in units]

        assert [(7, "Requires improvement"), (12, "Good")] == [(each.score, str(each.overall.rating)) for each in results]

    def test_in_force(self, catalogue: ps.Catalogue, region: ps.Inspection, units: list[ps.Inspection]) -> None:
        """The PDUs of a region are inspected first, and then the region, within the dates of their editions."""
        starts = [inspection.fieldwork_start for inspection in (*units, region)]

        assert sorted(starts, key=str) == starts
        for inspection, start in zip((*units, region), starts, strict=True):
            period = catalogue[inspection.framework].in_force
            assert start is not None
            assert period is not None
            assert period.covers(start.earliest)

    def test_the_region_lacks_what_is_pooled(
        self, catalogue: ps.Catalogue, region: ps.Inspection, tallies: dict[str, list[ps.Tally]]
    ) -> None:
        """The region can be read and, without its PDUs' cases, not rated: it lacks just what is pooled from them."""
        with pytest.raises(ps.EvidenceError) as raised:
            ps.rate(catalogue["region-2023"], region.evidence)

        assert [f'findings."{id}"' for id in tallies] == [problem.path for problem in raised.value.problems]
        assert all(problem.missing for problem in raised.value.problems)

    def test_pooling_is_not_averaging(self, catalogue: ps.Catalogue, tallies: dict[str, list[ps.Tally]]) -> None:
        """R 2.2.1 is Requires improvement on all cases, 54 of 90, where the mean of the two percentages would be Good."""
        (bands,) = (table for table in catalogue["region-2023"].tables if table.id == "casework")
        differ = {}
        for id, (north, south) in tallies.items():
            pooled = (north + south).percentage
            assert pooled is not None
            mean = (Fraction(north.percentage or 0) + Fraction(south.percentage or 0)) / 2
            placed = [bands.place(figure).band.rating.name for figure in (pooled, mean)]
            if placed[0] != placed[1]:
                differ[id] = placed

        assert {"R 2.2.1": ["Requires improvement", "Good"]} == differ
        assert ps.Tally(54, 90) == sum(tallies["R 2.2.1"], ps.Tally(0, 0))

    def test_rated_on_the_pooled_cases(
        self,
        catalogue: ps.Catalogue,
        region: ps.Inspection,
        units: list[ps.Inspection],
        tallies: dict[str, list[ps.Tally]],
    ) -> None:
        """With the cases of its PDUs added up, the region is rated, and that question decides R 2.2."""
        framework = catalogue["region-2023"]
        added = {id: north + south for id, (north, south) in tallies.items()}

        pooled = ps.pool(framework, region.evidence, {unit.service: unit.evidence for unit in units})
        result = ps.rate(framework, pooled)

        assert {**region.evidence.findings, **added} == pooled.findings
        assert isinstance(result["R 2.2"].reason, LowestQuestionReason)
        assert ("R 2.2.1", ps.Tally(54, 90)) == (result["R 2.2"].reason.question, result["R 2.2"].reason.tally)
        assert (11, 24, "Requires improvement") == (result.score, result.maximum, str(result.overall.rating))


class TestScoreBands:
    @every_edition
    def test_follow_the_mean_points(self, catalogue: ps.Catalogue, id: str) -> None:
        """Every table of scores is that of one rule: mean points up to 1/2, up to 3/2, up to 5/2, above."""
        framework = catalogue[id]
        for maximum, bands in tables_of(framework).items():
            standards, rest = divmod(maximum, framework.scale.best.points)
            assert 0 == rest
            scores = range(maximum + 1)
            expected = {score: DIFFERENCES.get((id, maximum, score), by_mean_points(score, standards)) for score in scores}

            assert expected == {score: bands.place(score).band.rating.name for score in scores}

    def test_differences_are_differences(self, catalogue: ps.Catalogue) -> None:
        """What is named as a difference is one: of a table that there is, and against the rule."""
        for (id, maximum, score), rating in DIFFERENCES.items():
            assert maximum in tables_of(catalogue[id])
            assert score <= maximum
            assert rating != by_mean_points(score, maximum // catalogue[id].scale.best.points)

    @pytest.mark.parametrize("id", ["youth-2018", "youth-2021"])
    @pytest.mark.parametrize(
        ("score", "maximum", "expected"),
        [
            (5, 36, "Inadequate"),
            (8, 36, "Requires improvement"),
            (18, 36, "Requires improvement"),
            (19, 36, "Good"),
            (29, 36, "Good"),
            (31, 36, "Outstanding"),
            (34, 36, "Outstanding"),
            (1, 24, "Inadequate"),
        ],
    )
    def test_published_scores_of_youth_justice(
        self, catalogue: ps.Catalogue, id: str, score: int, maximum: int, expected: str
    ) -> None:
        """The control: scores and ratings of the reports of 2021 to 2025, as Data to Insight recorded them."""
        assert expected == tables_of(catalogue[id])[maximum].place(score).band.rating.name


class TestTruth:
    """What was not read is not claimed."""

    @every_edition
    def test_every_source_has_a_confidence(self, catalogue: ps.Catalogue, id: str) -> None:
        """Every source is confirmed, inferred or recalled."""
        sources = catalogue[id].sources

        assert sources
        assert all(isinstance(source.confidence, ps.Confidence) for source in sources)

    @every_edition
    def test_nothing_recalled_is_verbatim(self, catalogue: ps.Catalogue, id: str) -> None:
        """No statement, key question or prompt whose source is recalled is given as the publisher's wording."""
        recalled = [(text, verbatim) for text, verbatim, s in texts_of(catalogue[id]) if s.confidence is ps.Confidence.RECALLED]

        assert [] == [text for text, verbatim in recalled if verbatim]

    @every_edition
    @pytest.mark.parametrize("shown", [describe, framework_markdown])
    def test_what_is_not_quoted_is_marked(self, catalogue: ps.Catalogue, id: str, shown: Callable[[ps.Framework], str]) -> None:
        """Each text stands with its confidence and source, and with a mark where it is recalled or ours, and only there."""
        framework = catalogue[id]
        text = in_one_line(shown(framework))
        for words, verbatim, source in texts_of(framework):
            recalled = source.confidence is ps.Confidence.RECALLED
            mark = " [recalled, not the publisher's wording]" if recalled else "" if verbatim else " [not verbatim]"

            assert f"{in_one_line(words)}{mark} ({source.confidence.value}: {source.id})" in text

    @every_edition
    @pytest.mark.parametrize("shown", [describe, framework_markdown])
    def test_numbers_that_were_not_read_are_marked(
        self, catalogue: ps.Catalogue, id: str, shown: Callable[[ps.Framework], str]
    ) -> None:
        """The number of a standard or a key question is marked where it is recalled or ours, and only there."""
        framework = catalogue[id]
        text = in_one_line(shown(framework))
        marks = {"recalled": " [number recalled]", "ours": " [our number]"}
        for standard in framework.standards:
            assert f"{standard.id}{marks.get(standard.numbered, '')} {standard.title}" in text
        for question in framework.questions:
            assert f"{question.id}{marks.get(question.numbered, '')} {in_one_line(question.text)}" in text

    @every_edition
    def test_what_is_inferred_says_how(self, catalogue: ps.Catalogue, id: str) -> None:
        """Every inferred source has a note, which says from what it was inferred."""
        inferred = [source for source in catalogue[id].sources if source.confidence is ps.Confidence.INFERRED]

        assert inferred
        assert [] == [source.id for source in inferred if not source.note.strip()]

    @every_edition
    def test_thresholds_are_recalled(self, catalogue: ps.Catalogue, id: str) -> None:
        """The thresholds of casework were read in no edition, so they are recalled wherever there are any."""
        found = [table.source.confidence for table in catalogue[id].tables if table.id == "casework"]

        assert ([] if id in UNSCALED else [ps.Confidence.RECALLED]) == found

    @every_edition
    def test_addresses(self, catalogue: ps.Catalogue, id: str) -> None:
        """Where a source has an address, it is a whole one."""
        addresses = [source.url for source in catalogue[id].sources if source.url]

        assert addresses
        for address in addresses:
            assert address.startswith("http")
            assert "." in urlsplit(address).netloc

    @every_edition
    def test_has_a_note(self, catalogue: ps.Catalogue, id: str) -> None:
        """Each edition has a note: from what it was put together, and what of it was not read."""
        assert catalogue[id].note.strip()


class TestSharedTexts:
    @every_edition
    def test_based_on(self, catalogue: ps.Catalogue, id: str) -> None:
        """Five editions say only what differs from another one, each in its own file; nine stand by themselves."""
        expected = f"{BASED_ON[id]}.toml" if id in BASED_ON else None

        assert expected == document(id, catalogue).get("based_on")

    @pytest.mark.parametrize("id", BASED_ON)
    def test_hold_the_same(self, catalogue: ps.Catalogue, id: str) -> None:
        """Standards that are not said anew hold the same questions and prompts as in the edition that it is based on."""
        edition, base = catalogue[id], catalogue[BASED_ON[id]]
        anew = {standard["id"] for standard in document(id, catalogue).get("standards", [])}
        shared = [standard for standard in edition.standards if standard.id not in anew]

        assert SHARED[id] == len(shared)
        for standard in shared:
            assert words_of(base[standard.id]) == words_of(standard)

    @pytest.mark.parametrize("id", BASED_ON)
    def test_left_out(self, catalogue: ps.Catalogue, id: str) -> None:
        """Standards that are left out are gone, and those that are said anew hold their own questions and no others."""
        edition, own = catalogue[id], document(id, catalogue)
        anew = {standard["id"]: standard for standard in own.get("standards", [])}
        kept = {standard.id for standard in catalogue[BASED_ON[id]].standards} - {*own.get("without", [])}

        assert kept | {*anew} == {standard.id for standard in edition.standards}
        for name, standard in anew.items():
            said = [(question["id"], question["text"]) for question in standard["questions"]]
            assert said == [(question.id, question.text) for question in edition[name].questions]


class TestPooledQuestions:
    def test_refer_to_what_there_is(self, catalogue: ps.Catalogue) -> None:
        """A region's question is pooled from a question of the PDUs of the same programme, each once, or from its own."""
        region, asked = catalogue["region-2023"], {question.id for question in catalogue["pdu-2023"].questions}
        pooled = {question.id: question.pooled_from for question in region.questions if question.pooled_from}

        assert {"R 2.3.1", "R 2.5.1"} | {f"R 2.{standard}.{n}" for standard in (1, 2) for n in range(1, 5)} == {*pooled}
        assert len(pooled) == len({*pooled.values()})
        assert ["R 2.3.1", "R 2.5.1"] == [id for id, whence in pooled.items() if whence == id]
        assert {whence for id, whence in pooled.items() if whence != id} <= asked

    def test_have_the_words_of_the_pdus(self, catalogue: ps.Catalogue) -> None:
        """What is pooled from a question of the PDUs is asked in the same words, which are not claimed to be the region's."""
        words = {question.id: question.text for question in catalogue["pdu-2023"].questions}

        for question in catalogue["region-2023"].questions:
            if question.pooled_from in words:
                assert words[question.pooled_from] == question.text
                assert not question.verbatim

    @every_edition
    def test_are_a_regions_alone(self, catalogue: ps.Catalogue, id: str) -> None:
        """In no other edition is a question pooled."""
        assert (id == "region-2023") == any(question.pooled_from for question in catalogue[id].questions)
