"""What a rule or a condition of another package is made with, and where it registers with the readers that are to read it.

A kind is registered for documents with `in_documents`. One that is a shape under another name says so with `shape_of`, and all
readers read it. Any other registers a function of its own with each reader that is to read it; the others refuse it:

| Reader | Rules | Conditions |
| --- | --- | --- |
| `rate`, with the reason | `decide_by` | `holding` |
| `rate_table` | `columns_by` | `condition_column` |
| reports and reasons, in words | `rule_lines` | `condition_text` |
| `prove`, which else tries it | `seen_by`, which yields a `View` for each thing that it sees | |

docs/rules.md has an example of each.
"""

from __future__ import annotations

from probation_standards.checks import (
    Checked,
    any_text,
    as_tuple,
    flag,
    from_zero,
    holds,
    instance,
    number,
    one_of,
    optional,
    text,
    tuple_of,
    whole_number,
)
from probation_standards.columns.measures import Measured, Reading, Told, condition_column, measured
from probation_standards.columns.rules import Decided, columns_by, placed
from probation_standards.conditions import Condition, a_condition, one_item, some_items
from probation_standards.deciders import Decide, decide_by
from probation_standards.errors import Problem
from probation_standards.figures import Figure, as_figure, as_figures
from probation_standards.items import Item, Place
from probation_standards.kinds import in_documents
from probation_standards.measuring import Holds, Inspected, holding, look, measuring
from probation_standards.proving.views import View, seen_by
from probation_standards.rules import Reads, Rule, a_rule
from probation_standards.shapes import shape_of
from probation_standards.wording import condition_text, rule_lines

__all__ = [
    "Checked",
    "Condition",
    "Decide",
    "Decided",
    "Figure",
    "Holds",
    "Inspected",
    "Item",
    "Measured",
    "Place",
    "Problem",
    "Reading",
    "Reads",
    "Rule",
    "Told",
    "View",
    "a_condition",
    "a_rule",
    "any_text",
    "as_figure",
    "as_figures",
    "as_tuple",
    "columns_by",
    "condition_column",
    "condition_text",
    "decide_by",
    "flag",
    "from_zero",
    "holding",
    "holds",
    "in_documents",
    "instance",
    "look",
    "measured",
    "measuring",
    "number",
    "one_item",
    "one_of",
    "optional",
    "placed",
    "rule_lines",
    "seen_by",
    "shape_of",
    "some_items",
    "text",
    "tuple_of",
    "whole_number",
]
