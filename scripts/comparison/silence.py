"""An area from which nothing comes for some months, of which the manifest says nothing: no direction is said of it, or of all records,
between times that hold these months."""

import json
import re
import shutil
import tempfile
from collections import Counter
from pathlib import Path

from .printed import run, values_in
from .projects import Project
from .spans import days_of, month_span, months_of, year_label, year_span, years_touched

SAID = re.compile(r'change\((?:volume|by_district\.row\("(?P<area>[^"]*)"\)).*"(?P<before>[^"]+)", "(?P<after>[^"]+)"\)')


class SilentProject(Project):
    """Areas with enough records a month that their lack is no chance; the records of one of them lack."""

    def __init__(self, seed):
        super().__init__(seed)
        draw, months = self.draw, list(months_of(self.period))
        self.gaps, self.breaks, self.own_cover, self.cover = [], [], {}, self.period
        self.rates = {name: draw.choice([0.2, 0.4, 0.7]) for name in self.areas}
        self.rates[""] = 0.02
        self.silent_area, number = draw.choice(list(self.areas)), draw.randint(4, 8)
        first = draw.choice([0, max(0, len(months) - number), draw.randrange(max(1, len(months) - number))])
        self.silent = days_of((month_span(months[first])[0], month_span(months[min(len(months), first + number) - 1])[1]))
        self.is_told = len(self.areas) > 1 and len(months) >= 20
        days = set(days_of(self.period))
        self.any_days = days
        self.area_any_days = {name: days - self.silent if name == self.silent_area else days for name in self.areas}
        self.make_records()

    def write(self, folder):
        super().write(folder)
        manifest = (folder / "data.yaml").read_text().splitlines()
        (folder / "data.yaml").write_text("\n".join(line for line in manifest if "quiet:" not in line))


def silence_try(program, seed, keep):
    """The directions of one project that ought not to be said, and how many were looked at."""
    project = SilentProject(seed)
    if not project.is_told:
        return [], Counter()
    with tempfile.TemporaryDirectory(prefix="check-comparison-") as place:
        folder = Path(place)
        project.write(folder)
        failure = run(program, "build", folder / "sna.yaml", "-o", folder / "out")
        if failure:
            found, looked_at = [f"seed {seed}, silence: {failure}"], Counter()
        else:
            document = json.loads((folder / "out/sna.json").read_text())
            found, looked_at = directions(project, document["sections"], seed)
        if found and keep:
            shutil.copytree(folder, Path(keep) / f"silence-{seed}", dirs_exist_ok=True)
    return found, looked_at


def directions(project, sections, seed):
    times = {year_label(year, project.financial): days_of(year_span(year, project.financial)) for year in years_touched(project.period, project.financial)}
    found, looked_at = [], Counter()
    for value in values_in(sections):
        told = SAID.match(value["expression"])
        concerned = told and told["area"] in (None, project.silent_area)
        if concerned and any(times[told[name]] & project.silent for name in ("before", "after")):
            looked_at["silence"] += 1
            if value.get("direction") in ("rose", "fell"):
                found.append(f"seed {seed}, silence of {project.silent_area}: {value['expression']}: {value['text']}")
    return found, looked_at
