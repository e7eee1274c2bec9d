"""One random project, built whole and for each district, and what differs in it."""

import json
import shutil
import tempfile
from collections import Counter
from pathlib import Path

from .printed import run, tables_in
from .projects import Project
from .recounted import Check


def one_try(program, seed, keep):
    """The differences and the number of cells of one project."""
    project = Project(seed)
    with tempfile.TemporaryDirectory(prefix="check-comparison-") as place:
        folder = Path(place)
        project.write(folder)
        checks, differences = [], []
        failure = run(program, "build", folder / "sna.yaml", "-o", folder / "out")
        if failure:
            differences.append(f"seed {seed}: {failure}")
        else:
            document = json.loads((folder / "out/sna.json").read_text())
            checks.append(Check(project, f"seed {seed}", None, tables_in(folder / "out/tables"), document).all())
        failure = run(program, "build", folder / "each.yaml", "-o", folder / "each", "--each", "district")
        if failure:
            differences.append(f"seed {seed}, each district: {failure}")
        else:
            checks += [check.all() for check in parts(project, seed, folder / "each")]
        differences += [line for check in checks for line in check.differences]
        if differences and keep:
            shutil.copytree(folder, Path(keep) / str(seed), dirs_exist_ok=True)
    return differences, sum((check.compared for check in checks), Counter())


def parts(project, seed, folder):
    for name in project.areas:
        slug = f"each-{name.lower().replace(' ', '-')}"
        document = json.loads((folder / f"{slug}.json").read_text())
        if any(record[2] == name for record in project.in_period):
            yield Check(project, f"seed {seed}, {name}", name, tables_in(folder / "tables" / slug), document)
