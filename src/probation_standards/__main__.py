"""The program: ``probation-standards``, or ``python -m probation_standards``."""

from __future__ import annotations

import gc
import sys


def main() -> int:
    """Run the command line once and return its exit status."""
    gc.disable()  # a run is short: looking for garbage while importing takes longer than it frees memory
    from probation_standards.cli import main as run

    return run()


if __name__ == "__main__":
    sys.exit(main())
