"""Evidence is what an inspection found: tallies and percentages, judgements, and what the panel decided."""

from __future__ import annotations

import copy
import math
import pickle
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import attrs
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from probation_standards.evidence import (
    OVERALL,
    Evidence,
    Finding,
    Judgement,
    NoFinding,
    PanelDecision,
    Tally,
    read_finding,
)
from probation_standards.figures import Figure, exact

PERCENTAGE = "expected a percentage from 0 to 100"
COUNTS = "expected two whole numbers of cases from 0 up, sufficient and relevant"


@st.composite
def tallies(draw: st.DrawFn, *, min_relevant: int = 0) -> Tally:
    """Tallies: 3 of 7."""
    relevant = draw(st.integers(min_relevant, 300))
    return Tally(draw(st.integers(0, relevant)), relevant)


class TestTally:
    """How many of the relevant cases were sufficient."""

    @pytest.mark.parametrize(
        ("expected", "tally"),
        [
            (50, Tally(31, 62)),
            (Fraction(2000, 31), Tally(40, 62)),
            (Fraction(1100, 17), Tally(11, 17)),
            (0, Tally(0, 7)),
            (100, Tally(7, 7)),
            (None, Tally(0, 0)),
        ],
    )
    def test_cases(self, expected: Figure | None, tally: Tally) -> None:
        """40 of 62 is exactly 2000/31 per cent; without a relevant case there is no percentage, which is not 0 per cent."""
        assert expected == tally.percentage

    @pytest.mark.parametrize("number", [np.int64(7), np.uint8(7)], ids=repr)
    def test_whole_numbers_of_other_libraries(self, number: Any) -> None:
        """Whole numbers of any library are kept as Python's own, which can be added and written."""
        tally = Tally(number, number)

        assert [int, int] == [type(tally.sufficient), type(tally.relevant)]
        assert Tally(7, 7) == tally

    @given(tallies(min_relevant=1))
    def test_exact(self, tally: Tally) -> None:
        """A percentage is exact: times the relevant cases it is a hundred times the sufficient ones, and an int where whole."""
        percentage = tally.percentage

        assert percentage is not None
        assert percentage * tally.relevant == 100 * tally.sufficient
        assert (int if math.floor(percentage) == percentage else Fraction) is type(percentage)

    @given(st.lists(st.booleans()), st.lists(st.booleans()))
    def test_pooling(self, ours: list[bool], theirs: list[bool]) -> None:
        """Adding two tallies is pooling their cases: the sum is the tally of all the cases together."""
        expected = Tally(sum(ours + theirs), len(ours + theirs))

        assert expected == Tally(sum(ours), len(ours)) + Tally(sum(theirs), len(theirs))

    @given(st.lists(tallies(), max_size=5).flatmap(lambda given: st.tuples(st.just(given), st.permutations(given))))
    def test_order(self, orders: tuple[list[Tally], list[Tally]]) -> None:
        """In whatever order tallies are added, their sum is the same."""
        given, shuffled = orders

        assert sum(given, Tally(0, 0)) == sum(shuffled, Tally(0, 0))

    def test_tallies_only(self) -> None:
        """A tally and a percentage can't be added: how many cases a percentage stands for is not known."""
        tally: Any = Tally(31, 62)

        with pytest.raises(TypeError):
            tally + 50

    def test_text(self) -> None:
        """A tally reads as it is said."""
        assert str(Tally(37, 62)) == "37 of 62"

    @pytest.mark.parametrize(
        ("expected", "sufficient", "relevant"),
        [
            ("expected no more sufficient cases than relevant ones", 63, 62),
            ("expected no more sufficient cases than relevant ones", 1, 0),
            (COUNTS, -1, 62),
            (COUNTS, 0, -1),
            (COUNTS, 31.0, 62),
            (COUNTS, 31, "62"),
            (COUNTS, True, 1),
            (COUNTS, None, 62),
            (COUNTS, math.nan, 62),
        ],
    )
    def test_impossible(self, expected: str, sufficient: Any, relevant: Any) -> None:
        """An impossible tally says what was expected of it, and has no percentage."""
        tally = Tally(sufficient, relevant)

        assert expected == tally.wrong()
        with pytest.raises(ValueError, match=f"^{expected}$"):
            _ = tally.percentage

    @given(tallies())
    def test_possible(self, tally: Tally) -> None:
        """Nothing is wrong with from none to all of the relevant cases."""
        assert tally.wrong() is None


class TestRecords:
    """What inspectors and the panel decided."""

    def test_judgement(self) -> None:
        """A judgement may stand without a reason."""
        assert Judgement("Good") == Judgement("Good", because="")

    def test_panel_decision(self) -> None:
        """A panel decision may not: its reason is part of it."""
        cls: Any = PanelDecision

        with pytest.raises(TypeError, match="because"):
            cls("Good")

    def test_frozen(self) -> None:
        """What was recorded can't be changed afterwards."""
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            Judgement("Good").rating = "Outstanding"  # type: ignore[misc]
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            PanelDecision("Good", "one case short").because = ""  # type: ignore[misc]
        with pytest.raises(attrs.exceptions.FrozenInstanceError):
            Tally(1, 2).sufficient = 2  # type: ignore[misc]

    def test_overall(self) -> None:
        """The overall rating is addressed by a name of its own."""
        assert OVERALL == "overall"


class TestEvidence:
    """What one inspection found."""

    def test_nothing(self) -> None:
        """Evidence may be empty, and each piece starts with mappings of its own."""
        one, other = Evidence(), Evidence()

        assert not one
        assert one == other
        assert one.findings is not other.findings

    @pytest.mark.parametrize(
        "given",
        [
            {"findings": {"P 2.1.1": 0}},
            {"judgements": {"P 1.1": "Good"}},
            {"not_rated": {"overall": "a pilot"}},
            {"panel": {"P 2.1": PanelDecision("Good", "one case short")}},
        ],
        ids=lambda given: next(iter(given)),
    )
    def test_anything(self, given: Any) -> None:
        """Anything at all is some evidence, even a finding of 0 per cent."""
        assert Evidence(**given)

    def test_by_keyword(self) -> None:
        """Each mapping is named where evidence is made: four in a row would be mistaken for each other."""
        positional: Any = Evidence

        with pytest.raises(TypeError):
            positional({"P 2.1.1": 60})

    def test_copies(self) -> None:
        """What is done to the mappings that evidence was made from does not change it."""
        findings = {"P 2.1.1": 60}
        judgements: dict[str, str | Judgement] = {"P 1.1": "Good"}
        not_rated = {"P 1.2": "not inspected"}
        panel = {"P 2.1": PanelDecision("Good", "one case short")}
        given: dict[str, Any] = dict(findings=findings, judgements=judgements, not_rated=not_rated, panel=panel)
        evidence = Evidence(**given)
        expected = Evidence(**{name: dict(mapping) for name, mapping in given.items()})

        for mapping in given.values():
            mapping.clear()

        assert expected == evidence

    @pytest.mark.parametrize(
        "change",
        [
            lambda mapping: mapping.__setitem__("P 1.1", None),
            lambda mapping: mapping.__delitem__("P 1.1"),
            lambda mapping: mapping.__ior__({"P 1.1": None}),
            lambda mapping: mapping.update({"P 1.1": None}),
            lambda mapping: mapping.setdefault("P 1.2", None),
            lambda mapping: mapping.pop("P 1.1"),
            lambda mapping: mapping.popitem(),
            lambda mapping: mapping.clear(),
        ],
        ids=["set", "delete", "merge", "update", "setdefault", "pop", "popitem", "clear"],
    )
    @pytest.mark.parametrize("field", ["findings", "judgements", "not_rated", "panel"])
    def test_frozen(self, field: str, change: Callable[[Any], object]) -> None:
        """No mapping of evidence can be changed, in whatever way: what was rated on it would no longer be true."""
        given: dict[str, Any] = {field: {"P 1.1": 60}}
        evidence = Evidence(**given)

        with pytest.raises((AttributeError, TypeError), match="mappingproxy"):
            change(getattr(evidence, field))

        assert evidence == Evidence(**given)

    def test_sent_to_another_process(self) -> None:
        """Evidence that was copied or sent to another process is equal, and still can't be changed."""
        evidence = Evidence(findings={"P 2.1.1": "64.5"}, judgements={"P 1.1": Judgement("Good")})

        for arrived in (copy.deepcopy(evidence), pickle.loads(pickle.dumps(evidence))):  # noqa: S301  # pickled here
            findings: Any = arrived.findings

            assert arrived == evidence
            with pytest.raises(TypeError, match="mappingproxy"):
                findings["P 2.1.1"] = 60

    @pytest.mark.parametrize(
        ("expected", "given"),
        [
            (60, 60),
            (60, 60.0),
            (60, "60"),
            (60, Decimal("60.0")),
            (60, Fraction(60)),
            (1, 1.0),
            (Fraction(129, 2), "64.5"),
            (Fraction(641, 10), 64.1),
            (Fraction(129, 2), Decimal("64.5")),
            (Fraction(200, 3), Fraction(200, 3)),
        ],
    )
    def test_exact(self, expected: Figure, given: Any) -> None:
        """A percentage is kept exact, an int where it is whole, whatever number it was given as."""
        kept = Evidence(findings={"P 2.1.1": given}).findings["P 2.1.1"]

        assert expected == kept
        assert type(expected) is type(kept)

    @given(st.dictionaries(st.text(max_size=3), tallies() | st.integers(0, 100) | st.floats(0, 100).map("{:.2f}".format)))
    def test_own_output(self, findings: dict[str, Any]) -> None:
        """Evidence accepts its own findings again; tallies stay tallies, and other findings the numbers that they are."""
        evidence = Evidence(findings=findings)
        expected = {id: given if isinstance(given, Tally) else exact(given) for id, given in findings.items()}

        assert expected == evidence.findings
        assert evidence == attrs.evolve(evidence)

    @pytest.mark.parametrize("given", [True, False, "abc", math.inf, math.nan, None, [37, 62], Decimal("sNaN")], ids=repr)
    def test_no_finding(self, given: Any) -> None:
        """What is no finding is kept as such, whatever is beside it: `rate` reports it, with the question named."""
        for findings in ({"P 2.1.1": given}, {"P 2.1.1": given, "P 2.1.2": 60}, {"P 2.1.1": given, "P 2.1.2": "64.5"}):
            kept = Evidence(findings=findings).findings["P 2.1.1"]

            assert isinstance(kept, NoFinding)
            assert kept.given is given

    @pytest.mark.parametrize("given", [True, False])
    def test_truth_values(self, given: Any) -> None:
        """A truth value passes for no percentage, though Python holds True equal to 1 and False to 0."""
        assert Evidence(findings={"P 2.1.1": given}) != Evidence(findings={"P 2.1.1": int(given)})

    def test_evolve(self) -> None:
        """Evidence accepts again what it kept as no finding."""
        evidence = Evidence(findings={"P 2.1.1": "abc", "P 2.1.2": Tally(1, 2)})

        assert evidence == attrs.evolve(evidence)


class TestReadFinding:
    """The finding of a question."""

    @given(tallies())
    def test_tally(self, tally: Tally) -> None:
        """A tally gives its percentage, and is kept beside it."""
        assert Finding("P 2.1.1", tally.percentage, tally) == read_finding("P 2.1.1", tally)

    @given(tallies(min_relevant=1))
    def test_percentage(self, tally: Tally) -> None:
        """A percentage is kept exact, as a number or written out, and has no counts."""
        expected = Finding("P 2.1.1", tally.percentage)

        assert expected == read_finding("P 2.1.1", tally.percentage)
        assert expected == read_finding("P 2.1.1", str(tally.percentage))

    @pytest.mark.parametrize(
        ("expected", "value"),
        [
            (PERCENTAGE, 101),
            (PERCENTAGE, -1),
            (PERCENTAGE, "100.01"),
            (PERCENTAGE, 10**5000),
            (f"{PERCENTAGE}, or a tally; a truth value is no number", True),
            (f"{PERCENTAGE}, or a tally; it is not a number", math.nan),
            (f"{PERCENTAGE}, or a tally; it is infinite", math.inf),
            (f"{PERCENTAGE}, or a tally; the text is no number", "abc"),
            (f"{PERCENTAGE}, or a tally; it has more than 100 places", Decimal("1E+999999")),
            (f"{PERCENTAGE}, or a tally; a NoneType is no number", None),
            (f"{PERCENTAGE}, or a tally; the text is no number", NoFinding("abc")),
            (f"{PERCENTAGE}, or a tally; a truth value is no number", NoFinding(True)),  # noqa: FBT003  # as it was given
            ("expected no more sufficient cases than relevant ones", Tally(63, 62)),
        ],
        ids=range(13),
    )
    def test_no_finding(self, expected: str, value: object) -> None:
        """What can be no finding is refused, and the message says what was expected."""
        with pytest.raises(ValueError, match=f"^{re.escape(expected)}$"):
            read_finding("P 2.1.1", value)

    @pytest.mark.parametrize("percentage", [0, 100])
    def test_ends(self, percentage: int) -> None:
        """0 and 100 per cent are findings."""
        assert percentage == read_finding("P 2.1.1", percentage).percentage
