"""What the site shows beside its own pages, so that nothing is copied by hand.

Model card, datasheet, guides and changelog stand in the site where they stand in the
repository: their links to each other hold. The page of the example plan is made anew; tables
that scripts write into the README, and the values of enumerations, are taken from there.
"""

from __future__ import annotations

import datetime
import functools
import re
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

from stratac import findings, records, score_file

SHOWN = (
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "data/*.md",
    "models/*/*.md",
    "models/*/evaluation/*.md",
    "models/*/evaluation/*.png",
)
PLAN = "examples/plan-commercial.md"
PAGE = "examples/plan-commercial.html"
# Fixed, so that the page is the same tomorrow.
REFERENCE = datetime.date(2026, 11, 1)

_TABLE = re.compile(r"<!-- README: (\w+) -->")
_VALUES = re.compile(r"<!-- values: (\w+) -->")


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Put the files beside the pages, and the page of the example plan."""
    root = Path(config.config_file_path).parent
    for pattern in SHOWN:
        found = sorted(root.glob(pattern))
        if not found:
            raise PluginError(f"{root} has nothing like {pattern}; mend SHOWN in docs/hooks.py.")
        for path in found:
            place = path.relative_to(root).as_posix()
            files.append(File.generated(config, place, abs_src_path=str(path)))
    files.append(File.generated(config, PAGE, content=_page(root / PLAN)))
    return files


def on_page_markdown(markdown: str, config: MkDocsConfig, **_: Any) -> str:
    """Put tables of the README and values of enumerations where a page asks for them by name."""
    readme = Path(config.config_file_path).with_name("README.md").read_text(encoding="utf-8")

    def table(asked: re.Match[str]) -> str:
        name = asked[1]
        found = re.search(rf"<!-- {name} -->\n(.*?)<!-- /{name} -->", readme, re.DOTALL)
        if found is None:
            raise PluginError(f"README.md has no table {name!r} between <!-- {name} --> marks.")
        return found[1]

    return _VALUES.sub(_values, _TABLE.sub(table, markdown))


def _values(asked: re.Match[str]) -> str:
    found = getattr(records, asked[1], None) or getattr(findings, asked[1])
    return "**Values:** " + ", ".join(f"`{member}`" for member in found)


@functools.cache
def _page(plan: Path) -> str:
    return score_file(plan, reference=REFERENCE).to_html()
