"""HM Inspectorate of Probation's frameworks for inspecting adult probation, one TOML file for each edition."""

from __future__ import annotations

from probation_standards import FrameworkFile, framework_file, hookimpl

__all__ = ["probation_standards_frameworks"]


@hookimpl
def probation_standards_frameworks() -> list[FrameworkFile]:
    """Return the editions, each read when it is first asked for."""
    return [
        _edition("crc-2018", "Inspection of community rehabilitation companies", "CRC", "2018-04", "2019-06"),
        _edition("nps-2018", "Inspection of National Probation Service divisions", "NPS", "2018-04", "2019-06"),
        _edition("crc-2019", "Inspection of community rehabilitation companies", "CRC", "2019-07", "2021-06"),
        _edition("nps-2019", "Inspection of National Probation Service divisions", "NPS", "2019-07", "2021-06"),
        _edition("pdu-2021", "Inspection of probation delivery units", "PDU", "2021-07", "2023-08"),
        _edition("pdu-2023", "Inspection of probation delivery units", "PDU", "2023-10", "2025-10"),
        _edition("region-2023", "Inspection of probation regions", "region", "2023-10", "2025-10"),
        _edition("national-2025", "Inspection of the national arrangements for probation", "national", "2025-01", "2025-04"),
        _edition("approved-premises-2025", "Inspection of approved premises", "approved premises", "2025-07"),
        _edition(
            "public-protection-2025", "Dynamic inspection of public protection", "public protection", "2025-10", "2026-03"
        ),
    ]


def _edition(id: str, title: str, type: str, starts: str, ends: str | None = None) -> FrameworkFile:
    """Return the framework in the file of this id; what is said of it here is held against the file when it is read."""
    return framework_file(__name__, f"{id}.toml", title=title, type=type, starts=starts, ends=ends, published="published.csv")
