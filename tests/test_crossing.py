"""Crosswalks: what is written is followed, either way and over several editions; what names nothing is refused."""

from __future__ import annotations

from itertools import product
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

import probation_standards as ps
from made_up import made
from probation_standards.analysis import crossing
from probation_standards.documents import framework_from
from probation_standards.evidence import OVERALL
from probation_standards.unstructuring import framework_data

STANDARDS = ("a", "b", "c", "d")


def edition(id: str, *crosswalks: ps.Crosswalk, standards: tuple[str, ...] = STANDARDS) -> ps.Framework:
    """Return a made-up framework of standards that are judged."""
    return attrs.evolve(made({"kind": "inspector-judgement"}, judged=standards), id=id, crosswalks=crosswalks)


SOURCES = [ps.Source(id=one.value, title=one.value, confidence=one) for one in ps.Confidence]


def walk(framework: str, links: dict[str, set[str]], **more: Any) -> ps.Crosswalk:
    """Return a crosswalk that says just this."""
    correspondences = [ps.Correspondence(id=id, to=sorted(to)) for id, to in links.items()]
    return ps.Crosswalk(framework=framework, correspondences=correspondences, **{"source": SOURCES[0], **more})


LINKS = st.fixed_dictionaries({id: st.sets(st.sampled_from(STANDARDS)) for id in STANDARDS})


def pairs(links: dict[str, set[str]]) -> set[tuple[str, str]]:
    return {(id, other) for id, to in links.items() for other in to}


def found_pairs(later: ps.Framework, earlier: ps.Framework, *others: ps.Framework) -> set[tuple[str, str]]:
    frameworks = {one.id: one for one in (later, earlier, *others)}
    found = crossing(later, earlier, frameworks)
    assert found is not None
    return {(id, other) for id, link in found.links.items() for other in link.to}


class TestShipped:
    def test_all_can_be_followed(self, catalogue: ps.Catalogue) -> None:
        """Each crosswalk that ships names what both frameworks have, and something corresponds."""
        for framework in catalogue.values():
            for crosswalk in framework.crosswalks:
                earlier = catalogue[crosswalk.framework]
                found = crossing(framework, earlier, catalogue)

                assert found is not None
                assert (framework.id, earlier.id) == found.through
                assert any(link.to for link in found.links.values())
                assert all(link.sources for link in found.links.values())

    def test_titles(self, catalogue: ps.Catalogue) -> None:
        """Standards that correspond have titles of the same words: the first of one are in that of the other."""
        for framework in catalogue.values():
            for crosswalk in framework.crosswalks:
                earlier = catalogue[crosswalk.framework]
                found = crossing(framework, earlier, catalogue)
                assert found is not None
                for standard in framework.standards:
                    link = found.links.get(standard.id)
                    titles = [earlier[id].title for id in link.to] if link else []
                    told = standard.title[:5].casefold()
                    assert all(told in title.casefold() for title in titles), (framework.id, standard.title, titles)

    def test_pdu(self, catalogue: ps.Catalogue) -> None:
        """Assessment of 2023 is 2.2 of 2021, two standards of then are none now; the publisher itself compares the overall."""
        found = crossing(catalogue["pdu-2023"], catalogue["pdu-2021"], catalogue)
        assert found is not None

        assert ("2.2",) == found.links["P 2.1"].to
        assert ps.Confidence.INFERRED is found.links["P 2.1"].confidence
        assert ps.Confidence.CONFIRMED is found.links[OVERALL].confidence
        assert ("1.4", "2.1") == found.ended
        assert ("2.5.3",) == found.links["P 2.4.3"].to

    def test_over_two(self, catalogue: ps.Catalogue) -> None:
        """Where no crosswalk leads from one to the other, those of the editions in between do."""
        found = crossing(catalogue["youth-2025"], catalogue["youth-2018"], catalogue)
        assert found is not None

        assert ("youth-2025", "youth-2021", "youth-2018") == found.through
        assert ("2.1", "3.1") == found.links["2.1"].to
        assert "V1" not in found.links
        assert 2 == len(found.links["2.1"].sources)

    def test_nothing_between(self, catalogue: ps.Catalogue) -> None:
        """Between frameworks for other services there is none."""
        assert crossing(catalogue["pdu-2023"], catalogue["youth-2021"], catalogue) is None

    def test_written(self, catalogue: ps.Catalogue) -> None:
        """A framework with crosswalks that is written to a document and read again is the same."""
        for id in ("pdu-2023", "youth-2021", "youth-2025-casework"):
            framework = catalogue[id]
            assert framework.crosswalks
            assert framework == framework_from(framework_data(framework))


class TestFollowed:
    @given(LINKS)
    def test_as_written(self, links: dict[str, set[str]]) -> None:
        """Following a crosswalk gives just what is written in it."""
        earlier = edition("earlier")

        assert pairs(links) == found_pairs(edition("later", walk("earlier", links)), earlier)

    @given(LINKS)
    def test_other_way(self, links: dict[str, set[str]]) -> None:
        """A crosswalk that stands in the earlier framework is followed the other way."""
        turned = {(other, id) for id, other in pairs(links)}

        assert turned == found_pairs(edition("later"), edition("earlier", walk("later", links)))

    @given(LINKS, LINKS)
    def test_in_turn(self, first: dict[str, set[str]], second: dict[str, set[str]]) -> None:
        """Over an edition in between, something corresponds just where something there corresponds to both."""
        middle, later = edition("middle", walk("earlier", second)), edition("later", walk("middle", first))
        expected = {(a, d) for (a, b), (c, d) in product(pairs(first), pairs(second)) if b == c}

        assert expected == found_pairs(later, edition("earlier"), middle)

    @given(LINKS, LINKS)
    def test_siblings(self, first: dict[str, set[str]], second: dict[str, set[str]]) -> None:
        """Two editions with crosswalks to the same one before are compared over that."""
        before = edition("before")
        one, other = edition("one", walk("before", first)), edition("other", walk("before", second))
        expected = {(a, c) for (a, b), (c, d) in product(pairs(first), pairs(second)) if b == d}

        assert expected == found_pairs(one, other, before)

    def test_shortest(self) -> None:
        """A crosswalk from one to the other is followed rather than those over others."""
        middle = edition("middle", walk("earlier", {"a": {"a"}}))
        later = edition("later", walk("middle", {"a": {"a"}}), walk("earlier", {"b": {"b"}}))

        assert {("b", "b")} == found_pairs(later, edition("earlier"), middle)

    def test_of_the_later_one(self) -> None:
        """Where both have a crosswalk to the other, that of the later one is followed."""
        later = edition("later", walk("earlier", {"a": {"a"}}))

        assert {("a", "a")} == found_pairs(later, edition("earlier", walk("later", {"b": {"a"}})))

    def test_others_do_not_matter(self) -> None:
        """A crosswalk to a third framework that can't be followed keeps nobody from following one that can."""
        wrong = walk("third", {"a": {"x"}})
        later, third = edition("later", walk("earlier", {"a": {"a"}}), wrong), edition("third")

        assert {("a", "a")} == found_pairs(later, edition("earlier", wrong), third)

    def test_weakest(self) -> None:
        """A link over several crosswalks is as sure as the least sure of them."""
        _, inferred, recalled = SOURCES
        middle = edition("middle", walk("earlier", {"a": {"a"}, "b": {"b"}}, source=recalled))
        later = edition("later", walk("middle", {"a": {"a"}}, source=inferred))
        found = crossing(later, edition("earlier"), {"middle": middle})
        assert found is not None

        assert ps.Confidence.RECALLED is found.links["a"].confidence
        assert (inferred, recalled) == found.links["a"].sources

    def test_lost(self) -> None:
        """What a standard was put together from and corresponds to nothing before is told."""
        middle = edition("middle", walk("earlier", {"a": {"a"}}))
        found = crossing(edition("later", walk("middle", {"d": {"a", "b"}})), edition("earlier"), {"middle": middle})
        assert found is not None

        assert (("a",), ("b",)) == (found.links["d"].to, found.links["d"].lost)

    def test_same_ids(self) -> None:
        """With same_ids, what both have corresponds, where nothing else is said of it."""
        earlier = edition("earlier", standards=("a", "b", "c"))
        later = edition("later", walk("earlier", {"b": set(), "d": {"c"}}, same_ids=True))

        assert {("a", "a"), ("c", "c"), ("d", "c"), (OVERALL, OVERALL)} == found_pairs(later, earlier)

    def test_same_framework(self, pdu: ps.Framework) -> None:
        """Within one framework each thing corresponds to itself, and needs no source."""
        found = crossing(pdu, pdu, {})
        assert found is not None

        assert all((id,) == link.to and link.confidence is None for id, link in found.links.items())
        assert {*pdu.kinds} == {*found.links}
        assert () == found.ended

    def test_standard_left_out(self, pdu: ps.Framework, catalogue: ps.Catalogue) -> None:
        """What a framework made in Python lacks of its crosswalk is passed over."""
        fewer = attrs.evolve(pdu, standards=pdu.standards[1:])
        found = crossing(fewer, catalogue["pdu-2021"], catalogue)
        assert found is not None

        assert "P 1.1" not in found.links
        assert ("1.1", "1.4", "2.1") == found.ended


class TestRefused:
    def test_unknown_there(self) -> None:
        """A crosswalk to what the other framework lacks is refused when it is followed, each with its path."""
        later = edition("later", walk("earlier", {"a": {"b", "x"}, OVERALL: {"a"}}))
        with pytest.raises(ps.FrameworkError) as caught:
            crossing(later, edition("earlier"), {})

        assert ["crosswalks[0].correspondences[0].to[1]", "crosswalks[0].correspondences[1].to[0]"] == [
            problem.path for problem in caught.value.problems
        ]
        assert "the id of a standard of earlier" in str(caught.value)

    def test_document(self) -> None:
        """A document whose crosswalk names what it lacks can't be read; what was meant is told."""
        data = framework_data(edition("later", walk("earlier", {"a": {"a"}})))
        data["crosswalks"][0]["correspondences"][0]["id"] = "overal"
        data["crosswalks"].append({"framework": "later", "same_ids": True, "source": "confirmed"})
        data["crosswalks"].append({"framework": "earlier", "source": "confirmed"})
        with pytest.raises(ps.DocumentError) as caught:
            framework_from(data)
        text = str(caught.value)

        assert "crosswalks[2].correspondences: expected at least one, or same_ids = true" in text
        del data["crosswalks"][2]
        with pytest.raises(ps.DocumentError) as caught:
            framework_from(data)
        assert "crosswalks[1].framework: expected the id of another framework (found 'later')" in str(caught.value)
        del data["crosswalks"][1]
        with pytest.raises(ps.DocumentError, match="Did you mean 'overall'"):
            framework_from(data)

    def test_twice(self) -> None:
        """Neither a framework, nor an id of this one, nor one of the other stands there twice."""
        with pytest.raises(ps.FrameworkError, match=r"to\[1\]: expected an id that no other of them has"):
            ps.Correspondence(id="a", to=["b", "b"])
        with pytest.raises(ps.FrameworkError, match=r"correspondences\[1\].id"):
            ps.Crosswalk(framework="x", source=SOURCES[0], correspondences=[ps.Correspondence(id="a", to=["b"])] * 2)
        with pytest.raises(ps.FrameworkError, match=r"crosswalks\[1\].framework"):
            edition("later", walk("earlier", {"a": {"a"}}), walk("earlier", {"b": {"a"}}))

    def test_not_taken_over(self, catalogue: ps.Catalogue) -> None:
        """A document that is based on another does not take over its crosswalks, which are of that edition."""
        assert ["youth-2021"] == [one.framework for one in catalogue["youth-2025"].crosswalks]
        assert ["youth-2021", "youth-2025"] == [one.framework for one in catalogue["youth-2025-casework"].crosswalks]
        assert () == catalogue["nps-2018"].crosswalks == catalogue["crc-2018"].crosswalks
