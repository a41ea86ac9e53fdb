"""Make the 62 synthetic cases of examples/derbyshire-2025-cases.csv.

    python benchmarks/make_derbyshire_cases.py > examples/derbyshire-2025-cases.csv

Their answers give the twelve published percentages of the inspection of Derbyshire PDU, 2025, each rounded to a whole per
cent, all 62 being relevant to each question. The cases are made up. What the report says of them as a whole holds:

- 38 community orders, 22 releases on licence and one case with both. These are 61, while the same section counts 62 cases;
  the 62nd is a community order here.
- 11 of the 62 were under Probation Reset, which suspends contact.
- On P 2.3.3, 24 per cent of the cases of probation services officers (PSO) were sufficient.

How many practitioners were of which grade the report does not say; 31, 21 and 10 are plausible. The column "synthetic" marks
each row for what it is, wherever the file goes.
"""

from __future__ import annotations

import csv
import io
from itertools import count
from pathlib import Path

import probation_standards as ps
from probation_standards.cases.synthetic import synthetic_cases, tally_of

INSPECTION = Path(__file__).parent.parent / "examples" / "derbyshire-2025.toml"
CASES = 62
COLUMNS = {
    "pdu": {"Derbyshire": CASES},
    "sentence type": {"Community order": 38 + 1, "Licence": 22, "Community order; Licence": 1},
    "grade": {"PO": 31, "PSO": 21, "PQiP": 10},
    "synthetic": {"synthetic": CASES},
    "contact suspended": {"yes": 11, "no": CASES - 11},
}
PSO_SUFFICIENT = tally_of(24, COLUMNS["grade"]["PSO"]).sufficient
"""How many cases of probation services officers are sufficient on P 2.3.3."""


def derbyshire() -> str:
    """Return the cases as CSV: those of the first seed by which chance deals the grades as the report has it."""
    catalogue = ps.discover()
    inspection = ps.read_inspection(INSPECTION, catalogue)
    framework = catalogue[inspection.framework]
    percentages = {id: finding for id, finding in inspection.evidence.findings.items() if isinstance(finding, int)}
    tallies = {id: tally_of(percentage, CASES) for id, percentage in percentages.items()}
    for seed in count():
        made = synthetic_cases(framework, tallies, cases=CASES, seed=seed, prefix="DERBYSHIRE", columns=COLUMNS)
        answers = list(zip(made["grade"], made["P 2.3.3"], strict=True))
        if answers.count(("PSO", "yes")) == PSO_SUFFICIENT:
            break
    file = io.StringIO()
    rows = csv.writer(file, lineterminator="\n")
    rows.writerow(made)
    rows.writerows(zip(*made.values(), strict=True))
    return file.getvalue()


def main() -> None:
    """Print the CSV."""
    print(derbyshire(), end="")


if __name__ == "__main__":
    main()
