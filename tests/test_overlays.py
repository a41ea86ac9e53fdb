"""Documents that are based on another: what they say goes, what they leave unsaid is taken, and the rest is as if written."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeAlias

import attrs
import pytest
import tomli_w
from hypothesis import given
from hypothesis import strategies as st

import probation_standards as ps
from installing import ONE_FILE, Install, framework_text
from probation_standards.cli import main
from probation_standards.documents import framework_from
from probation_standards.errors import Problem
from probation_standards.overlays import resolved
from probation_standards.unstructuring import framework_data
from strategies import frameworks

BASE = """
"$schema" = "framework.schema.json"
id = "acme-2020"
title = "Acme standards"
edition = "2020"
publisher = "Acme"
type = "service"
headings = ["Leadership"]
note = "The first edition."
source = "report"

[in_force]
starts = "2020-01"
ends = "2021-12"
source = "dates"

[sources.report]
title = "A report"
confidence = "confirmed"
note = "Read in full."

[sources.dates]
title = "A page of dates"
confidence = "inferred"

[sources.guidance]
title = "Guidance"
confidence = "confirmed"

[sources.figures]
title = "Figures of reports"
confidence = "inferred"

[sources.memory]
title = "Remembered"
confidence = "recalled"

[scale]
source = "report"
ratings = [{ name = "Poor", points = 0 }, { name = "Fair", points = 1 }, { name = "Good", points = 2 }]

[bands.casework]
bands = [{ rating = "Poor", starts = 0 }, { rating = "Good", starts = 50 }]
rounding = "exact"
unit = "per cent of relevant cases"
source = "guidance"
rounding_source = "figures"

[bands.strict]
bands = [{ rating = "Poor", starts = 0 }, { rating = "Good", starts = 80 }]
rounding = "whole"
unit = "per cent of relevant cases"
source = "guidance"

[bands.overall]
bands = [{ rating = "Poor", starts = 0 }, { rating = "Good", starts = 4 }]
rounding = "exact"
unit = "points"
source = "report"

[[domains]]
id = "1"
title = "Arrangements"
source = "report"

[[domains]]
id = "2"
title = "Casework"
source = "report"

[[standards]]
id = "1.1"
title = "Leading"
statement = "It is led, as we recall."
verbatim = false
domain = "1"
rule = { kind = "inspector-judgement", source = "report" }
source = "report"
statement_source = "memory"

[[standards]]
id = "2.1"
title = "Assessing"
statement = "It is assessed."
domain = "2"
rule = { kind = "lowest-question", bands = "casework", no_relevant_cases = "leave out", source = "report" }
source = "report"
note = "Of every case."

[[standards.questions]]
id = "2.1.1"
text = "Is it assessed?"
source = "report"

[[standards.questions.prompts]]
id = "2.1.1a"
text = "In time"
source = "report"

[[standards.questions.prompts]]
id = "2.1.1b"
text = "In writing"
source = "report"

[[standards.questions]]
id = "2.1.2"
text = "Is it assessed again?"
source = "report"

[[standards]]
id = "2.2"
title = "Planning"
domain = "2"
rule = { kind = "lowest-question", bands = "strict", source = "report" }
source = "report"

[[standards.questions]]
id = "2.2.1"
text = "Is it planned?"
source = "report"

[overall]
kind = "total-points"
tables = [{ maximum = 6, bands = "overall" }]
source = "report"
"""

NAMED = """
based_on = "acme-2020.toml"
id = "acme-2022"
title = "Acme standards, again"
edition = "2022"
"""
"""What every document says of itself: one that says no more."""

UNRATED = """
[overall]
kind = "no-rating"
because = "a pilot"
source = "report"
"""

Data: TypeAlias = dict[str, Any]


def files(**texts: str) -> Callable[[str], Data]:
    """What reads the files beside a document: acme_2020 is "acme-2020.toml"."""
    found = {f"{name.replace('_', '-')}.toml": text for name, text in {"acme_2020": BASE, **texts}.items()}

    def beside(name: str) -> Data:
        if name not in found:
            raise ps.DocumentError([Problem("", "expected a file")], f"{name} cannot be read")
        return tomllib.loads(found[name])

    return beside


def read(text: str, **texts: str) -> ps.Framework:
    """The framework in a document, with `BASE` and other documents beside it."""
    return framework_from(tomllib.loads(text), "the document", files(**texts))


def problems_of(text: str, **texts: str) -> list[Problem]:
    """What is wrong with a document that can't be read."""
    with pytest.raises(ps.DocumentError) as caught:
        read(text, **texts)
    return [*caught.value.problems]


def resolve(data: Data, base: Mapping[str, Any]) -> Data:
    """What plain `data` is with what it takes from `base`."""
    return resolved({"based_on": "base.toml", **data}, lambda _: base, "the document")


@pytest.fixture(scope="module")
def base() -> ps.Framework:
    return framework_from(tomllib.loads(BASE), "the base")


class TestTaken:
    def test_nothing_said(self, base: ps.Framework) -> None:
        """A document that says what it is called and no more is the other one under its own name, in force at no known time."""
        expected = attrs.evolve(base, id="acme-2022", title="Acme standards, again", edition="2022", in_force=None, note="")

        assert expected == read(NAMED)

    @given(frameworks())
    def test_of_any_framework(self, framework: ps.Framework) -> None:
        """The same of any framework, and with its digest: nothing tells whether it was written whole or as a difference."""
        period = ps.InForce(starts="2020", source=framework.source)
        dated = attrs.evolve(framework, in_force=period, note="The first edition.")
        said = {"based_on": "made-up.toml", "id": "again", "title": "Again", "edition": "2"}
        again = framework_from(said, beside=lambda _: framework_data(dated))
        expected = attrs.evolve(framework, id="again", title="Again", edition="2")

        assert expected == again
        assert expected.digest == again.digest

    @given(frameworks(), st.data())
    def test_of_any_framework_without_some(self, framework: ps.Framework, data: st.DataObject) -> None:
        """Without some of its standards, those that are left are as they were, in their order."""
        ids = [standard.id for standard in framework.standards]
        without = data.draw(st.lists(st.sampled_from(ids), unique=True, max_size=len(ids) - 1))
        said = {"based_on": "made-up.toml", "without": without, "id": "again", "title": "Again", "edition": "2"}
        again = framework_from(said, beside=lambda _: framework_data(framework))

        assert tuple(standard for standard in framework.standards if standard.id not in without) == again.standards

    @pytest.mark.parametrize("key", ["id", "title", "edition"])
    def test_names_of_its_own(self, key: str) -> None:
        """Id, title and edition are never taken: a document must say its own."""
        text = "\n".join(line for line in NAMED.splitlines() if not line.startswith(f"{key} ="))

        assert [(key, True)] == [(problem.path, problem.missing) for problem in problems_of(text)]

    def test_never_taken(self, base: ps.Framework) -> None:
        """Dates, note, digest and schema are never taken."""
        digest = f'digest = "{base.digest}"\n'
        again = resolved(tomllib.loads(NAMED), lambda _: tomllib.loads(digest + BASE), "it")

        assert {"$schema", "digest", "in_force", "note"}.isdisjoint(again)
        assert read(NAMED, acme_2020=digest + BASE).note == ""

    def test_own_digest(self) -> None:
        """The digest that a document says is held against the whole, with what it takes."""
        digest = read(NAMED).digest

        assert read(f'digest = "{digest}"\n{NAMED}').digest == digest
        assert [problem.path for problem in problems_of(f'digest = "sha256:0"\n{NAMED}')] == ["digest"]

    def test_keys_of_overlays(self) -> None:
        """Of based_on and without nothing is left in what is read."""
        assert {"based_on", "without"}.isdisjoint(resolved(tomllib.loads(f'without = ["1.1"]\n{NAMED}'), files(), "it"))

    @pytest.mark.parametrize("without", ["", 'without = ["1.1"]\n'], ids=["all", "without"])
    def test_nothing_is_changed(self, without: str) -> None:
        """Neither document is changed by being read: the base may be the base of others."""
        first = tomllib.loads(BASE)
        more = '[[standards]]\nid = "2.1"\nquestions = [{ id = "2.1.1", text = "Is it?" }]\n[[standards]]\nid = "2.3"\n'
        second = tomllib.loads(f"{without}{NAMED}{more}")
        before = (tomli_w.dumps(first), tomli_w.dumps(second))
        resolved(second, lambda _: first, "it")

        assert before == (tomli_w.dumps(first), tomli_w.dumps(second))

    def test_not_based_on_another(self) -> None:
        """A document that is based on no other is as it is."""
        data = tomllib.loads(BASE)

        assert resolved(data, None, "it") == data
        assert resolved(data, files(), "it") == data


class TestSaid:
    @pytest.mark.parametrize(
        ("key", "value"), [("publisher", "Beta"), ("type", "team"), ("headings", ("Staff",)), ("note", "The second.")]
    )
    def test_texts(self, key: str, value: object) -> None:
        """What a document says stands in place of what the other says."""
        said = tomli_w.dumps({key: value})

        assert getattr(read(said + NAMED), key) == value

    def test_dates(self) -> None:
        """Its dates are its own, with a source that it defines or takes."""
        said = '[in_force]\nstarts = "2022-01"\nsource = "dates"\n'
        framework = read(NAMED + said)

        assert framework.in_force
        assert (str(framework.in_force.starts), framework.in_force.ends) == ("2022-01", None)
        assert framework.in_force.source.title == "A page of dates"

    def test_whole_tables(self, base: ps.Framework) -> None:
        """Tables without names or ids (the scale, the overall rule, a rule) are said whole: nothing is left of the other's."""
        said = '[[standards]]\nid = "2.1"\nrule = { kind = "lowest-question", bands = "casework", source = "report" }\n'
        framework = read(NAMED + UNRATED + said)
        rule = framework["2.1"].rule

        assert framework.overall == ps.NoRating(because="a pilot", source=base.source)
        assert isinstance(rule, ps.LowestQuestion)
        assert rule.no_relevant_cases == "not rated"

    def test_source_by_name(self, base: ps.Framework) -> None:
        """A source of the same name stands whole in place of the other's, wherever that was referred to; the rest stay."""
        framework = read(f'{NAMED}[sources.report]\ntitle = "A later report"\nconfidence = "inferred"\n')
        report = ps.Source(id="report", title="A later report", confidence="inferred")

        assert {framework.source, framework.scale.source, framework["2.1"].source, framework["2.1"].rule.source} == {report}
        assert framework["1.1"].statement_source == base["1.1"].statement_source

    def test_new_source(self) -> None:
        """A source of another name comes besides those that are taken."""
        framework = read(f'source = "page"\n{NAMED}[sources.page]\ntitle = "A page"\nconfidence = "confirmed"\n')

        assert (framework.source.title, framework.scale.source.title) == ("A page", "A report")

    def test_bands_by_name(self) -> None:
        """A table of bands of the same name stands in place of the other's; the others stay."""
        said = """
        [bands.casework]
        bands = [{ rating = "Fair", starts = 0 }, { rating = "Good", starts = 60 }]
        rounding = "whole"
        unit = "per cent"
        source = "report"
        """
        tables = {table.id: table for table in read(NAMED + said).tables}

        assert [str(band.rating) for band in tables["casework"].bands] == ["Fair", "Good"]
        assert tables["casework"].rounding_source is None
        assert [band.starts for band in tables["strict"].bands] == [0, 80]

    def test_domain_by_id(self) -> None:
        """Of a domain what is said is merged with what was said, by its id."""
        framework = read(f'{NAMED}[[domains]]\nid = "2"\ntitle = "Work with people"\n')

        assert [(domain.id, domain.title) for domain in framework.domains] == [("1", "Arrangements"), ("2", "Work with people")]
        assert framework.domains[1].source == framework.source

    def test_standard_by_id(self, base: ps.Framework) -> None:
        """Of a standard what is said is merged with what was said, by its id; the others are as they were."""
        framework = read(f'{NAMED}[[standards]]\nid = "2.1"\ntitle = "Assessment"\ncounts = false\n')

        assert attrs.evolve(base["2.1"], title="Assessment", counts=False) == framework["2.1"]
        assert (base["1.1"], base["2.2"]) == (framework["1.1"], framework["2.2"])

    def test_question_by_id(self, base: ps.Framework) -> None:
        """Of a key question the same, within its standard."""
        said = '[[standards]]\nid = "2.1"\nquestions = [{ id = "2.1.2", text = "And again?", verbatim = false }]\n'
        first, second = base["2.1"].questions

        assert (first, attrs.evolve(second, text="And again?", verbatim=False)) == read(NAMED + said)["2.1"].questions

    def test_prompt_by_id(self, base: ps.Framework) -> None:
        """Of a prompt the same, within its question."""
        prompts = '{ id = "2.1.1b", text = "On paper" }, { id = "2.1.1c", text = "In full", source = "report" }'
        said = f'[[standards]]\nid = "2.1"\nquestions = [{{ id = "2.1.1", prompts = [{prompts}] }}]\n'
        question = read(NAMED + said).questions[0]

        assert question.text == base.questions[0].text
        assert [(prompt.id, prompt.text) for prompt in question.prompts] == [
            ("2.1.1a", "In time"),
            ("2.1.1b", "On paper"),
            ("2.1.1c", "In full"),
        ]

    def test_questions_of_another_standard(self) -> None:
        """A question said under another standard is not merged with that of its id: it is an id that something else has."""
        said = '[[standards]]\nid = "2.2"\nquestions = [{ id = "2.1.1", text = "Is it?", source = "report" }]\n'

        assert [("standards[2].questions[1].id", "2.1.1")] == [(p.path, p.value) for p in problems_of(NAMED + said)]

    def test_order(self) -> None:
        """What is merged stays in its place, whatever the order in which it is said; what is new stands at the end."""
        rule = 'domain = "1"\nsource = "report"\nrule = { kind = "inspector-judgement", source = "report" }\n'
        said = "".join(f'[[standards]]\nid = "{id}"\ntitle = "{id}"\n{rule}' for id in ("1.3", "2.2", "1.2", "1.1"))
        framework = read(NAMED + UNRATED + said)

        assert [standard.id for standard in framework.standards] == ["1.1", "2.1", "2.2", "1.3", "1.2"]
        assert [standard.title for standard in framework.standards] == ["1.1", "Assessing", "2.2", "1.3", "1.2"]

    def test_order_of_questions(self) -> None:
        """The same of questions."""
        said = (
            '[[standards]]\nid = "2.1"\nquestions = [{ id = "2.1.0", text = "Is it?", source = "report" }, { id = "2.1.2" }]\n'
        )

        assert [question.id for question in read(NAMED + said)["2.1"].questions] == ["2.1.1", "2.1.2", "2.1.0"]

    @pytest.mark.parametrize(
        "said",
        [
            '[[standards]]\nid = "2.1"\ntitle = "A"\n[[standards]]\nid = "2.1"\ntitle = "B"\n',
            '[[domains]]\nid = "2"\ntitle = "A"\n[[domains]]\nid = "2"\ntitle = "B"\n',
        ],
        ids=["standards", "domains"],
    )
    def test_same_id_twice(self, said: str) -> None:
        """An id that stands twice in a document is an error there, too, where the other one has it."""
        assert problems_of(NAMED + said)


class TestWithout:
    def test_left_out(self, base: ps.Framework) -> None:
        """A standard that a document does without is not there; the others are as they were."""
        framework = read(f'without = ["2.2"]\n{NAMED}{UNRATED}')

        assert (base["1.1"], base["2.1"]) == framework.standards

    def test_said_anew(self) -> None:
        """A standard that is left out may be said anew: nothing of the other is in it, and it stands at the end."""
        said = '[[standards]]\nid = "1.1"\ntitle = "Leading"\ndomain = "1"\nsource = "report"\n'
        rule = 'rule = { kind = "inspector-judgement", source = "report" }\n'
        framework = read(f'without = ["1.1"]\n{NAMED}{said}{rule}')

        assert [standard.id for standard in framework.standards] == ["2.1", "2.2", "1.1"]
        assert framework["1.1"].statement == ""

    def test_unknown(self) -> None:
        """Ids that the other document does not have are all refused, each with its place and the one that was meant."""
        problems = problems_of(f'without = ["2.22", "1.1", "9"]\n{NAMED}')

        assert [("without[0]", "2.22", "2.2"), ("without[2]", "9", None)] == [(p.path, p.value, p.suggestion) for p in problems]
        assert "'1.1', '2.1' or '2.2'" in problems[0].expected

    @pytest.mark.parametrize("without", ["'1.1'", "1", "{ a = '1.1' }", "true"])
    def test_no_list(self, without: str) -> None:
        """What is no list is refused, a single id too."""
        assert ["without"] == [problem.path for problem in problems_of(f"without = {without}\n{NAMED}")]

    @pytest.mark.parametrize("item", ["1.1", "true", "['1.1']", "{ id = '1.1' }"])
    def test_no_text(self, item: str) -> None:
        """An item that is no text is the id of no standard."""
        assert ["without[0]"] == [problem.path for problem in problems_of(f"without = [{item}]\n{NAMED}")]

    def test_none(self, base: ps.Framework) -> None:
        """An empty list leaves nothing out."""
        assert base.standards == read(f"without = []\n{NAMED}").standards

    def test_all(self) -> None:
        """Without any standard it is no framework."""
        assert "standards" in [problem.path for problem in problems_of(f'without = ["1.1", "2.1", "2.2"]\n{NAMED}')]

    def test_alone(self) -> None:
        """Without another document there is nothing to leave out."""
        (problem,) = problems_of(f'without = ["1.1"]\n{BASE}')

        assert problem.path == "without"
        assert '"based_on"' in problem.expected


class TestPruned:
    def test_sources(self) -> None:
        """A source of the other document to which nothing refers any more is not taken, and is no error."""
        whole = resolved(tomllib.loads(NAMED), files(), "it")
        less = resolved(tomllib.loads(f'without = ["1.1"]\n{NAMED}'), files(), "it")

        assert [*whole["sources"]] == ["report", "guidance", "figures", "memory"]
        assert [*less["sources"]] == ["report", "guidance", "figures"]

    def test_bands(self) -> None:
        """Nor is a table of bands, nor what that alone referred to."""
        less = resolved(tomllib.loads(f'without = ["2.1", "2.2"]\n{NAMED}{UNRATED}'), files(), "it")

        assert "bands" not in less or not less["bands"]
        assert [*less["sources"]] == ["report", "memory"]
        assert read(f'without = ["2.1", "2.2"]\n{NAMED}{UNRATED}').tables == ()

    def test_bands_that_another_reads(self) -> None:
        """A table of bands goes only with the last rule that reads it."""
        said = '[[standards]]\nid = "2.1"\nrule = { kind = "lowest-question", bands = "strict", source = "report" }\n'

        assert [table.id for table in read(NAMED + said).tables] == ["strict", "overall"]
        assert [table.id for table in read(f'without = ["2.2"]\n{NAMED}{said}').tables] == ["strict", "overall"]

    def test_domains(self) -> None:
        """Nor is a domain under which no standard is left."""
        framework = read(f'without = ["1.1"]\n{NAMED}{UNRATED}')

        assert [domain.id for domain in framework.domains] == ["2"]

    def test_own_source(self) -> None:
        """A source that a document itself defines and that nothing refers to is an error there, as everywhere."""
        new = '[sources.page]\ntitle = "A page"\nconfidence = "confirmed"\n'
        redefined = '[sources.memory]\ntitle = "Remembered"\nconfidence = "recalled"\n'

        assert ["sources.page"] == [problem.path for problem in problems_of(NAMED + new)]
        assert ["sources.memory"] == [problem.path for problem in problems_of(f'without = ["1.1"]\n{NAMED}{redefined}')]

    def test_own_bands(self) -> None:
        """So is a table of bands."""
        said = '[bands.spare]\nbands = [{ rating = "Poor", starts = 0 }]\nrounding = "exact"\nunit = "per cent"\n'

        assert ["bands.spare"] == [problem.path for problem in problems_of(f'{NAMED}{said}source = "guidance"\n')]

    def test_own_domain(self) -> None:
        """A domain that a document itself defines stays, as everywhere, though no standard stands under it."""
        framework = read(f'{NAMED}[[domains]]\nid = "3"\ntitle = "To come"\nsource = "report"\n')

        assert [domain.id for domain in framework.domains] == ["1", "2", "3"]

    def test_source_of_the_dates(self) -> None:
        """The source of the other's dates, which are not taken, is not taken unless something refers to it."""
        assert "dates" not in [source.id for source in read(NAMED).sources]
        assert "dates" in [source.id for source in read(f'source = "dates"\n{NAMED}').sources]


class TestChains:
    SECOND = f'without = ["2.2"]\n{NAMED}{UNRATED}[[standards]]\nid = "2.1"\ntitle = "Assessment"\n'
    THIRD = 'based_on = "acme-2022.toml"\nid = "acme-2024"\ntitle = "Acme, once more"\nedition = "2024"\n'

    def test_chain(self, base: ps.Framework) -> None:
        """A document may be based on one that is based on another: it takes from that what that has."""
        third = read(f"{self.THIRD}[[standards]]\nid = '2.1'\ncounts = false\n", acme_2022=self.SECOND)

        assert [standard.id for standard in third.standards] == ["1.1", "2.1"]
        assert attrs.evolve(base["2.1"], title="Assessment", counts=False) == third["2.1"]
        assert third.overall == ps.NoRating(because="a pilot", source=base.source)

    def test_without_what_is_left_out_already(self) -> None:
        """What the one in between leaves out can't be left out again."""
        problems = problems_of(f'without = ["2.2"]\n{self.THIRD}', acme_2022=self.SECOND)

        assert [("without[0]", "2.2")] == [(problem.path, problem.value) for problem in problems]

    def test_problem_further_down(self) -> None:
        """A problem of the one that the one in between is based on is said as far down as it is."""
        problems = problems_of(self.THIRD, acme_2022=self.SECOND.replace("acme-2020", "acme-2019"))

        assert [problem.path for problem in problems] == ['based_on."acme-2022.toml".based_on."acme-2019.toml"']

    def test_without_in_between(self) -> None:
        """What the one in between wrongly does without is said under it."""
        problems = problems_of(self.THIRD, acme_2022=f'without = ["9"]\n{NAMED}')

        assert [problem.path for problem in problems] == ['based_on."acme-2022.toml".without[0]']

    @pytest.mark.parametrize("length", [1, 2, 3])
    def test_cycle(self, tmp_path: Path, length: int) -> None:
        """Documents that are based on each other, or one on itself, are refused rather than followed round and round."""
        for number in range(length):
            text = NAMED.replace("acme-2020", f"a{(number + 1) % length}")
            (tmp_path / f"a{number}.toml").write_text(text, encoding="utf-8")
        with pytest.raises(ps.DocumentError, match="not based on this one in turn") as caught:
            ps.read_framework(tmp_path / "a0.toml")

        assert len(caught.value.problems) == 1
        assert caught.value.problems[0].path.startswith("based_on")
        assert str(caught.value).startswith(str(tmp_path / "a0.toml"))

    def test_same_base_for_two(self, base: ps.Framework) -> None:
        """Several documents may be based on the same one."""
        second = read(NAMED)
        third = read(NAMED.replace("acme-2022", "acme-2023"))

        assert base.standards == second.standards == third.standards


class TestRefused:
    @pytest.mark.parametrize(
        "based_on",
        [
            *('"acme-2020"', '""', '"acme-2020.json"', '"../acme-2020.toml"', '"folder/acme-2020.toml"', '"/acme-2020.toml"'),
            *("'folder\\acme-2020.toml'", "5", "true", '["acme-2020.toml"]', '{ file = "acme-2020.toml" }'),
        ],
    )
    def test_name(self, based_on: str) -> None:
        """What a document is based on is named by a TOML file in the same folder, and by nothing else."""
        (problem,) = problems_of(NAMED.replace('"acme-2020.toml"', based_on))

        assert problem.path == "based_on"
        assert "TOML file in the same folder" in problem.expected
        assert tomllib.loads(f"value = {based_on}")["value"] == problem.value

    def test_no_folder(self) -> None:
        """Plain data stands in no folder, so it can be based on nothing, and says so."""
        with pytest.raises(ps.DocumentError, match=r"based_on: .*stands in a folder.*'acme-2020\.toml'"):
            framework_from(tomllib.loads(NAMED))

    def test_missing(self, tmp_path: Path) -> None:
        """A file that is not there is said under the key that names it; the document that names it is named."""
        (tmp_path / "acme-2022.toml").write_text(NAMED, encoding="utf-8")
        with pytest.raises(ps.DocumentError, match=r"based_on\..*: .*No such file") as caught:
            ps.read_framework(tmp_path / "acme-2022.toml")

        assert str(caught.value).startswith(str(tmp_path / "acme-2022.toml"))

    def test_missing_is_named(self, tmp_path: Path) -> None:
        """So is the file that is missing."""
        (tmp_path / "acme-2022.toml").write_text(NAMED, encoding="utf-8")
        with pytest.raises(ps.DocumentError, match=r"acme-2020\.toml"):
            ps.read_framework(tmp_path / "acme-2022.toml")

    def test_name_that_no_file_can_have(self, tmp_path: Path) -> None:
        """A name that no file can have is that of a file that is not there."""
        (tmp_path / "a.toml").write_text(NAMED.replace("acme-2020", "acme\\u0000"), encoding="utf-8")
        with pytest.raises(ps.DocumentError):
            ps.read_framework(tmp_path / "a.toml")

    @pytest.mark.parametrize(
        ("content", "said"), [(b"not = [ TOML", "line 1"), (b'title = "Caf\xe9"', "UTF-8")], ids=["syntax", "encoding"]
    )
    def test_unreadable(self, tmp_path: Path, content: bytes, said: str) -> None:
        """A file that can't be read is said under the key that names it, with what is wrong with it."""
        (tmp_path / "acme-2020.toml").write_bytes(content)
        (tmp_path / "acme-2022.toml").write_text(NAMED, encoding="utf-8")
        with pytest.raises(ps.DocumentError, match=rf"based_on\..*: .*{said}"):
            ps.read_framework(tmp_path / "acme-2022.toml")

    def test_mistake_in_the_other(self) -> None:
        """A mistake in what is taken is reported as if it stood here, with every other one."""
        broken = BASE.replace('title = "Planning"', 'titel = "Planning"')
        problems = problems_of(f"publisher = 5\n{NAMED}", acme_2020=broken)

        assert {"publisher", "standards[2].titel"} == {problem.path for problem in problems}

    def test_mistake_put_right(self, base: ps.Framework) -> None:
        """A mistake in the other that is said rightly here is none."""
        broken = BASE.replace('title = "Planning"\n', "")

        assert base["2.2"] == read(f'{NAMED}[[standards]]\nid = "2.2"\ntitle = "Planning"\n', acme_2020=broken)["2.2"]

    def test_unknown_key(self) -> None:
        """A key that frameworks have not is an error, whichever of the two has it."""
        assert ["colour"] == [problem.path for problem in problems_of(f'colour = "red"\n{NAMED}')]
        assert ["colour"] == [problem.path for problem in problems_of(NAMED, acme_2020=f'colour = "red"\n{BASE}')]

    def test_inspection(self) -> None:
        """An inspection is nothing to be based on."""
        assert problems_of(NAMED, acme_2020='service = "A"\nframework = "acme-2020"\n')

    @pytest.mark.parametrize("key", ["sources", "bands", "domains", "standards"])
    @pytest.mark.parametrize("value", [5, "text", [], [5], ["text"], {}, {"a": 5}, [{"id": 5}], [{"id": [1]}], [{}]], ids=str)
    def test_anything_said(self, key: str, value: object) -> None:
        """Whatever stands where tables should is merged or left, and refused with its problems, unless it says nothing."""
        said = {**tomllib.loads(NAMED), key: value}
        if value == ({} if key in {"sources", "bands"} else []):
            assert framework_from(said, beside=files()) == read(NAMED)
        else:
            with pytest.raises(ps.DocumentError, match=rf"\n  - {key}"):
                framework_from(said, beside=files())

    @pytest.mark.parametrize("key", ["sources", "bands", "domains", "standards"])
    @pytest.mark.parametrize("value", [5, "text", [], [5], ["text"], {}, {"a": 5}, [{"id": 5}], [{"id": [1]}], [{}]], ids=str)
    def test_anything_taken(self, key: str, value: object) -> None:
        """So is whatever stands there in the other document."""
        with pytest.raises(ps.DocumentError, match=r"cannot be read as a framework\n  - "):
            framework_from(tomllib.loads(NAMED), beside=lambda _: {**tomllib.loads(BASE), key: value})

    @pytest.mark.parametrize("standard", [{"title": "No id"}, "text", 5])
    def test_without_among_anything(self, standard: object) -> None:
        """So it is where standards are left out."""
        base = tomllib.loads(BASE)
        base["standards"].append(standard)
        with pytest.raises(ps.DocumentError, match=r"standards\[2\]"):
            framework_from({**tomllib.loads(NAMED), "without": ["1.1"]}, beside=lambda _: base)


class TestPlainData:
    def test_no_such_tables(self) -> None:
        """Where the other has no tables of a sort, those that are said are all that there are."""
        assert resolve({"sources": {"a": {}}}, {})["sources"] == {"a": {}}
        assert resolve({"standards": [{"id": "1"}]}, {})["standards"] == [{"id": "1"}]

    def test_lists_that_are_no_tables(self) -> None:
        """Lists that hold no tables with ids are said whole."""
        assert resolve({"headings": ["B"]}, {"headings": ["A"]})["headings"] == ["B"]

    def test_rounding_and_statement_sources(self) -> None:
        """Every key that refers to a source keeps it."""
        names = {"source": "a", "rounding_source": "b", "statement_source": "c"}
        base = {"sources": {name: {} for name in "abcd"}, "standards": [{"id": "1", **names}]}

        assert [*resolve({}, base)["sources"]] == ["a", "b", "c"]


class TestFiles:
    @pytest.fixture
    def folder(self, tmp_path: Path) -> Path:
        (tmp_path / "acme-2020.toml").write_text(BASE, encoding="utf-8")
        (tmp_path / "acme-2022.toml").write_text(f'without = ["2.2"]\n{NAMED}{UNRATED}', encoding="utf-8")
        return tmp_path

    def test_read(self, folder: Path) -> None:
        """A file is based on one that stands beside it, wherever it is read from."""
        framework = ps.read_framework(folder / "acme-2022.toml")

        assert read(f'without = ["2.2"]\n{NAMED}{UNRATED}') == framework

    def test_by_a_relative_path(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """The folder is that of the file, not the one in which the program stands."""
        expected = ps.read_framework(folder / "acme-2022.toml")
        monkeypatch.chdir(folder)

        assert expected == ps.read_framework("acme-2022.toml")

        monkeypatch.chdir(folder.parent)

        assert expected == ps.read_framework(Path(folder.name) / "acme-2022.toml")

    def test_written_whole(self, folder: Path) -> None:
        """Written, it is a document that needs no other, and equal to it."""
        framework = ps.read_framework(folder / "acme-2022.toml")
        (folder / "elsewhere").mkdir()
        path = folder / "elsewhere" / "acme-2022.toml"
        ps.write_framework(framework, path)

        assert {"based_on", "without"}.isdisjoint(tomllib.loads(path.read_text(encoding="utf-8")))
        assert framework == ps.read_framework(path)
        assert framework.digest == ps.read_framework(path).digest

    def test_checked(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """`check` checks it with what it takes, and knows it for a framework, however little it says."""
        status = main(["check", str(folder / "acme-2022.toml")])

        assert (status, capsys.readouterr().out) == (
            0,
            f"{folder / 'acme-2022.toml'} is a framework, acme-2022, with 2 standards; nothing is wrong with it.\n",
        )

    def test_checked_and_wrong(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """What is wrong is said as of any framework."""
        path = folder / "acme-2022.toml"
        path.write_text(NAMED.replace("acme-2020", "acme-2019"), encoding="utf-8")
        status = main(["check", str(path)])
        said = capsys.readouterr()

        assert (status, said.out) == (2, "")
        assert 'based_on."' in said.err
        assert str(path) in said.err

    def test_shown(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        """`show` shows it whole."""
        status = main(["show", str(folder / "acme-2022.toml")])
        shown = capsys.readouterr().out

        assert status == 0
        assert "Acme standards, again, edition 2022" in shown
        assert "2.1.1a In time" in shown
        assert "Planning" not in shown


class TestPlugins:
    TEXT = 'based_on = "base.toml"\nid = "acme-2025"\ntitle = "Acme standards"\nedition = "2025"\n'

    def test_file_of_the_package(self, install: Install) -> None:
        """A plugin's file may be based on another of its package, which need be no edition that it brings."""
        install(ONE_FILE.format(id="acme-2025"), base=framework_text("acme-2020"), acme_2025=self.TEXT)
        found = ps.discover()

        assert "base" not in found
        assert found["acme-2025"].standards[0].title == "Leading"

    def test_missing(self, install: Install) -> None:
        """Where the other file is not there, the plugin is named, and both files."""
        plugin = install(ONE_FILE.format(id="acme-2025"), acme_2025=self.TEXT)
        with pytest.raises(ps.PluginError) as caught:
            ps.discover()["acme-2025"]

        message = str(caught.value)

        assert message.startswith(str(plugin))
        for words in ("acme-2025.toml", 'based_on."base.toml": '):
            assert words in message

    def test_file_of_another_package(self, install: Install) -> None:
        """A file of another package can't be reached."""
        install(ONE_FILE.format(id="acme-2025"), acme_2025=self.TEXT)
        install(ONE_FILE.format(id="beta-2025"), name="beta", base=framework_text("acme-2020"))
        with pytest.raises(ps.PluginError, match=r"based_on\."):
            ps.discover()["acme-2025"]
