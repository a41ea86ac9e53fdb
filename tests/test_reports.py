"""Reports: they repeat what was decided, mark what is not quoted, and decide nothing."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from fractions import Fraction
from importlib.metadata import EntryPoint
from types import SimpleNamespace
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

import probation_standards as ps
from probation_standards.agreements import agreement
from probation_standards.catalogues import Entry, Plugin
from probation_standards.reports.data import finding_data, how_sure, rated_data
from probation_standards.reports.markdown import (
    explained_markdown,
    framework_markdown,
    frameworks_markdown,
    rated_markdown,
    table,
)
from probation_standards.reports.terminal import rating_text, show_frameworks, show_rated
from probation_standards.reports.text import describe, explain, finding_text, heading, question_text

RECALLED = "[recalled, not the publisher's wording]"
OURS = "[not verbatim]"

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")

SOURCE = ps.Source(id="report", title="A report", confidence="confirmed")
MEMORY = ps.Source(id="memory", title="The standards, not read", confidence="recalled")


def words(text: str) -> str:
    """The text on one line, however it was wrapped."""
    return " ".join(text.split())


def on_terminal(rated: ps.RatedInspection, inspection: ps.Inspection, *, colour: bool = False, width: int = 120) -> str:
    written = io.StringIO()
    show_rated(Console(file=written, width=width, force_terminal=colour, no_color=not colour), rated, inspection)
    return written.getvalue()


@pytest.fixture(scope="module")
def derbyshire_rated(pdu: ps.Framework, derbyshire: ps.Inspection) -> ps.RatedInspection:
    return ps.rate(pdu, derbyshire.evidence)


@pytest.fixture(scope="module")
def varied(derbyshire: ps.Inspection) -> ps.Inspection:
    """Derbyshire, with tallies, a panel decision, a reason for a judgement, and standards that are not rated."""
    findings: dict[str, Any] = dict(derbyshire.evidence.findings)
    findings |= {"P 2.1.3": ps.Tally(37, 62), "P 2.2.3": ps.Tally(0, 0), "P 2.3.3": "64.5"}
    evidence = ps.Evidence(
        findings=findings,
        judgements={**derbyshire.evidence.judgements, "P 1.1": ps.Judgement("Good", because="leaders | were\nseen")},
        not_rated={"P 2.4": "no cases in the period"},
        panel={"P 2.1": ps.PanelDecision("Good", because="one case from\nthe threshold")},
    )
    return attrs.evolve(derbyshire, evidence=evidence)


@pytest.fixture(scope="module")
def varied_rated(pdu: ps.Framework, varied: ps.Inspection) -> ps.RatedInspection:
    return ps.rate(pdu, varied.evidence)


@pytest.fixture(scope="module")
def remembered() -> ps.Framework:
    """A framework with texts that are recalled, texts that are ours, and texts that are the publisher's."""
    questions = (
        ps.KeyQuestion(
            id="1.1.1",
            text="Is this recalled?",
            verbatim=False,
            prompts=(
                ps.Prompt(id="1.1.1a", text="A prompt that is recalled, and long enough " * 3, verbatim=False, source=MEMORY),
                ps.Prompt(id="1.1.1b", text="A prompt that is ours.", verbatim=False, source=SOURCE),
            ),
            source=MEMORY,
        ),
        ps.KeyQuestion(id="1.1.2", text="Is this quoted?", source=SOURCE),
        ps.KeyQuestion(id="1.1.3", text="Is this ours?", verbatim=False, source=SOURCE),
    )
    scale = ps.RatingScale(ratings=(ps.Rating("Poor", 0), ps.Rating("Good", 1)), source=SOURCE)
    bands = ps.BandTable(
        id="casework",
        bands=(ps.RatingBand(scale["Poor"], 0), ps.RatingBand(scale["Good"], Fraction(129, 2))),
        rounding="exact",
        unit="per cent",
        source=MEMORY,
    )
    return ps.Framework(
        id="remembered",
        title="Remembered",
        edition="2025",
        scale=scale,
        domains=(ps.Domain(id="1", title="All", source=SOURCE),),
        standards=(
            ps.Standard(
                id="1.1",
                title="Leading",
                statement="This statement is recalled.",
                verbatim=False,
                domain="1",
                questions=questions,
                rule=ps.LowestQuestion(bands=bands, source=SOURCE),
                counts=False,
                source=MEMORY,
            ),
            ps.Standard(
                id="1.2",
                title="Pilot",
                domain="1",
                rule=ps.NoRating(because="a pilot", source=SOURCE),
                source=SOURCE,
            ),
        ),
        overall=ps.NoRating(because="this edition gives no overall rating", source=SOURCE),
        source=SOURCE,
    )


def parts_with_text(framework: ps.Framework) -> Iterator[ps.KeyQuestion | ps.Prompt]:
    for question in framework.questions:
        yield question
        yield from question.prompts


def ids(framework: ps.Framework) -> list[str]:
    """The ids of all standards, questions and sources."""
    standards = [standard.id for standard in framework.standards]
    return standards + [question.id for question in framework.questions] + [source.id for source in framework.sources]


class TestReasons:
    """Each report repeats what was recorded."""

    @pytest.mark.parametrize("which", ["derbyshire", "varied"])
    def test_everywhere(self, request: pytest.FixtureRequest, which: str) -> None:
        """Every rating and its reason is in every report, in the words in which it was recorded."""
        inspection: ps.Inspection = request.getfixturevalue(which)
        rated: ps.RatedInspection = request.getfixturevalue(f"{which}_rated")
        data = rated_data(rated, inspection)
        texts = [explain(rated, inspection), explain(rated), rated_markdown(rated, inspection)]
        texts.append(explained_markdown(rated, inspection))

        assert [(decision.rating.name if decision.rating else None, str(decision.reason)) for decision in rated.values()] == [
            (standard["rating"], standard["reason"]) for standard in data["standards"]
        ]
        assert str(rated.overall.reason) == data["overall"]["reason"]
        for report in texts:
            plain = words(report).replace("\\|", "|")
            for decision in (*rated.values(), rated.overall):
                assert words(str(decision.reason)) in plain
                assert (decision.rating.name if decision.rating else "Not rated") in plain

    def test_score(self, derbyshire: ps.Inspection, derbyshire_rated: ps.RatedInspection) -> None:
        """The score is shown with its maximum."""
        assert "Score: 2/21" in on_terminal(derbyshire_rated, derbyshire)
        assert "2 of 21 points" in words(explain(derbyshire_rated))
        assert "2 of 21 points" in rated_markdown(derbyshire_rated, derbyshire)

    def test_rated_under(self, derbyshire: ps.Inspection, derbyshire_rated: ps.RatedInspection) -> None:
        """A report says under which framework and edition it was rated, and its fingerprint."""
        digest = derbyshire_rated.digest

        assert digest in rated_markdown(derbyshire_rated, derbyshire)
        assert digest[:19] in explain(derbyshire_rated)
        assert digest == rated_data(derbyshire_rated, derbyshire)["digest"]
        assert "pdu-2023" in on_terminal(derbyshire_rated, derbyshire)

    def test_no_overall(self, remembered: ps.Framework) -> None:
        """Where no overall rating is given, no report shows a score or makes a rating up."""
        rated = ps.rate(remembered, ps.Evidence(findings={"1.1.1": 60, "1.1.2": ps.Tally(0, 0), "1.1.3": 80}))
        inspection = ps.Inspection(service="A", framework="remembered")
        data = rated_data(rated, inspection)

        assert (data["score"], data["maximum"], data["overall"]["rating"]) == (None, None, None)
        assert "Overall: Not rated" in explain(rated)
        assert "**Overall: Not rated**" in rated_markdown(rated, inspection)
        assert "Score" not in on_terminal(rated, inspection)
        assert "Overall: Not rated" in on_terminal(rated, inspection)

    def test_does_not_count(self, remembered: ps.Framework) -> None:
        """A standard that does not count is shown as such beside its points."""
        rated = ps.rate(remembered, ps.Evidence(findings=dict.fromkeys(["1.1.1", "1.1.2", "1.1.3"], 80)))

        assert "(1 point, does not count)" in explain(rated)
        assert "1 (does not count)" in words(on_terminal(rated, ps.Inspection(service="A", framework="remembered")))


class TestExplain:
    def test_findings(self, varied: ps.Inspection, varied_rated: ps.RatedInspection) -> None:
        """Each finding stands under its standard: exact where that is short, with its counts, or without relevant cases."""
        text = words(explain(varied_rated, varied))

        assert "60 % P 2.1.1 Does assessment focus" in text
        assert "~59.7 % (37 of 62) P 2.1.3 Does assessment" in text
        assert "no relevant cases P 2.2.3 Does planning" in text
        assert "64.5 % P 2.3.3 Does the implementation" in text

    def test_how_sure(self, derbyshire_rated: ps.RatedInspection) -> None:
        """It ends with how sure each rule and number is: nothing that a rating rests on goes without."""
        text = words(explain(derbyshire_rated).split("How sure the rules are")[1])

        assert "recalled: thresholds of casework" in text
        assert "inferred: rounding of casework" in text
        assert "confirmed: ratings and points" in text

    def test_domains(self, derbyshire_rated: ps.RatedInspection, pdu: ps.Framework) -> None:
        """Standards stand under the titles of their domains, in the framework's order."""
        text = explain(derbyshire_rated)
        expected = [domain.title for domain in pdu.domains]

        assert expected == [line for line in text.splitlines() if line in expected]
        places = [text.index(f"  {standard.id} {standard.title}: ") for standard in pdu.standards]
        assert sorted(places) == places

    def test_without_inspection(self, derbyshire: ps.Inspection, derbyshire_rated: ps.RatedInspection) -> None:
        """Without the inspection there is no service to name and nothing published to compare with; the rest is the same."""
        whole = explain(derbyshire_rated, derbyshire)

        assert explain(derbyshire_rated) in whole
        assert "Derbyshire PDU" in whole
        assert "Derbyshire PDU, " not in explain(derbyshire_rated)
        assert "published" not in explain(derbyshire_rated).split("How sure")[0]

    def test_width(self, varied: ps.Inspection, varied_rated: ps.RatedInspection, pdu: ps.Framework) -> None:
        """No line is longer than 120 characters, and most are within 100; addresses stay whole, to be copied."""
        printed = [*explain(varied_rated, varied).splitlines(), *describe(pdu).splitlines()]
        lines = [line for line in printed if "://" not in line]

        assert max(map(len, lines)) <= 120
        assert sum(len(line) > 100 for line in lines) <= 2

    def test_agreement(self, derbyshire: ps.Inspection, varied: ps.Inspection) -> None:
        """Whether the published ratings agree is the last thing said, with every difference."""

        def last(inspection: ps.Inspection, rated: ps.RatedInspection) -> str:
            return explain(rated, inspection).split("How sure the rules are")[1]

        pdu = ps.discover()["pdu-2023"]
        disagreeing = ps.rate(pdu, varied.evidence)
        found = agreement(varied.published, disagreeing)
        unpublished = attrs.evolve(derbyshire, published=None)

        assert "Agrees with what was published (10 of 10 compared)." in last(derbyshire, ps.rate(pdu, derbyshire.evidence))
        assert "No published ratings" in last(unpublished, ps.rate(pdu, derbyshire.evidence))
        assert f"Disagrees with what was published ({len(found.differences)} of 10 compared)" in last(varied, disagreeing)
        assert "P 2.4: published Inadequate, decided not rated" in last(varied, disagreeing)
        for difference in found.differences:
            assert str(difference) in last(varied, disagreeing)


class TestMarks:
    """What is not the publisher's wording is never shown as if it were."""

    def test_question_text(self, remembered: ps.Framework) -> None:
        """A recalled text and a text of ours each have their mark; the publisher's has none."""
        recalled, quoted, ours = remembered.questions

        assert question_text(recalled) == f"Is this recalled? {RECALLED}"
        assert question_text(quoted) == "Is this quoted?"
        assert question_text(ours) == f"Is this ours? {OURS}"

    @pytest.mark.parametrize("which", ["pdu", "remembered"])
    def test_frameworks(self, request: pytest.FixtureRequest, which: str) -> None:
        """Wherever a framework is shown, each question and prompt has its mark, and how sure we are of it."""
        framework: ps.Framework = request.getfixturevalue(which)
        for report in (words(describe(framework)), words(framework_markdown(framework))):
            for part in parts_with_text(framework):
                sure = part.source.confidence
                mark = RECALLED if sure is ps.Confidence.RECALLED else "" if part.verbatim else OURS
                shown = words(f"{part.text} {mark} ({sure.value}: {part.source.id})")
                assert shown in report
                assert report.count(words(part.text)) == report.count(shown)

    @pytest.mark.parametrize("report", ["explain", "markdown"])
    def test_explanations(self, remembered: ps.Framework, report: str) -> None:
        """Wherever the findings are shown, each question has its mark."""
        rated = ps.rate(remembered, ps.Evidence(findings={"1.1.1": 60, "1.1.2": 70, "1.1.3": 80}))
        inspection = ps.Inspection(service="A", framework="remembered")
        shown = words(explain(rated, inspection) if report == "explain" else explained_markdown(rated, inspection))

        assert shown.count("Is this recalled?") == shown.count(f"Is this recalled? {RECALLED}") == 1
        assert shown.count("Is this ours?") == shown.count(f"Is this ours? {OURS}") == 1
        assert RECALLED not in shown.split("Is this quoted?")[1].split("Is this ours?")[0]

    @pytest.mark.parametrize("show", [describe, framework_markdown])
    def test_statement(self, remembered: ps.Framework, show: Any) -> None:
        """A recalled statement is followed by how sure we are of it, before anything else of its standard."""
        shown = words(show(remembered)).split("This statement is recalled.")[1]

        assert "(recalled" in shown[:80]

    @pytest.mark.parametrize("show", [describe, framework_markdown])
    def test_numbers(self, pdu: ps.Framework, show: Any) -> None:
        """Points, thresholds and rounding are each shown with how sure we are of them."""
        shown = words(show(pdu)).replace("|", " ")
        bands = next(line for line in show(pdu).split("Bands") if "casework" in line.split(",")[0].split("\n")[0])
        points = re.search(r"Requires improvement\s+1.{0,200}?confirmed", shown)

        assert "(recalled" in bands
        assert "inferred" in bands
        assert points


class TestData:
    def test_keys(self, derbyshire: ps.Inspection, derbyshire_rated: ps.RatedInspection) -> None:
        """The plain data holds what was decided, under names that stay."""
        data = rated_data(derbyshire_rated, derbyshire)
        wanted = {"framework", "digest", "service", "score", "maximum", "overall", "standards", "agrees_with_published"}
        of_a_standard = {"id", "title", "rating", "points", "counts", "reason", "findings"}

        assert wanted <= set(data)
        assert {"rating", "reason"} <= set(data["overall"])
        assert all(of_a_standard <= set(standard) for standard in data["standards"])
        assert [standard["id"] for standard in data["standards"]] == list(derbyshire_rated)

    @pytest.mark.parametrize("which", ["derbyshire", "varied"])
    def test_json(self, request: pytest.FixtureRequest, which: str) -> None:
        """It goes through JSON without a change: nothing in it is anything but numbers, texts, lists and dicts."""
        data = rated_data(request.getfixturevalue(f"{which}_rated"), request.getfixturevalue(which))

        assert data == json.loads(json.dumps(data, allow_nan=False))

    def test_panel(self, varied: ps.Inspection, varied_rated: ps.RatedInspection) -> None:
        """A rating that the panel moved is given with the decision before it."""
        (moved,) = (standard for standard in rated_data(varied_rated, varied)["standards"] if standard["id"] == "P 2.1")

        assert (moved["rating"], moved["points"]) == ("Good", 2)
        assert moved["decided_by"]["kind"] == "panel-decision"
        assert moved["decided_by"]["was"]["rating"] == "Requires improvement"
        assert moved["decided_by"]["was"]["reason"]["question"] == "P 2.1.3"

    @given(relevant=st.integers(0, 300), share=st.fractions(0, 1))
    def test_finding(self, relevant: int, share: Fraction) -> None:
        """A percentage is given to the nearest float and exactly; without relevant cases there is none, which is not 0."""
        tally = ps.Tally(int(share * relevant), relevant)
        data = finding_data(ps.Finding("q", tally.percentage, tally))

        assert (tally.sufficient, tally.relevant) == (data["sufficient"], data["relevant"])
        if relevant:
            assert Fraction(100 * tally.sufficient, relevant) == Fraction(data["exact"])
            assert float(Fraction(data["exact"])) == data["percentage"]
        else:
            assert (data["percentage"], data["exact"]) == (None, None)

    @pytest.mark.parametrize(
        ("published", "agrees", "differences"),
        [
            (None, None, []),
            (ps.PublishedRatings(), None, []),
            (ps.PublishedRatings(overall="Inadequate"), True, []),
            (ps.PublishedRatings(score=3), False, [{"what": "score", "published": 3, "decided": 2}]),
        ],
        ids=["none", "nothing", "agrees", "disagrees"],
    )
    def test_published(
        self,
        derbyshire: ps.Inspection,
        derbyshire_rated: ps.RatedInspection,
        published: ps.PublishedRatings | None,
        agrees: object,
        differences: object,
    ) -> None:
        """Whether the published ratings agree is true, false, or null where none are known."""
        data = rated_data(derbyshire_rated, attrs.evolve(derbyshire, published=published))

        assert agrees is data["agrees_with_published"]
        assert differences == data["differences"]

    def test_how_sure(self, pdu: ps.Framework) -> None:
        """What a rating rests on is all there, each once, with a source of the framework."""
        named = [what for whats, _ in how_sure(pdu) for what in whats.split(", ")]

        assert len(set(named)) == len(named)
        assert {"ratings and points", "thresholds of casework", "rounding of casework", "thresholds of score-21"} <= set(named)
        assert {source.id for _, source in how_sure(pdu)} <= {source.id for source in pdu.sources}


class TestMarkdown:
    @given(rows=st.lists(st.lists(st.text(st.characters(exclude_categories=["Cs"])), min_size=2, max_size=2), max_size=3))
    def test_table(self, rows: list[list[str]]) -> None:
        """Whatever is in its cells, a table has a line for each row and two cells in each line."""
        lines = re.split("\r\n|\r|\n", table(["a", "b"], rows))

        assert len(rows) + 2 == len(lines)
        for line in lines:
            assert len(re.findall(r"(?<!\\)\|", line)) == 3

    def test_bars(self) -> None:
        """A bar within a cell is escaped."""
        assert table(["a|b"], [["c|d"]]) == "| a\\|b |\n| --- |\n| c\\|d |"

    @pytest.mark.parametrize("report", [rated_markdown, explained_markdown])
    def test_inspection(self, varied: ps.Inspection, varied_rated: ps.RatedInspection, report: Any) -> None:
        """In the report of an inspection, no reason breaks its table: each line of it begins and ends with a bar."""
        rows = [line for line in report(varied_rated, varied).splitlines() if line.startswith(("| P ", "|"))]
        other = [line for line in report(varied_rated, varied).splitlines() if "|" in line and line not in rows]

        assert len([row for row in rows if re.match(r"\| P \d\.\d ", row)]) == 7
        assert [row for row in rows if not row.endswith("|")] == []
        assert other == []

    def test_framework(self, pdu: ps.Framework) -> None:
        """A framework in Markdown has every standard, question, prompt, threshold and source."""
        text = framework_markdown(pdu)
        for id in ids(pdu):
            assert id in text
        for standard in pdu.standards:
            assert standard.statement in text
        for bands in pdu.tables:
            assert all(f"| {band.starts} | {band.rating} |" in text for band in bands.bands)
        assert pdu.digest in text

    @pytest.mark.parametrize("show", [describe, framework_markdown])
    def test_ids_of_prompts(self, pdu: ps.Framework, show: Any) -> None:
        """A prompt can have a finding, so it is shown with the id under which that is given."""
        text = words(show(pdu))

        assert [part.id for part in parts_with_text(pdu) if f"{part.id} {words(part.text)}" not in text] == []

    def test_when_in_force(self, pdu: ps.Framework) -> None:
        """A framework is shown with the time in which it was in force, as text and as Markdown."""
        for report in (describe(pdu), framework_markdown(pdu)):
            assert "2023-10" in report
            assert "2025-10" in report

    def test_frameworks(self, catalogue: ps.Catalogue) -> None:
        """The installed frameworks in Markdown are a table with id, title, dates, and where each is from, a row for each."""
        _, _, *rows = frameworks_markdown(catalogue.entries).splitlines()
        cells = [row.strip("| ").split(" | ") for row in rows]

        assert [f"`{entry.id}`" for entry in catalogue.entries] == [id for id, *_ in cells]
        for entry, (_, *said) in zip(catalogue.entries, cells, strict=True):
            assert {entry.title, entry.dates, f"{entry.plugin.distribution} {entry.plugin.version}"} <= {*said}

        expected = "| `pdu-2023` | Inspection of probation delivery units | PDU | 2023-10 to 2025-10 | probation-standards-"
        assert [row for row in rows if row.startswith(expected)]


class TestDescribe:
    def test_everything(self, pdu: ps.Framework) -> None:
        """A description has every standard, question, prompt, threshold and source, and the time in force."""
        text = words(describe(pdu))
        for id in ids(pdu):
            assert id in text
        for bands in pdu.tables:
            for band in bands.bands:
                assert f"{band.rating} from {band.starts}" in text
        assert pdu.digest in text
        assert "2023-10 to 2025-10" in text

    def test_does_not_count(self, remembered: ps.Framework) -> None:
        """What does not count is said to, and thresholds that are not whole are shown as decimals."""
        text = words(describe(remembered))

        assert "1.1 Leading (recalled: memory), does not count towards the overall rating" in text
        assert "Good from 64.5" in text


class TestSmallTexts:
    def test_heading(self, derbyshire: ps.Inspection) -> None:
        """The heading names the service, its region and its dates, as far as they are known."""
        assert heading(derbyshire) == "Derbyshire PDU, East Midlands, fieldwork from 2025-02-24, published 2025-05"
        assert heading(ps.Inspection(service="A", framework="b")) == "A"

    @pytest.mark.parametrize(
        ("finding", "expected"),
        [
            (ps.Finding("q", 60), "60 %"),
            (ps.Finding("q", 0, ps.Tally(0, 5)), "0 % (0 of 5)"),
            (ps.Finding("q", Fraction(1850, 31), ps.Tally(37, 62)), "~59.7 % (37 of 62)"),
            (ps.Finding("q", Fraction(129, 2)), "64.5 %"),
            (ps.Finding("q", None, ps.Tally(0, 0)), "no relevant cases"),
        ],
    )
    def test_finding(self, finding: ps.Finding, expected: str) -> None:
        """A finding is shown with one decimal at most, marked where it was cut, with its counts."""
        assert expected == finding_text(finding).strip()


class TestTerminal:
    @pytest.mark.parametrize("which", ["derbyshire", "varied"])
    def test_colour_says_nothing_new(self, request: pytest.FixtureRequest, which: str) -> None:
        """With the colours taken out, the text is the same as without: colour only repeats the words."""
        inspection, rated = request.getfixturevalue(which), request.getfixturevalue(f"{which}_rated")
        coloured = on_terminal(rated, inspection, colour=True)

        assert "\x1b[" in coloured
        assert ESCAPE.sub("", coloured) == on_terminal(rated, inspection)

    def test_ratings_in_words(self, varied: ps.Inspection, varied_rated: ps.RatedInspection) -> None:
        """Every standard has its rating in words in its own row, whole, at the width of an ordinary page."""
        rows = {line.split()[2]: line for line in on_terminal(varied_rated, varied).splitlines() if line.startswith("│ P ")}

        for standard, decision in varied_rated.items():
            word = "Not rated" if decision.rating is None else decision.rating.name
            assert word in rows[standard.split()[1]]

    def test_differences(self, varied: ps.Inspection, varied_rated: ps.RatedInspection) -> None:
        """What was published otherwise is listed."""
        assert "P 2.4: published Inadequate, decided not rated" in on_terminal(varied_rated, varied)

    def test_styles(self, pdu: ps.Framework) -> None:
        """Each rating of the scale has a style of its own, and its name; what is not rated says so."""
        texts = [rating_text(rating, pdu.scale) for rating in pdu.scale]

        assert [text.plain for text in texts] == list(pdu.scale.names)
        assert len({str(text.style) for text in texts}) == 4
        assert rating_text(None, pdu.scale).plain == "Not rated"

    @pytest.mark.parametrize("length", [2, 3, 5, 9])
    def test_any_scale(self, length: int) -> None:
        """A scale of any length has the first style for its worst rating and the last for its best."""
        scale = ps.RatingScale(ratings=tuple(ps.Rating(f"R{n}", n) for n in range(length)), source=SOURCE)
        styles = [rating_text(rating, scale).style for rating in scale]

        assert (styles[0], styles[-1]) == ("bold red", "bold green")

    @pytest.mark.parametrize("name", ["Derby [draft]", "Derby [/]", "Derby :new: unit", "Derby [bold]x[/bold]", "[link=x]y"])
    def test_names_are_no_markup(self, derbyshire: ps.Inspection, derbyshire_rated: ps.RatedInspection, name: str) -> None:
        """What a document holds is shown as it is written there, even where it looks like an instruction."""
        inspection = attrs.evolve(derbyshire, service=name, region="")

        assert on_terminal(derbyshire_rated, inspection).startswith(f"{name}, fieldwork")

    @pytest.mark.parametrize("title", ["Standards [draft]", "Standards [/]"])
    def test_titles_are_no_markup(self, pdu: ps.Framework, derbyshire: ps.Inspection, title: str) -> None:
        """The same holds for the titles of frameworks, alone and in the list of those installed."""
        framework = attrs.evolve(pdu, title=title)
        written = io.StringIO()
        entry_point: Any = EntryPoint("a", "b", "probation_standards")
        found = entry_point._for(SimpleNamespace(name="c [d]", version="1"))
        show_frameworks(Console(file=written, width=120), [Entry(framework, Plugin(found))])

        assert title in written.getvalue()
        assert "c [d] 1" in written.getvalue()
        assert title in on_terminal(ps.rate(framework, derbyshire.evidence), derbyshire)
