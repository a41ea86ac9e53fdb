"""Plugins: found by their entry points, read when asked for, and named when they fail."""

from __future__ import annotations

import sys
from datetime import date
from importlib.metadata import EntryPoint
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

import probation_standards as ps
from installing import ONE_FILE, Install, framework_text
from probation_standards.catalogues import Plugin
from probation_standards.framework_files import FrameworkFile

RETURNS = """
import probation_standards as ps

@ps.hookimpl
def probation_standards_frameworks():
    return {value}
"""

IN_PYTHON = """
import probation_standards as ps

SOURCE = ps.Source(id="report", title="A report", confidence="confirmed")
MADE = ps.Framework(
    id="made-2025",
    title="Made in Python",
    edition="2025",
    scale=ps.RatingScale(ratings=(ps.Rating("Poor", 0), ps.Rating("Good", 1)), source=SOURCE),
    domains=(ps.Domain(id="1", title="All", source=SOURCE),),
    standards=(
        ps.Standard(id="1.1", title="Leading", domain="1", rule=ps.InspectorJudgement(source=SOURCE), source=SOURCE),
    ),
    overall=ps.NoRating(because="a pilot", source=SOURCE),
    source=SOURCE,
)

@ps.hookimpl
def probation_standards_frameworks():
    return [MADE]
"""


def failure() -> ps.PluginError:
    """The error that discover() raises."""
    with pytest.raises(ps.PluginError) as caught:
        ps.discover()
    return caught.value


def listed(catalogue: ps.Catalogue) -> list[tuple[str, str]]:
    return [(entry.id, entry.title) for entry in catalogue.entries]


class TestInstalled:
    def test_shipped(self) -> None:
        """The plugins of this project bring their frameworks, each with its title and where it is from."""
        found = {
            entry.id: (entry.title, entry.type, entry.dates, entry.plugin.name, entry.plugin.distribution)
            for entry in ps.discover().entries
        }
        title, youth_title = "Inspection of probation delivery units", "Inspection of youth justice services"

        assert (title, "PDU", "2023-10 to 2025-10", "probation", "probation-standards-probation") == found["pdu-2023"]
        expected = (youth_title, "youth justice service", "from 2025-03", "youth-justice", "probation-standards-youth-justice")
        assert expected == found["youth-2025"]

    def test_shipped_as_stated(self, catalogue: ps.Catalogue) -> None:
        """Each shipped edition can be listed and asked for by date without reading its file, which holds what is said of it."""
        for entry in catalogue.entries:
            framework = catalogue[entry.id]
            period = framework.in_force
            assert isinstance(entry.framework, FrameworkFile)
            assert period
            assert framework.type
            assert (entry.title, entry.type) == (framework.title, framework.type)
            assert (entry.starts, entry.ends) == (period.starts, period.ends)

    def test_file(self, install: Install, catalogue: ps.Catalogue) -> None:
        """A plugin brings a framework by naming its file."""
        install(ONE_FILE.format(id="acme-2025"), acme_2025=framework_text())

        found = ps.discover()

        assert set(found) == {"acme-2025", *catalogue}
        assert found["acme-2025"].title == "Acme standards"

    def test_made_in_python(self, install: Install) -> None:
        """A plugin may make its framework in Python; the catalogue gives that very one."""
        plugin = install(IN_PYTHON)

        found = ps.discover()["made-2025"]

        assert sys.modules[plugin.module].MADE is found

    def test_both(self, install: Install) -> None:
        """A plugin may bring several frameworks, files and others, in its own order."""
        source = IN_PYTHON.replace("[MADE]", '[ps.framework_file(__package__, "acme-2025.toml", title="Acme standards"), MADE]')
        install(source, acme_2025=framework_text())

        catalogue = ps.discover()

        assert listed(catalogue)[:2] == [("acme-2025", "Acme standards"), ("made-2025", "Made in Python")]
        assert [catalogue[id].id for id in catalogue] == list(catalogue)

    def test_generator(self, install: Install) -> None:
        """A plugin may yield its frameworks."""
        source = ONE_FILE.replace("return [", "yield ").replace('.toml")]', '.toml")')
        install(source.format(id="acme-2025"), acme_2025=framework_text())

        assert "acme-2025" in ps.discover()

    def test_nothing_to_bring(self, install: Install, catalogue: ps.Catalogue) -> None:
        """A plugin may bring no framework."""
        install(RETURNS.format(value="[]"))

        assert list(ps.discover()) == list(catalogue)

    def test_object(self, install: Install) -> None:
        """An entry point may name an object in a module."""
        source = (
            "from probation_standards import framework_file, hookimpl\n"
            "class Brings:\n"
            "    @hookimpl\n"
            "    def probation_standards_frameworks(self):\n"
            '        return [framework_file(__package__, "acme-2025.toml")]\n'
            "brings = Brings()\n"
        )
        install(source, target=":brings", acme_2025=framework_text())

        assert ps.discover()["acme-2025"].id == "acme-2025"

    def test_single_module(self, install: Install) -> None:
        """A plugin that is one module and no package has no files; asking for one is that plugin's error."""
        plugin = install(ONE_FILE.format(id="acme-2025"), package=False, acme_2025=framework_text())
        with pytest.raises(ps.ProbationStandardsError, match=r"acme-standards 1\.2\.3") as caught:
            ps.discover()["acme-2025"]

        assert str(plugin) in str(caught.value)

    @pytest.mark.parametrize("package", ["__name__", "None", "'no_such_package'"])
    def test_no_package(self, install: Install, package: str) -> None:
        """A file of what is no package is that plugin's error, whatever stands in its place."""
        plugin = install(ONE_FILE.format(id="acme-2025").replace("__package__", package), package=False)
        with pytest.raises(ps.PluginError) as caught:
            ps.discover()["acme-2025"]

        assert str(plugin) in str(caught.value)

    def test_order(self, install: Install, catalogue: ps.Catalogue, shipped: tuple[str, ...]) -> None:
        """Plugins come in the order of their names, whatever the order in which they were installed."""
        install(ONE_FILE.format(id="z-2025"), name="zebra")
        install(ONE_FILE.format(id="a-2025"), name="aardvark")
        found = ps.discover()
        names = list(dict.fromkeys(entry.plugin.name for entry in found.entries))

        assert list(found) == ["a-2025", *catalogue, "z-2025"]
        assert names == ["aardvark", *shipped, "zebra"]


class TestCatalogue:
    def test_mapping(self, install: Install, shipped: tuple[str, ...]) -> None:
        """A catalogue is a mapping of id to framework, and shows its ids."""
        install(ONE_FILE.format(id="acme-2025"), acme_2025=framework_text())
        install(ONE_FILE.format(id="beta-2025"), name="beta")
        catalogue = ps.discover(block=shipped)

        assert list(catalogue) == ["acme-2025", "beta-2025"]
        assert len(catalogue) == 2
        assert repr(catalogue) == "Catalogue(acme-2025, beta-2025)"
        assert catalogue.get("acme-2052") is None
        assert catalogue.get("acme-2025") is catalogue["acme-2025"]

    def test_nothing_read(self, install: Install, shipped: tuple[str, ...]) -> None:
        """Neither discovering nor listing nor asking whether it is there reads a framework's file."""
        install(ONE_FILE.format(id="acme-2025"), acme_2025="not = [ TOML")

        catalogue = ps.discover(block=shipped)

        assert "acme-2025" in catalogue
        assert "acme-2026" not in catalogue
        assert list(catalogue) == list(catalogue.keys()) == ["acme-2025"]
        assert listed(catalogue) == [("acme-2025", "")]
        assert repr(catalogue) == "Catalogue(acme-2025)"
        with pytest.raises(ps.PluginError):
            catalogue["acme-2025"]

    def test_read_once(self, install: Install, monkeypatch: pytest.MonkeyPatch) -> None:
        """A framework's file is read when it is asked for, and then never again."""
        install(ONE_FILE.format(id="acme-2025"), acme_2025=framework_text())
        read: list[str] = []
        really = FrameworkFile.read

        def noted(file: FrameworkFile) -> ps.Framework:
            read.append(file.id)
            return really(file)

        monkeypatch.setattr(FrameworkFile, "read", noted)
        catalogue = ps.discover()

        assert read == []

        first = catalogue["acme-2025"]

        assert read == ["acme-2025"]
        assert first is catalogue["acme-2025"]
        assert first is dict(catalogue)["acme-2025"]
        assert read == list(catalogue)

    def test_fresh(self, install: Install) -> None:
        """Each discover() starts anew: it finds what was installed since, and reads files again."""
        before = ps.discover()
        plugin = install(ONE_FILE.format(id="acme-2025"), acme_2025=framework_text(title="Old"))
        between = ps.discover()

        assert "acme-2025" not in before
        assert between["acme-2025"].title == "Old"

        (plugin.package / "acme-2025.toml").write_text(framework_text(title="New"), encoding="utf-8")

        assert between["acme-2025"].title == "Old"
        assert ps.discover()["acme-2025"].title == "New"
        assert before is not ps.discover()

    def test_unknown(self, install: Install, shipped: tuple[str, ...]) -> None:
        """An id that no plugin brings is a KeyError that lists the ids, where they are few, and suggests one."""
        install(ONE_FILE.format(id="acme-2025"))
        install(ONE_FILE.format(id="beta-2025"), name="beta")
        catalogue = ps.discover(block=shipped)
        said = r"'acme-2025' or 'beta-2025' .*'acme-2052'.*Did you mean 'acme-2025'\?"
        with pytest.raises(ps.UnknownFrameworkError, match=said) as caught:
            catalogue["acme-2052"]

        assert isinstance(caught.value, KeyError)
        assert [problem.suggestion for problem in caught.value.problems] == ["acme-2025"]

    def test_unknown_among_many(self, catalogue: ps.Catalogue) -> None:
        """However many are installed, one is suggested."""
        with pytest.raises(ps.UnknownFrameworkError, match=r"'pdu-2032'.*Did you mean 'pdu-2023'\?"):
            catalogue["pdu-2032"]

    def test_unknown_where_none_is_installed(self, shipped: tuple[str, ...]) -> None:
        """Where no framework is installed, the message says that there is none, rather than that another was expected."""
        with pytest.raises(ps.UnknownFrameworkError, match=r"(?i)\b(no|none)\b.*installed"):
            ps.discover(block=shipped)["pdu-2023"]


class TestBlock:
    def test_left_out(self, install: Install, catalogue: ps.Catalogue, shipped: tuple[str, ...]) -> None:
        """A plugin that is blocked is left out, by the name of its entry point."""
        install(ONE_FILE.format(id="acme-2025"))

        assert list(ps.discover(block={"acme"})) == list(catalogue)
        assert list(ps.discover(block=[*shipped])) == ["acme-2025"]
        assert list(ps.discover(block=(*shipped, "acme"))) == []

    def test_one_of_ours(self, catalogue: ps.Catalogue, shipped: tuple[str, ...]) -> None:
        """Of the plugins that ship, each can be left out, and the others stay."""
        for name in shipped:
            left = [entry.id for entry in catalogue.entries if entry.plugin.name != name]

            assert list(ps.discover(block=name)) == left

    def test_way_out(self, install: Install, catalogue: ps.Catalogue) -> None:
        """With the plugin that fails left out, the others are there; it is not even imported."""
        plugin = install("raise RuntimeError")

        assert failure().problems
        assert list(ps.discover(block={"acme"})) == list(catalogue)
        assert plugin.module not in sys.modules

    def test_said_in_the_error(self, install: Install) -> None:
        """The error says how to leave the plugin out, in Python and on the command line."""
        install("raise RuntimeError")

        heading = failure().heading

        assert "block=" in heading
        assert "--block" in heading

    def test_a_text_is_one_name(self, install: Install, catalogue: ps.Catalogue) -> None:
        """One name given as a text blocks the plugin of that name, and none whose name is a part of it."""
        install(ONE_FILE.format(id="acme-2025"))

        assert list(ps.discover(block="acme")) == list(catalogue)
        with pytest.raises(ps.PluginError, match=r"'not-acme'.*Did you mean 'acme'"):
            ps.discover(block="not-acme")


FAILING = {
    "not importable": ("import no_such_module_at_all", ["imported", "ModuleNotFoundError", "no_such_module_at_all"]),
    "syntax": ("def (", ["imported", "SyntaxError"]),
    "raises on import": ("raise RuntimeError('no licence')", ["imported", "RuntimeError", "no licence"]),
    "misspelt": (
        RETURNS.format(value="[]").replace("_frameworks()", "_framework()"),
        ["unknown hook", "probation_standards_framework'", "expected probation_standards_frameworks()"],
    ),
    "misspelt and unmarked": (
        "def probation_standards_framework():\n    return []\n",
        ["probation_standards_frameworks()", "@hookimpl", "Did you mean 'probation_standards_framework'?"],
    ),
    "unmarked": (RETURNS.format(value="[]").replace("@ps.hookimpl\n", ""), ["probation_standards_frameworks()", "@hookimpl"]),
    "nothing in it": ("", ["probation_standards_frameworks()", "@hookimpl"]),
    "unknown argument": (RETURNS.format(value="[]").replace("frameworks()", "frameworks(config)"), ["config"]),
    "None": (RETURNS.format(value="None"), ["list of frameworks", "None"]),
    "a text": (RETURNS.format(value="'acme-2025.toml'"), ["framework_file(...)", "'acme-2025.toml'"]),
    "a number": (RETURNS.format(value="5"), ["list of frameworks"]),
    "a list of texts": (RETURNS.format(value="['acme-2025.toml']"), ["framework_file(...)", "'acme-2025.toml'"]),
    "one file": (RETURNS.format(value="ps.framework_file(__package__, 'acme-2025.toml')"), ["list of frameworks"]),
    "one framework": (IN_PYTHON.replace("[MADE]", "MADE"), ["list of frameworks", "made-2025"]),
    "raises": (RETURNS.format(value="1 / 0"), ["ZeroDivisionError"]),
    "raises midway": (RETURNS.format(value="(1 / 0 for _ in 'ab')"), ["ZeroDivisionError"]),
    "leaves on import": ("import sys\nsys.exit(1)", ["imported", "SystemExit"]),
    "leaves": ("import sys\n" + RETURNS.format(value="sys.exit(1)"), ["SystemExit"]),
    "wrong ending": (RETURNS.format(value="[ps.framework_file(__package__, 'acme.json')]"), ["TOML", "acme.json"]),
    "same id twice": (
        RETURNS.format(value="[ps.framework_file(__package__, 'a.toml'), ps.framework_file(__package__, 'a.toml')]"),
        ["'a'"],
    ),
}
"""The source of a plugin that fails, and what the message says of it."""


class TestFailing:
    @pytest.mark.parametrize("name", FAILING)
    def test_one(self, install: Install, name: str) -> None:
        """A plugin that fails is one problem, which names entry point, module, distribution, version, and what is wrong."""
        source, said = FAILING[name]
        plugin = install(source)
        error = failure()

        assert len(error.problems) == 1
        assert error.problems[0].path.startswith(str(plugin))
        for words in said:
            assert words in str(error)

    @pytest.mark.parametrize("name", ["None", "a number", "one file", "one framework"])
    def test_no_inner_workings(self, install: Install, name: str) -> None:
        """What a plugin returned is reported as what it is, not as what went wrong in here because of it."""
        install(FAILING[name][0])

        message = str(failure())

        assert "IndexError" not in message
        assert "KeyError" not in message
        assert "TypeError" not in message

    def test_unmarked(self, install: Install) -> None:
        """Who wrote the right name and forgot the mark is not asked whether that name was meant."""
        install(FAILING["unmarked"][0])

        assert "Did you mean" not in str(failure())

    def test_cause_is_kept(self, install: Install) -> None:
        """The exception that a plugin raised is named with its message, so that its author can find it."""
        install("raise RuntimeError('no licence')")

        assert "RuntimeError: no licence" in str(failure())

    def test_several_wrong_items(self, install: Install) -> None:
        """Each item that is no framework is a problem of its own."""
        plugin = install(RETURNS.format(value="['a', ps.framework_file(__package__, 'b.toml'), 5]"))

        problems = failure().problems

        assert [(str(plugin), "a"), (str(plugin), 5)] == [(problem.path, problem.value) for problem in problems]

    def test_framework_that_contradicts_itself(self, install: Install) -> None:
        """A framework made in Python that can't be made is reported with every problem of it, under the plugin."""
        plugin = install(RETURNS.format(value="[ps.Rating('', -1)]"))

        error = failure()

        assert [problem.path.removeprefix(str(plugin)) for problem in error.problems] == [".name", ".points"]

    def test_same_id_as_another(self, install: Install) -> None:
        """Two plugins that bring the same id are both named, with the id."""
        one = install(ONE_FILE.format(id="acme-2025"))
        other = install(ONE_FILE.format(id="acme-2025"), name="beta")
        (problem,) = failure().problems

        assert str(one) in str(problem)
        assert str(other) in str(problem)
        assert problem.value == "acme-2025"

    def test_same_id_as_ours(self, install: Install) -> None:
        """A plugin can't put another framework in the place of one that ships."""
        plugin = install(ONE_FILE.format(id="pdu-2023"))
        (problem,) = failure().problems

        assert str(plugin) in str(problem)
        assert "plugin 'probation' (probation_standards_probation, from probation-standards-probation" in str(problem)

    def test_same_id_within(self, install: Install) -> None:
        """A plugin that brings an id twice is not told of another plugin: there is none."""
        install(FAILING["same id twice"][0])
        (problem,) = failure().problems

        assert "no other plugin" not in problem.expected

    def test_all_at_once(self, install: Install, catalogue: ps.Catalogue) -> None:
        """All plugins that fail are in one error, each with its own reason; those that work don't hide them."""
        names = ("not importable", "unmarked", "None", "raises", "same id twice")
        failing = [install(FAILING[name][0], name=f"acme{number}") for number, name in enumerate(names)]
        install(ONE_FILE.format(id="beta-2025"), name="beta")

        error = failure()

        assert len(error.problems) == len(names)
        for plugin in failing:
            assert f"  - {plugin}" in str(error)
        assert "beta" not in str(error)
        assert list(ps.discover(block={plugin.name for plugin in failing})) == ["beta-2025", *catalogue]

    def test_two_hooks(self, install: Install, catalogue: ps.Catalogue) -> None:
        """Where a plugin marks two functions for the hook, what both bring is there, or it is an error."""
        install(
            "from probation_standards import framework_file, hookimpl\n"
            '@hookimpl(specname="probation_standards_frameworks")\n'
            'def one(): return [framework_file(__package__, "a.toml")]\n'
            '@hookimpl(specname="probation_standards_frameworks")\n'
            'def other(): return [framework_file(__package__, "b.toml")]\n'
        )
        try:
            found = set(ps.discover())
        except ps.PluginError:
            found = {"a", "b", *catalogue}

        assert found == {"a", "b", *catalogue}


class TestFrameworkFile:
    def test_id(self) -> None:
        """The id of a framework in a file is the file's name without its ending; its title is what the plugin says."""
        file = ps.framework_file("acme", "acme-2025.toml", title="Acme standards")

        assert isinstance(file, FrameworkFile)
        assert (file.id, file.title) == ("acme-2025", "Acme standards")

    def test_ending(self) -> None:
        """A file that is no TOML file is refused at once."""
        with pytest.raises(ps.FrameworkError, match=r"TOML file.*acme\.json"):
            ps.framework_file("acme", "acme.json")

    def test_what_is_said(self) -> None:
        """What the plugin says of the edition is known without the file: title, type, dates, the file of what was published."""
        file = ps.framework_file(
            "acme", "a.toml", title="Acme", type="team", starts="2020-01", ends=date(2021, 6, 30), published="published.csv"
        )

        assert (file.title, file.type, file.published) == ("Acme", "team", "published.csv")
        assert (file.starts, file.ends) == (ps.PartialDate(2020, 1), ps.PartialDate(2021, 6, 30))

    def test_nothing_said(self) -> None:
        """It need say nothing."""
        file = ps.framework_file("acme", "a.toml")

        assert (file.title, file.type, file.starts, file.ends, file.published) == ("", "", None, None, "")

    @pytest.mark.parametrize(
        ("said", "path"),
        [
            ({"title": 5}, "title"),
            ({"type": None}, "type"),
            ({"starts": "spring 2020"}, "starts"),
            ({"starts": 2020}, "starts"),
            ({"starts": "2020", "ends": "2020-13"}, "ends"),
            ({"ends": "2021"}, "starts"),
            ({"published": "published.xlsx"}, "published"),
            ({"published": None}, "published"),
        ],
    )
    def test_can_not_be(self, said: dict[str, Any], path: str) -> None:
        """What can't be what it should be is refused at once."""
        with pytest.raises(ps.FrameworkError) as caught:
            ps.framework_file("acme", "acme.toml", **said)

        assert [path] == [problem.path for problem in caught.value.problems]

    @pytest.mark.parametrize(
        ("said", "problems"),
        [
            ('type="team"', []),
            ('type="Team"', [("type", "team")]),
            ('starts="2020-01", ends="2021"', []),
            ('starts="2020", ends="2021"', [("in_force.starts", "2020-01")]),
            ('starts="2020-01", ends="2021-12"', [("in_force.ends", "2021")]),
            ('starts="2020-01"', [("in_force.ends", "2021")]),
            ('type="unit", starts="2019"', [("type", "team"), ("in_force.starts", "2020-01"), ("in_force.ends", "2021")]),
        ],
    )
    def test_held_against_the_file(self, install: Install, said: str, problems: list[tuple[str, str]]) -> None:
        """What the plugin says of type and dates must be what the file says, since editions are told apart by it."""
        period = 'in_force = { starts = "2020-01", ends = "2021", source = "report" }\ntype = "team"\n'
        source = ONE_FILE.format(id="acme-2025").replace('.toml")', f'.toml", {said})')
        install(source, acme_2025=period + framework_text())
        found: list[tuple[str, object]] = []
        try:
            assert ps.discover()["acme-2025"].type == "team"
        except ps.PluginError as error:
            found = [(problem.path, problem.value) for problem in error.problems]

        assert problems == found

    def test_dates_that_the_file_lacks(self, install: Install) -> None:
        """Dates that the plugin says and the file does not are refused, too."""
        install(ONE_FILE.format(id="acme-2025").replace('.toml")', '.toml", starts="2020")'), acme_2025=framework_text())
        with pytest.raises(ps.PluginError, match=r"in_force\.starts: expected what the plugin gives, '2020'"):
            ps.discover()["acme-2025"]

    @pytest.mark.parametrize(
        ("content", "said"),
        [
            (None, ["acme-2025.toml", "cannot be read", "No such file"]),
            ("not = [ TOML", ["acme-2025.toml", "cannot be read", "TOML", "line 1"]),
            ('title = "Caf\xe9"'.encode("latin-1"), ["acme-2025.toml", "cannot be read", "UTF-8", "another encoding"]),
            (framework_text(id="acme-2024"), ["acme-2025.toml", "id: ", '"acme-2025"', "'acme-2024'"]),
            (
                framework_text().replace('"confirmed"', '"confirmd"').replace("inspector-judgement", "inspector-judgment"),
                ["acme-2025.toml", "sources.report.confidence: ", "standards[0].rule.kind: ", "'inspector-judgement'?"],
            ),
        ],
        ids=["missing", "syntax", "encoding", "other id", "mistakes"],
    )
    def test_wrong(self, install: Install, content: str | bytes | None, said: list[str]) -> None:
        """A file that can't be read as the framework it should hold is reported when it is asked for, all of it at once.

        The plugin is named, and so is the file.
        """
        plugin = install(ONE_FILE.format(id="acme-2025"), **({} if content is None else {"acme_2025": content}))
        catalogue = ps.discover()
        with pytest.raises(ps.PluginError) as caught:
            catalogue["acme-2025"]

        message = str(caught.value)

        assert message.startswith(str(plugin))
        for words in said:
            assert words in message

    def test_others_work(self, install: Install) -> None:
        """A file that can't be read is nobody else's trouble."""
        install(ONE_FILE.format(id="acme-2025"))
        catalogue = ps.discover()
        with pytest.raises(ps.PluginError):
            catalogue["acme-2025"]

        assert catalogue["pdu-2023"].id == "pdu-2023"

    def test_put_right(self, install: Install) -> None:
        """A file that could not be read is read again when it is asked for again."""
        plugin = install(ONE_FILE.format(id="acme-2025"))
        catalogue = ps.discover()
        with pytest.raises(ps.PluginError):
            catalogue["acme-2025"]

        (plugin.package / "acme-2025.toml").write_text(framework_text(), encoding="utf-8")

        assert catalogue["acme-2025"].id == "acme-2025"

    def test_title(self, install: Install) -> None:
        """A title that the plugin gives must be the one in the file, since frameworks are listed by it."""
        source = ONE_FILE.format(id="acme-2025").replace('.toml")', '.toml", title="Acme standards")')
        install(source, acme_2025=framework_text(title="Other standards"))
        catalogue = ps.discover()
        with pytest.raises(ps.PluginError, match=r"(?s)title: .*'Acme standards'.*'Other standards'"):
            catalogue["acme-2025"]

        assert listed(catalogue)[0] == ("acme-2025", "Acme standards")

    def test_byte_order_mark(self, install: Install) -> None:
        """A file that begins with a byte-order mark is read as without, as it is when it is read by its path."""
        install(ONE_FILE.format(id="acme-2025"), acme_2025=b"\xef\xbb\xbf" + framework_text().encode())

        assert ps.discover()["acme-2025"].id == "acme-2025"

    def test_within_an_inspection(self, install: Install, tmp_path: Path) -> None:
        """An inspection under a framework whose file can't be read is refused with the plugin's name."""
        plugin = install(ONE_FILE.format(id="acme-2025"))
        (tmp_path / "i.toml").write_text('service = "a"\nframework = "acme-2025"\n', encoding="utf-8")
        with pytest.raises(ps.PluginError) as caught:
            ps.read_inspection(tmp_path / "i.toml", ps.discover())

        assert str(plugin) in str(caught.value)


class TestPlugin:
    def test_described(self) -> None:
        """A plugin is described by its entry point, its module, its distribution and the version of that."""
        found = SimpleNamespace(name="acme-standards", version="1.2.3")
        entry_point: Any = EntryPoint("acme", "acme_framework", "probation_standards")
        plugin = Plugin(entry_point._for(found))

        assert str(plugin) == "plugin 'acme' (acme_framework, from acme-standards 1.2.3)"


class TestStated:
    @pytest.mark.parametrize(
        ("path", "stated"),
        [
            ("ends", {"starts": "2025-04", "ends": "2024-03"}),
            ("starts", {"ends": "2024-03"}),
            ("published", {"published": "../published.csv"}),
            ("published", {"published": "published.txt"}),
        ],
    )
    def test_can_be(self, path: str, stated: dict[str, str]) -> None:
        """What a plugin says of an edition must be possible: no end before the start, no file outside the package."""
        with pytest.raises(ps.FrameworkError) as caught:
            ps.framework_file("acme", "acme-2025.toml", **stated)

        assert [path] == [problem.path for problem in caught.value.problems]
