"""Documents: read, written and read again without a difference; refused whole, with everything that is wrong."""

from __future__ import annotations

import copy
import json
import os
import re
import stat
import tomllib
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

import probation_standards as ps
from probation_standards.documents import framework_from, framework_from_toml, inspection_data, inspection_from
from probation_standards.errors import NO_VALUE, key

ENDINGS = ("toml", "json")
EXAMPLES = ("derbyshire-2025", "derby-city-2025")

Data: TypeAlias = dict[str, Any]
Change: TypeAlias = Callable[[Any], None]


def put(*path: str | int, value: object) -> Change:
    """A change that sets what stands at `path`, making the tables on the way."""

    def change(data: Any) -> None:
        *steps, last = path
        for step in steps:
            data = data.setdefault(step, {}) if isinstance(data, dict) else data[step]
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


def both(*changes: Change) -> Change:
    """Several changes as one."""

    def change(data: Any) -> None:
        for one in changes:
            one(data)

    return change


def tally(question: str, value: object) -> Change:
    """A change that gives the finding of `question` as a tally instead."""
    return both(drop("findings", question), put("tallies", question, value=value))


class Mistake(NamedTuple):
    """A mistake in a document, and the one problem that it should be reported as."""

    change: Change
    path: str
    value: object = NO_VALUE
    suggestion: str | None = None


MISTAKES = {
    "unknown key": Mistake(put("regoin", value="x"), "regoin", "regoin", "region"),
    "no service": Mistake(drop("service"), "service"),
    "no framework": Mistake(drop("framework"), "framework"),
    "empty service": Mistake(put("service", value=" "), "service", " "),
    "date in words": Mistake(put("fieldwork_start", value="soon"), "fieldwork_start", "soon"),
    "date as a number": Mistake(put("publication_date", value=2025), "publication_date", 2025),
    "question misspelt": Mistake(put("findings", "P 2.1.33", value=50), 'findings."P 2.1.33"', "P 2.1.33", "P 2.1.3"),
    "above 100": Mistake(put("findings", "P 2.1.1", value=101), 'findings."P 2.1.1"', 101),
    "below 0": Mistake(put("findings", "P 2.1.2", value=-1), 'findings."P 2.1.2"', -1),
    "infinite": Mistake(put("findings", "P 2.2.1", value=Decimal("inf")), 'findings."P 2.2.1"', Decimal("inf")),
    "truth value": Mistake(put("findings", "P 2.2.2", value=True), 'findings."P 2.2.2"', value=True),
    "words": Mistake(put("findings", "P 2.2.3", value="abc"), 'findings."P 2.2.3"', "abc"),
    "list": Mistake(put("findings", "P 2.3.1", value=[3, 4]), 'findings."P 2.3.1"', [3, 4]),
    "too many sufficient": Mistake(tally("P 2.3.2", [63, 62]), 'tallies."P 2.3.2"', ps.Tally(63, 62)),
    "three numbers": Mistake(tally("P 2.3.3", [1, 2, 3]), 'tallies."P 2.3.3"', [1, 2, 3]),
    "part of a case": Mistake(
        tally("P 2.4.1", [Decimal("1.5"), 3]),
        'tallies."P 2.4.1"',
        ps.Tally(Decimal("1.5"), 3),  # type: ignore[arg-type]  # the mistake
    ),
    "given twice": Mistake(put("tallies", "P 2.4.2", value=[1, 2]), 'tallies."P 2.4.2"'),
    "judgement off the scale": Mistake(
        put("judgements", "P 1.1", value="Inadequat"), 'judgements."P 1.1"', "Inadequat", "Inadequate"
    ),
    "judged by percentages": Mistake(put("judgements", "P 2.1", value="Good"), 'judgements."P 2.1"', "Good"),
    "standard misspelt": Mistake(put("judgements", "P 1.22", value="Good"), 'judgements."P 1.22"', "P 1.22", "P 1.2"),
    "key of a judgement": Mistake(
        put("judgements", "P 1.3", value={"rating": "Good", "becuse": "x"}), 'judgements."P 1.3".becuse', "becuse", "because"
    ),
    "no reason": Mistake(put("not_rated", "P 2.4", value=""), 'not_rated."P 2.4"', ""),
    "not rated misspelt": Mistake(put("not_rated", "P 2.44", value="x"), 'not_rated."P 2.44"', "P 2.44", "P 2.4"),
    "panel in a word": Mistake(put("panel", "P 2.3", value="Good"), 'panel."P 2.3"', "Good"),
    "panel without reason": Mistake(put("panel", "P 2.2", value={"rating": "Good"}), 'panel."P 2.2".because', ""),
    "key of published": Mistake(put("published", "overal", value="Good"), "published.overal", "overal", "overall"),
    "published off the scale": Mistake(put("published", "overall", value="Goood"), "published.overall", "Goood", "Good"),
    "published misspelt": Mistake(
        put("published", "ratings", "P 2.11", value="Good"), 'published.ratings."P 2.11"', "P 2.11", "P 2.1"
    ),
    "published rating": Mistake(
        put("published", "ratings", "P 2.2", value="Goood"), 'published.ratings."P 2.2"', "Goood", "Good"
    ),
    "score over its maximum": Mistake(put("published", "score", value=22), "published.score", 22),
    "figure in words": Mistake(put("background", 0, "value", value="many"), "background[0].value", "many"),
    "figure without unit": Mistake(drop("background", 1, "unit"), "background[1].unit"),
    "heading misspelt": Mistake(put("strengths", "P 1.11", value=["x"]), 'strengths."P 1.11"', "P 1.11", "P 1.1"),
    "source without title": Mistake(drop("source", "title"), "source.title"),
    "confidence misspelt": Mistake(put("source", "confidence", value="sure"), "source.confidence", "sure"),
    "no list": Mistake(put("recommendations", value="do better"), "recommendations", "do better"),
}
"""Of each sort one, all in different places of the inspection of Derbyshire."""

OF_ANOTHER_KIND = {
    "framework": (put("framework", value=5), "framework"),
    "service": (put("service", value=["Derbyshire"]), "service"),
    "region": (put("region", value=5), "region"),
    "month 13": (put("fieldwork_start", value="2025-13"), "fieldwork_start"),
    "30 February": (put("fieldwork_start", value="2025-02-30"), "fieldwork_start"),
    "findings": (put("findings", value=[60]), "findings"),
    "judgements": (put("judgements", value="Good"), "judgements"),
    "judgement a number": (put("judgements", "P 1.1", value=5), 'judgements."P 1.1"'),
    "because a number": (put("judgements", "P 1.1", value={"rating": "Good", "because": 5}), 'judgements."P 1.1".because'),
    "published": (put("published", value="Good"), "published"),
    "score with a fraction": (put("published", "score", value=Decimal("2.5")), "published.score"),
    "score a text": (put("published", "score", value="2"), "published.score"),
    "score a truth value": (put("published", "score", value=True), "published.score"),
    "published.ratings": (put("published", "ratings", value="Good"), "published.ratings"),
    "background": (put("background", value={"name": "x"}), "background"),
    "background truth value": (put("background", 0, "value", value=True), "background[0].value"),
    "strengths": (put("strengths", value=["Good leaders"]), "strengths"),
    "strengths one text": (put("strengths", "P 1.1", value="Good leaders"), 'strengths."P 1.1"'),
    "strengths a number": (put("strengths", "P 1.1", value=["Good leaders", 5]), 'strengths."P 1.1"[1]'),
    "commentary a number": (put("commentary", "P 2.1", value=5), 'commentary."P 2.1"'),
    "recommendation a number": (put("recommendations", 1, value=5), "recommendations[1]"),
    "recommendation empty": (put("recommendations", 2, value=" "), "recommendations[2]"),
    "source": (put("source", value="a report"), "source"),
    "tallies": (put("tallies", value=[[1, 2]]), "tallies"),
    "panel": (put("panel", value="Good"), "panel"),
}
"""Values of another kind than the place takes, and where the problem is."""


@pytest.fixture(scope="module")
def document(root: Path) -> Data:
    """The inspection of Derbyshire as plain data; to be copied before it is changed."""
    return tomllib.loads((root / "examples/derbyshire-2025.toml").read_text(encoding="utf-8"), parse_float=Decimal)


def problems_of(document: Data, catalogue: ps.Catalogue, *changes: Change) -> tuple[ps.Problem, ...]:
    """What is wrong with `document` after `changes`."""
    data = copy.deepcopy(document)
    both(*changes)(data)
    try:
        inspection_from(data, catalogue)
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


def again(inspection: ps.Inspection, path: Path) -> ps.Inspection:
    """The inspection, written to `path` and read."""
    ps.write_inspection(inspection, path)
    return ps.read_inspection(path)


def minimal(**more: Any) -> ps.Inspection:
    return ps.Inspection(service="Derbyshire PDU", framework="pdu-2023", **more)


# Nothing that UTF-8 cannot hold; and no text of spaces only where there must be something.
any_texts = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
texts = st.builds("".join, st.tuples(st.sampled_from(["P 2.1", "a", "é", "#", '"', "[["]), any_texts))
dates = st.builds(ps.PartialDate, st.integers(1, 9999), st.integers(1, 12), st.none() | st.integers(1, 28)) | st.builds(
    ps.PartialDate, st.integers(1, 9999)
)
tallies = st.integers(0, 300).flatmap(lambda relevant: st.builds(ps.Tally, st.integers(0, relevant), st.just(relevant)))
percentages = tallies.map(lambda tally: 0 if tally.percentage is None else tally.percentage)
evidences = st.builds(
    ps.Evidence,
    findings=st.dictionaries(texts, tallies | percentages | st.integers(0, 100) | st.decimals(0, 100, places=2), max_size=3),
    judgements=st.dictionaries(texts, texts | st.builds(ps.Judgement, texts, any_texts), max_size=2),
    not_rated=st.dictionaries(texts, texts, max_size=2),
    panel=st.dictionaries(texts, st.builds(ps.PanelDecision, texts, texts), max_size=2),
)
narratives = st.dictionaries(texts, st.lists(texts, max_size=2).map(tuple), max_size=2)
inspections = st.builds(
    ps.Inspection,
    service=texts,
    framework=texts,
    region=any_texts,
    type=any_texts,
    fieldwork_start=st.none() | dates,
    publication_date=st.none() | dates,
    evidence=evidences,
    published=st.none()
    | st.builds(
        ps.PublishedRatings,
        overall=st.none() | texts,
        score=st.none() | st.integers(0, 40),
        maximum=st.none() | st.integers(0, 40),
        ratings=st.dictionaries(texts, texts, max_size=2),
    ),
    background=st.lists(st.builds(ps.BackgroundFigure, name=texts, value=percentages, unit=texts, note=any_texts), max_size=2),
    strengths=narratives,
    areas_for_improvement=narratives,
    commentary=narratives,
    recommendations=st.lists(texts, max_size=2),
    source=st.none() | st.builds(ps.Source, id=any_texts, title=texts, confidence=st.sampled_from(ps.Confidence)),
    note=any_texts,
)


class TestFrameworkRoundTrip:
    def test_shipped(self, pdu: ps.Framework, tmp_path: Path) -> None:
        """The framework that ships, written and read again, is equal and has the same digest."""
        ps.write_framework(pdu, tmp_path / "pdu-2023.toml")

        read = ps.read_framework(tmp_path / "pdu-2023.toml")

        assert pdu == read
        assert pdu.digest == read.digest

    def test_file_that_ships(self, root: Path, pdu: ps.Framework) -> None:
        """The file read by its path is what the catalogue holds under its id."""
        read = ps.read_framework(root / "plugins/probation/src/probation_standards_probation/pdu-2023.toml")

        assert pdu == read
        assert pdu.digest == read.digest

    def test_settles(self, pdu: ps.Framework, tmp_path: Path) -> None:
        """Writing what was read from a written file gives the same file, byte for byte."""
        first, second = tmp_path / "first.toml", tmp_path / "second.toml"
        ps.write_framework(pdu, first)
        ps.write_framework(ps.read_framework(first), second)

        assert first.read_bytes() == second.read_bytes()

    def test_text(self, pdu: ps.Framework, tmp_path: Path) -> None:
        """A TOML text reads as the file with that text does."""
        ps.write_framework(pdu, tmp_path / "a.toml")

        assert pdu == framework_from_toml((tmp_path / "a.toml").read_text(encoding="utf-8"))

    def test_schema_key(self, pdu: ps.Framework, tmp_path: Path) -> None:
        """A key "$schema", for editors, is no part of the framework."""
        ps.write_framework(pdu, tmp_path / "a.toml")
        data = tomllib.loads((tmp_path / "a.toml").read_text(encoding="utf-8"))

        assert pdu == framework_from({"$schema": "framework.schema.json", **data})


class TestInspectionRoundTrip:
    @pytest.mark.parametrize("ending", ENDINGS)
    @pytest.mark.parametrize("name", EXAMPLES)
    def test_examples(self, root: Path, catalogue: ps.Catalogue, tmp_path: Path, name: str, ending: str) -> None:
        """The examples that ship, written as TOML or JSON and read again, are equal."""
        inspection = ps.read_inspection(root / f"examples/{name}.toml", catalogue)
        ps.write_inspection(inspection, tmp_path / f"a.{ending}")

        assert inspection == ps.read_inspection(tmp_path / f"a.{ending}", catalogue)

    def test_rated_alike(self, pdu: ps.Framework, derbyshire: ps.Inspection, tmp_path: Path) -> None:
        """An inspection is rated as before, under the same digest, after it was written and read."""
        before = ps.rate(pdu, derbyshire.evidence)
        after = ps.rate(pdu, again(derbyshire, tmp_path / "a.json").evidence)

        assert dict(before) == dict(after)
        assert before.overall == after.overall
        assert before.digest == after.digest

    @pytest.mark.parametrize("ending", ENDINGS)
    @pytest.mark.parametrize(
        ("given", "kept"),
        [
            (60, 60),
            (0, 0),
            (100, 100),
            ("64.5", Fraction(129, 2)),
            (64.5, Fraction(129, 2)),
            (64.1, Fraction(641, 10)),
            (Decimal("59.70"), Fraction(597, 10)),
            (Fraction(3700, 62), Fraction(1850, 31)),
            ("200/3", Fraction(200, 3)),
            (ps.Tally(37, 62), ps.Tally(37, 62)),
            (ps.Tally(0, 0), ps.Tally(0, 0)),
        ],
        ids=repr,
    )
    def test_findings(self, tmp_path: Path, ending: str, given: Any, kept: object) -> None:
        """A finding comes back as it went, exact, in whatever way it was given; 20 of 30 stays 20 of 30."""
        inspection = minimal(evidence=ps.Evidence(findings={"P 2.1.1": given}))

        read = again(inspection, tmp_path / f"a.{ending}")

        assert inspection == read
        assert {"P 2.1.1": kept} == read.evidence.findings

    @pytest.mark.parametrize(
        ("written", "kept"),
        [
            ("64.5", Fraction(129, 2)),
            ("64.1", Fraction(641, 10)),
            ("60.0", 60),
            ("0.1234567890123456789012345", Fraction("0.1234567890123456789012345")),
            ('"64.5"', Fraction(129, 2)),
        ],
    )
    @pytest.mark.parametrize("ending", ENDINGS)
    def test_decimals_in_a_document(self, tmp_path: Path, ending: str, written: str, kept: object) -> None:
        """A decimal in TOML or JSON is read as the decimal that it shows, not as the nearest binary number."""
        path = tmp_path / f"a.{ending}"
        if ending == "toml":
            path.write_text(f'service = "a"\nframework = "b"\n[findings]\nq = {written}\n', encoding="utf-8")
        else:
            path.write_text(f'{{"service": "a", "framework": "b", "findings": {{"q": {written}}}}}', encoding="utf-8")

        assert {"q": kept} == ps.read_inspection(path).evidence.findings

    @pytest.mark.parametrize("ending", ENDINGS)
    def test_what_only_inspectors_can_say(self, tmp_path: Path, ending: str) -> None:
        """Judgements with and without a reason, standards not rated and panel decisions come back as they were."""
        evidence = ps.Evidence(
            judgements={"P 1.1": "Good", "P 1.2": ps.Judgement("Inadequate", because='"no vision"\nat all')},
            not_rated={"P 2.4": "no cases", "overall": "a follow-up"},
            panel={"P 2.2": ps.PanelDecision("Good", because="one case from the threshold")},
        )
        read = again(minimal(evidence=evidence), tmp_path / f"a.{ending}")

        assert evidence == read.evidence
        assert evidence.judgements["P 1.2"] == read.evidence.judgements["P 1.2"]

    @pytest.mark.parametrize("ending", ENDINGS)
    @pytest.mark.parametrize("day", ["2025", "2025-05", "2025-05-08"])
    def test_dates(self, tmp_path: Path, ending: str, day: str) -> None:
        """A date comes back as precise as it went: a year stays a year."""
        read = again(minimal(publication_date=day), tmp_path / f"a.{ending}")

        assert day == str(read.publication_date)
        assert ps.PartialDate.parse(day) == read.publication_date

    @pytest.mark.parametrize(
        ("ending", "text"),
        [
            ("toml", 'service = "a"\nframework = "b"\npublication_date = 2025-05-08\n'),
            ("toml", 'service = "a"\nframework = "b"\npublication_date = "2025-05-08"\n'),
            ("json", '{"service": "a", "framework": "b", "publication_date": "2025-05-08"}'),
        ],
    )
    def test_toml_date(self, tmp_path: Path, ending: str, text: str) -> None:
        """TOML's own dates are read as the same date written as a text."""
        expected = ps.PartialDate.parse(date(2025, 5, 8))
        (tmp_path / f"a.{ending}").write_text(text, encoding="utf-8")

        assert expected == ps.read_inspection(tmp_path / f"a.{ending}").publication_date

    @pytest.mark.parametrize("ending", ENDINGS)
    @given(inspection=inspections)
    def test_any(self, tmp_path_factory: pytest.TempPathFactory, ending: str, inspection: ps.Inspection) -> None:
        """Whatever is in an inspection comes back as it was, from TOML and from JSON."""
        path = tmp_path_factory.getbasetemp() / f"any.{ending}"

        assert inspection == again(inspection, path)

    @given(inspection=inspections)
    def test_plain_data(self, inspection: ps.Inspection) -> None:
        """An inspection as plain data says the same after going through TOML and through JSON."""
        data = inspection_data(inspection)

        assert data == tomllib.loads(tomli_w.dumps(data))
        assert data == json.loads(json.dumps(data))

    def test_schema_key(self, derbyshire: ps.Inspection) -> None:
        """A key "$schema", for editors, is no part of the inspection."""
        assert derbyshire == inspection_from({"$schema": "x.json", **inspection_data(derbyshire)})

    def test_without_frameworks(self, document: Data) -> None:
        """Without frameworks an inspection is read as it is; what only a framework can tell is left to `rate`."""
        data = copy.deepcopy(document)
        put("findings", "P 9", value=101)(data)

        assert inspection_from(data).evidence.findings["P 9"] == 101

    def test_frameworks_in_a_dict(self, document: Data, pdu: ps.Framework, derbyshire: ps.Inspection) -> None:
        """Frameworks may come in any mapping of id to framework."""
        assert derbyshire == inspection_from(document, {"pdu-2023": pdu})

    def test_framework_not_in_a_dict(self, document: Data) -> None:
        """A framework that no mapping of any sort has is a problem of the document."""
        with pytest.raises(ps.DocumentError) as caught:
            inspection_from(document, {})

        assert ["framework"] == paths(caught.value.problems)


class TestWriting:
    def test_endings(self, pdu: ps.Framework, derbyshire: ps.Inspection, tmp_path: Path) -> None:
        """The ending says what is written; another is refused with those that there are, and nothing is written."""
        with pytest.raises(ps.DocumentError, match=r"a\.yaml cannot be written\n.*ending in \.toml or \.json"):
            ps.write_inspection(derbyshire, tmp_path / "a.yaml")
        with pytest.raises(ps.DocumentError, match=r"a\.json cannot be written\n.*ending in \.toml$"):
            ps.write_framework(pdu, tmp_path / "a.json")

        assert list(tmp_path.iterdir()) == []

    def test_text_path(self, derbyshire: ps.Inspection, tmp_path: Path) -> None:
        """A path may be a text, for reading and for writing; an ending may be in capitals."""
        path = str(tmp_path / "A.JSON")
        ps.write_inspection(derbyshire, path)

        assert derbyshire == ps.read_inspection(path)

    def test_readable_by_people(self, tmp_path: Path) -> None:
        """Letters are written as themselves, in UTF-8, with plain line ends."""
        inspection = minimal(region="Ystâd “x”")
        ps.write_inspection(inspection, tmp_path / "a.json")
        ps.write_inspection(inspection, tmp_path / "a.toml")

        for ending in ENDINGS:
            content = (tmp_path / f"a.{ending}").read_bytes()
            assert "Ystâd “x”".encode() in content
            assert content.endswith(b"\n")
            assert b"\r" not in content

    def test_exact_in_json(self, tmp_path: Path) -> None:
        """What is no whole number is written as a text that holds it exactly."""
        inspection = minimal(evidence=ps.Evidence(findings={"q": Fraction(3700, 62), "r": "64.5"}))
        ps.write_inspection(inspection, tmp_path / "a.json")

        written = json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))

        assert written["findings"] == {"q": "1850/31", "r": "129/2"}

    @pytest.mark.parametrize("ending", ENDINGS)
    def test_replaces(self, derbyshire: ps.Inspection, tmp_path: Path, ending: str) -> None:
        """A file that is there is replaced as a whole, and nothing else is left in its folder."""
        path = tmp_path / f"a.{ending}"
        path.write_text("x" * 1_000_000, encoding="utf-8")

        assert derbyshire == again(derbyshire, path)
        assert [path] == list(tmp_path.iterdir())

    def test_no_folder(self, derbyshire: ps.Inspection, tmp_path: Path) -> None:
        """A folder that is not there is an error that names the file and the reason; it is not made."""
        with pytest.raises(ps.DocumentError, match=r"nowhere/a\.toml cannot be written\n.*No such file or directory"):
            ps.write_inspection(derbyshire, tmp_path / "nowhere/a.toml")

        assert list(tmp_path.iterdir()) == []

    def test_folder_is_a_file(self, pdu: ps.Framework, tmp_path: Path) -> None:
        """A file in place of a folder is an error of this library, and the file stays as it is."""
        (tmp_path / "folder").write_text("kept", encoding="utf-8")
        with pytest.raises(ps.DocumentError, match="cannot be written"):
            ps.write_framework(pdu, tmp_path / "folder" / "a.toml")

        assert (tmp_path / "folder").read_text(encoding="utf-8") == "kept"

    @pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything is writable for this user")
    def test_folder_write_protected(self, derbyshire: ps.Inspection, tmp_path: Path) -> None:
        """A folder that can't be written to is an error that says so."""
        tmp_path.chmod(0o500)
        with pytest.raises(ps.DocumentError, match="Permission denied"):
            ps.write_inspection(derbyshire, tmp_path / "a.toml")
        tmp_path.chmod(0o700)

        assert list(tmp_path.iterdir()) == []

    def test_failure_on_the_way(self, derbyshire: ps.Inspection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """When a file can't be put in place, the one that was there is left as it was."""
        (tmp_path / "a.toml").write_text("kept", encoding="utf-8")

        def full(*_: object) -> None:
            raise OSError(28, "No space left on device")

        for name in ("replace", "rename"):
            monkeypatch.setattr(Path, name, full)
            monkeypatch.setattr(os, name, full)
        with pytest.raises(ps.DocumentError, match=r"a\.toml cannot be written\n.*No space left on device"):
            ps.write_inspection(derbyshire, tmp_path / "a.toml")

        assert (tmp_path / "a.toml").read_text(encoding="utf-8") == "kept"

    def test_nothing_is_left_behind(self, derbyshire: ps.Inspection, tmp_path: Path) -> None:
        """When a file can't be put in place, no half-made one stays in the folder."""
        (tmp_path / "a.toml" / "in the way").mkdir(parents=True)
        with pytest.raises(ps.DocumentError, match="cannot be written"):
            ps.write_inspection(derbyshire, tmp_path / "a.toml")

        assert [tmp_path / "a.toml"] == list(tmp_path.iterdir())

    def test_what_utf8_cannot_hold(self, tmp_path: Path) -> None:
        """A text that UTF-8 cannot hold is an error of this library, and leaves nothing behind."""
        with pytest.raises(ps.ProbationStandardsError):
            ps.write_inspection(minimal(note="\ud800"), tmp_path / "a.json")

        assert list(tmp_path.iterdir()) == []

    @pytest.mark.skipif(os.name != "posix", reason="permissions are of another kind")
    def test_permissions(self, derbyshire: ps.Inspection, tmp_path: Path) -> None:
        """A new file may be read by whoever may read a file that is written in the ordinary way."""
        (tmp_path / "ordinary").write_text("", encoding="utf-8")
        ps.write_inspection(derbyshire, tmp_path / "a.toml")

        ordinary, written = ((tmp_path / name).stat().st_mode for name in ("ordinary", "a.toml"))

        assert oct(stat.S_IMODE(ordinary)) == oct(stat.S_IMODE(written))


class TestFiles:
    def test_byte_order_mark(self, root: Path, derbyshire: ps.Inspection, pdu: ps.Framework, tmp_path: Path) -> None:
        """A file that begins with a byte-order mark, as some editors write it, is read as without."""
        inspection = (root / "examples/derbyshire-2025.toml").read_bytes()
        framework = (root / "plugins/probation/src/probation_standards_probation/pdu-2023.toml").read_bytes()
        (tmp_path / "i.toml").write_bytes(b"\xef\xbb\xbf" + inspection)
        (tmp_path / "f.toml").write_bytes(b"\xef\xbb\xbf" + framework)
        (tmp_path / "i.json").write_bytes(b"\xef\xbb\xbf" + json.dumps(inspection_data(derbyshire)).encode())

        assert pdu == ps.read_framework(tmp_path / "f.toml")
        assert derbyshire == ps.read_inspection(tmp_path / "i.toml")
        assert derbyshire == ps.read_inspection(tmp_path / "i.json")

    def test_windows_line_ends(self, root: Path, derbyshire: ps.Inspection, tmp_path: Path) -> None:
        """A file with the line ends of Windows is read as with plain ones."""
        content = (root / "examples/derbyshire-2025.toml").read_bytes().replace(b"\n", b"\r\n")
        (tmp_path / "i.toml").write_bytes(content)

        assert derbyshire == ps.read_inspection(tmp_path / "i.toml")

    @pytest.mark.parametrize("read", [ps.read_framework, ps.read_inspection])
    def test_another_encoding(self, tmp_path: Path, read: Callable[[Path], object]) -> None:
        """A file in another encoding is refused, with the encoding that is wanted and where the first wrong byte is."""
        (tmp_path / "a.toml").write_bytes('title = "Caf\xe9"'.encode("latin-1"))
        with pytest.raises(ps.DocumentError, match=r"(?s)a\.toml cannot be read\n.*UTF-8.*byte 12.*another encoding"):
            read(tmp_path / "a.toml")

    @pytest.mark.parametrize(
        ("name", "said"),
        [
            ("missing.toml", "No such file or directory"),
            ("folder.toml", "Is a directory|Permission denied"),
            ("folder", r"ending in \.toml or \.json"),
            ("a.yaml", r"ending in \.toml or \.json"),
        ],
    )
    def test_no_file(self, tmp_path: Path, name: str, said: str) -> None:
        """What is no readable file of the right ending is refused, with its name and what was expected."""
        (tmp_path / "folder.toml").mkdir()
        with pytest.raises(ps.DocumentError, match=rf"{re.escape(name)} cannot be read\n.*({said})"):
            ps.read_inspection(tmp_path / name)

    def test_framework_as_json(self, tmp_path: Path) -> None:
        """A framework is read from TOML only, and the message says so."""
        with pytest.raises(ps.DocumentError, match=r"a\.json cannot be read\n.*ending in \.toml$"):
            ps.read_framework(tmp_path / "a.json")

    @pytest.mark.parametrize(
        ("name", "content", "said"),
        [
            ("a.toml", 'service = "a\n', "TOML: .*line 1"),
            ("a.toml", "service = [", "TOML: .*end of document"),
            ("a.toml", "a = 1\na = 2\n", "TOML: .*line 2"),
            ("a.toml", "a = 2025-02-30\n", "TOML: .*line 1"),
            ("a.json", '{\n"service": "a"', "JSON: .*line 2"),
            ("a.json", "", "JSON: .*line 1"),
            ("a.json", "[1, 2]", "a JSON object"),
            ("a.json", "null", "a JSON object"),
        ],
    )
    def test_syntax(self, tmp_path: Path, name: str, content: str, said: str) -> None:
        """A mistake in TOML or JSON itself is reported with its line."""
        (tmp_path / name).write_text(content, encoding="utf-8")
        with pytest.raises(ps.DocumentError, match=f"(?s){name} cannot be read\n.*{said}"):
            ps.read_inspection(tmp_path / name)

    @pytest.mark.parametrize("number", ["1e99999999999999999999", "1" + "0" * 5000], ids=["exponent", "digits"])
    @pytest.mark.parametrize(("ending", "text"), [("toml", "x = {}"), ("json", '{{"x": {}}}')], ids=ENDINGS)
    def test_numbers_beyond_all_bounds(self, tmp_path: Path, ending: str, text: str, number: str) -> None:
        """A number that no number can be read from is a problem of the document like any other."""
        (tmp_path / f"a.{ending}").write_text(text.format(number), encoding="utf-8")
        with pytest.raises(ps.DocumentError):
            ps.read_inspection(tmp_path / f"a.{ending}")

    @pytest.mark.parametrize(("ending", "text"), [("toml", "x = "), ("json", '{"x": ')], ids=ENDINGS)
    def test_nested_beyond_all_bounds(self, tmp_path: Path, ending: str, text: str) -> None:
        """Lists in lists without end are refused, not followed."""
        (tmp_path / f"a.{ending}").write_text(text + "[" * 100_000, encoding="utf-8")
        with pytest.raises(ps.DocumentError, match=ending.upper()):
            ps.read_inspection(tmp_path / f"a.{ending}")

    @pytest.mark.parametrize(
        ("ending", "text"),
        [
            ("toml", 'service = "a"\nframework = "b"\n[findings]\nq = 60\nq = 80\n'),
            ("json", '{"service": "a", "framework": "b", "findings": {"q": 60, "q": 80}}'),
        ],
        ids=ENDINGS,
    )
    def test_same_key_twice(self, tmp_path: Path, ending: str, text: str) -> None:
        """A key that is written twice is refused: neither value is dropped in silence."""
        (tmp_path / f"a.{ending}").write_text(text, encoding="utf-8")
        with pytest.raises(ps.DocumentError):
            ps.read_inspection(tmp_path / f"a.{ending}")


class TestMistakesInTables:
    def test_each_entry(self, catalogue: ps.Catalogue, root: Path) -> None:
        """Where entries of a table are wrong in themselves, the others are still held against the framework."""
        data = tomllib.loads((root / "examples/derbyshire-2025.toml").read_text(encoding="utf-8"))
        data["published"]["ratings"] = {"P 1.1": 5, "P 9.9": "Good", "P 1.2": "Excellent"}
        data["strengths"] = {"P 1.1": [""], "Nonsense": ["a"]}

        with pytest.raises(ps.DocumentError) as caught:
            inspection_from(data, catalogue)

        assert sorted(problem.path for problem in caught.value.problems) == [
            'published.ratings."P 1.1"',
            'published.ratings."P 1.2"',
            'published.ratings."P 9.9"',
            'strengths."P 1.1"[0]',
            "strengths.Nonsense",
        ]


class TestMistakesInInspections:
    @pytest.mark.parametrize("name", MISTAKES)
    def test_one(self, document: Data, catalogue: ps.Catalogue, name: str) -> None:
        """One mistake is one problem: its path in the document, its value, and what was probably meant."""
        mistake = MISTAKES[name]
        problems = problems_of(document, catalogue, mistake.change)

        assert [mistake.path] == paths(problems)
        assert mistake.value == problems[0].value
        assert mistake.suggestion == problems[0].suggestion

    def test_every_value(self, document: Data, catalogue: ps.Catalogue) -> None:
        """Whatever key of the document holds something that it can't, that is one problem, there."""
        everywhere = list(places(document))
        found = {path: problems_of(document, catalogue, put(*path, value=object())) for path in everywhere}

        assert len(everywhere) > 100
        for path, problems in found.items():
            assert [written(path)] == paths(problems)

    def test_every_key_misspelt(self, document: Data, catalogue: ps.Catalogue) -> None:
        """Whatever stands under a key that there is not is one problem, at that key."""
        found = {}
        for *table, name in places(document):
            value: Any = document
            for step in (*table, name):
                value = value[step]
            path = (*table, f"{name}_")
            found[path] = problems_of(document, catalogue, put(*path, value=value))

        for path, problems in found.items():
            assert [written(path)] == paths(problems)

    def test_every_key_missing(self, document: Data, catalogue: ps.Catalogue) -> None:
        """A key that is missing is one problem where it is required, at that key, and none where it is not."""
        found = {path: problems_of(document, catalogue, drop(*path)) for path in places(document)}
        required = [path for path, problems in found.items() if problems]

        assert ("service",) in required
        assert ("region",) not in required
        for path in required:
            assert [written(path)] == paths(found[path])

    def test_not_a_number(self, document: Data, catalogue: ps.Catalogue) -> None:
        """NaN is no percentage."""
        problems = problems_of(document, catalogue, put("findings", "P 2.1.1", value=Decimal("nan")))

        assert paths(problems) == ['findings."P 2.1.1"']
        assert "from 0 to 100" in problems[0].expected
        assert "not a number" in problems[0].expected

    def test_framework_misspelt(self, document: Data, catalogue: ps.Catalogue) -> None:
        """A framework that is not installed is one problem, with the one that was probably meant."""
        problems = problems_of(document, catalogue, put("framework", value="pdu-2032"))

        assert [("framework", "pdu-2032", "pdu-2023")] == [(p.path, p.value, p.suggestion) for p in problems]

    @pytest.mark.parametrize("name", OF_ANOTHER_KIND)
    def test_another_kind(self, document: Data, catalogue: ps.Catalogue, name: str) -> None:
        """A value of another kind than its place takes is one problem there, which says what would be right.

        It is never bent into what it is not.
        """
        change, path = OF_ANOTHER_KIND[name]
        problems = problems_of(document, catalogue, change)

        assert [path] == paths(problems)
        assert "something else" not in problems[0].expected

    @pytest.mark.parametrize("key", ["evidence", "evidnce"])
    def test_evidence_is_no_key(self, document: Data, catalogue: ps.Catalogue, key: str) -> None:
        """Evidence stands in its five tables; the key that is none is named as it is written, and not suggested."""
        problems = problems_of(document, catalogue, put(key, value={}))

        assert [key] == paths(problems)
        assert [key] == [problem.value for problem in problems]
        assert problems[0].suggestion != "evidence"

    @pytest.mark.parametrize("ending", ENDINGS)
    def test_many_at_once(self, document: Data, catalogue: ps.Catalogue, tmp_path: Path, ending: str) -> None:
        """Fourteen mistakes in one file are fourteen problems in one error, each said with path, value and hint."""
        data = copy.deepcopy(document)
        nan = put("findings", "P 2.1.2", value=float("nan"))
        names = (
            "unknown key",
            "date in words",
            "question misspelt",
            "above 100",
            "truth value",
            "words",
            "too many sufficient",
            "three numbers",
            "given twice",
            "judgement off the scale",
            "published misspelt",
            "heading misspelt",
            "no list",
        )
        mistakes = [MISTAKES[name] for name in names]
        both(nan, *(mistake.change for mistake in mistakes))(data)
        path = tmp_path / f"a.{ending}"
        path.write_text(tomli_w.dumps(data) if ending == "toml" else json.dumps(data), encoding="utf-8")
        with pytest.raises(ps.DocumentError) as caught:
            ps.read_inspection(path, catalogue)

        message = str(caught.value)

        assert sorted(['findings."P 2.1.2"', *(mistake.path for mistake in mistakes)]) == sorted(paths(caught.value.problems))
        assert message.startswith(f"{path} cannot be read as an inspection\n")
        for mistake in mistakes:
            assert f"  - {mistake.path}: " in message
            if mistake.suggestion:
                assert f"Did you mean {mistake.suggestion!r}?" in message

    @pytest.mark.parametrize("name", MISTAKES)
    def test_not_hidden(self, document: Data, catalogue: ps.Catalogue, name: str) -> None:
        """A mistake is reported whatever else is wrong in the document, and nothing more is reported for it."""
        mistake = MISTAKES[name]
        # Without its framework's name, an inspection can't be held against the framework.
        others = {other: MISTAKES[other] for other in MISTAKES if other not in (name, "no framework")}
        found = {other: paths(problems_of(document, catalogue, mistake.change, others[other].change)) for other in others}

        hidden = [other for other, reported in found.items() if mistake.path not in reported]
        bred = {other: reported for other, reported in found.items() if set(reported) - {mistake.path, others[other].path}}

        assert hidden == []
        assert bred == {}


class TestMessages:
    def test_id_without_quotes(self, document: Data, catalogue: ps.Catalogue) -> None:
        """An id with a full stop that has no quotes is a table to TOML; how it is written is said."""
        unquoted = {**document, "findings": {"2": {"1": 80}}, "tallies": {"3": {"1": [33, 40]}}}
        with pytest.raises(ps.DocumentError) as caught:
            inspection_from(unquoted, catalogue)

        quoted = 'an id with a full stop stands in quotes: "{}.1"'
        assert f"expected a single value; {quoted.format(2)}" in [problem.expected for problem in caught.value.problems]
        assert f"expected two numbers of cases, [sufficient, relevant]; {quoted.format(3)}" in [
            problem.expected for problem in caught.value.problems
        ]

    def test_tally_under_findings(self, document: Data, catalogue: ps.Catalogue) -> None:
        """Who writes a tally where percentages go is told where it goes."""
        (problem,) = problems_of(document, catalogue, MISTAKES["list"].change)

        assert "under tallies" in problem.expected

    def test_judgement_of_a_casework_standard(self, document: Data, catalogue: ps.Catalogue) -> None:
        """Who writes a judgement for a standard that is rated on percentages is told where a panel's decision goes."""
        (problem,) = problems_of(document, catalogue, MISTAKES["judged by percentages"].change)

        assert "panel" in problem.expected

    def test_standard_is_named(self, document: Data, catalogue: ps.Catalogue) -> None:
        """A wrong percentage is reported with the title of its standard and the id of its question."""
        (problem,) = problems_of(document, catalogue, MISTAKES["above 100"].change)

        assert "P 2.1 Assessment" in problem.expected
        assert "P 2.1.1" in problem.expected

    def test_judgement_in_another_form(self, document: Data, catalogue: ps.Catalogue) -> None:
        """Who gives a judgement as a number is told that a rating will do, not only that a table will."""
        (problem,) = problems_of(document, catalogue, put("judgements", "P 1.1", value=5))

        assert not problem.expected.startswith("expected a table")


class TestOtherEdition:
    def read(self, catalogue: ps.Catalogue, text: str) -> tuple[ps.Problem, ...]:
        with pytest.raises(ps.DocumentError) as caught:
            inspection_from(tomllib.loads(text), catalogue)
        return caught.value.problems

    def test_ids_of_another(self, root: Path, catalogue: ps.Catalogue) -> None:
        """Ids of another edition are told to be that, each with what it is here, and not with what looks like it."""
        text = (root / "examples/pdu-2021.toml").read_text(encoding="utf-8").replace('"pdu-2021"', '"pdu-2023"')
        first, *others = self.read(catalogue, text)
        meant = {problem.value: problem.suggestion for problem in others}

        assert str(first) == (
            "framework: expected the framework of the ids in this document; 17 of the 17 that pdu-2023 lacks are of pdu-2021 "
            "(found 'pdu-2023')"
        )
        assert ("P 1.1", "P 2.1.1", None) == (meant["1.1"], meant["2.2.1"], meant["2.1.1"])
        assert any("; 2.2.1 of pdu-2021 is P 2.1.1 here" in str(problem) for problem in others)

    def test_in_what_was_published(self, catalogue: ps.Catalogue) -> None:
        """So are ids of published ratings, and those that stand beside ids of this edition, or beside a slip."""
        text = (
            'service = "A"\nframework = "pdu-2023"\nrecomendations = []\n[published.ratings]\n"2.2" = "Good"\n"P 2.3" = "Godo"'
        )
        meant = {problem.value: problem.suggestion for problem in self.read(catalogue, text)}

        assert ("P 2.1", "Good") == (meant["2.2"], meant["Godo"])
        assert "recommendations" in meant.values()
        text = 'service = "A"\nframework = "pdu-2023"\n[findings]\n"2.2.1" = 5\n"2.2.2" = 5\n"2.2.33" = 5'
        first, *others = self.read(catalogue, text)
        assert "2 of the 3 that pdu-2023 lacks are of pdu-2021" in str(first)
        assert ["P 2.1.1", "P 2.1.2", "P 2.2.3"] == [problem.suggestion for problem in others if problem.value]

    def test_one_slip(self, root: Path, catalogue: ps.Catalogue) -> None:
        """One id that is wrong is a slip, with what was meant, also where another edition has it."""
        for file, right, wrong in (("pdu-2021", "2.5.3", "2.5.33"), ("nps-2018", "2.1.1", "4.1.1")):
            text = (root / f"examples/{file}.toml").read_text(encoding="utf-8").replace(f'"{right}"', f'"{wrong}"')
            problems = self.read(catalogue, text)

            assert "framework" not in [problem.path for problem in problems]
            assert all(problem.suggestion for problem in problems if problem.value == wrong)
