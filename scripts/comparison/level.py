"""Records at a constant rate in reports of the supplied kinds: how often is a direction said?"""

import csv
import json
import math
import re
import shutil
import tempfile
from collections import Counter
from pathlib import Path

from .chance import poisson
from .printed import paragraphs, run, tables_in, values_in
from .projects import Project

SECTIONS = """data: data.yaml
sections:
  - use: about
  - use: summary
  - use: volume
    sections: [{ use: offence_types }, { use: districts }, { use: temporal }, { use: qualifiers }]
  - use: knife_crime
  - use: harm
    sections: [{ use: harm_people }, { use: cost }]
  - use: victims
  - use: suspects
  - use: overlap
  - use: relationships
  - use: stop_search
  - use: outcomes
    scope: { of: outcomes, definition: none }
  - use: method
"""
WORDS = r"no clear change|\brose\b|\bfell\b(?! (?:on|to)\b)|stayed at"


class LevelProject(Project):
    """Records at one rate a head in all areas and at all times, under a random cover."""

    def dated(self):
        """Days and areas at the constant rate, of a source of its own."""
        for day in sorted(self.any_days):
            for area, rate in self.rates.items():
                if day not in self.area_any_days[area]:
                    continue
                yield from ((day, area) for _ in range(poisson(self.draw, rate)))

    def make_records(self):
        draw = self.draw
        self.areas = {name: residents or 31_000 for name, residents in self.areas.items()}
        a_head = draw.choice([1e-6, 4e-6, 1.5e-5])
        self.rates = {name: residents * a_head for name, residents in self.areas.items()}
        # Whether people have several records, and offences several people.
        self.returning = draw.random() < 0.5
        flag = lambda chance: "yes" if draw.random() < chance else "no"
        known = [(day, area) for day, area in self.dated()]
        self.offences = [
            (f"C{at}", day, draw.randrange(24), area, *[draw.choice(self.groups)] * 2, flag(0.3), flag(0.2), flag(0.2), flag(0.1))
            for at, (day, area) in enumerate(known)
        ]
        self.in_period = [record for record in self.offences if self.period[0] <= record[1] <= self.period[1]]
        person = lambda: (draw.randint(5, 80), draw.choice(["male", "female", "female", ""]), draw.choice(["W1", "A1", "B1", "M1", "NS", ""]))
        self.persons = {"victims": [], "suspects": []}
        for source, rows in self.persons.items():
            crowd = max(1, len(self.offences) // 3)
            for at, record in enumerate(self.offences):
                number = draw.choice([1, 1, 1, 2, 3]) if self.returning else draw.choice([0, 1])
                for _ in range(number):
                    name = f"P{draw.randrange(crowd)}" if self.returning else f"P{source}{at}"
                    rows.append((record[0], name, *person()))
        self.pairs_of = [
            (record[0], draw.choice(["Stranger", "Acquaintance", "Partner"]), draw.randint(5, 80), draw.choice(["male", "female"]),
             draw.choice([draw.randint(10, 80), ""]), draw.choice(["male", "female", ""]))
            for record in self.offences if draw.random() < 0.5
        ]
        self.searches = [(day, area, draw.choice(["Offensive weapons", "Drugs"]), draw.choice(["Offensive weapon", ""]), draw.randint(10, 60)) for day, area in self.dated()]
        self.outcomes = [
            (day, area, draw.choice(["Charged or summonsed", "Caution", "No suspect identified", "Evidential difficulties"])) for day, area in self.dated()
        ]

    def write(self, folder):
        def table(name, header, rows):
            with open(folder / f"{name}.csv", "w", newline="") as file:
                csv.writer(file).writerows([header.split(), *rows])

        people = "offence_id person_id age sex ethnicity"
        offence = "id date hour district offence_group offence knife domestic alcohol drugs"
        pair = "offence_id relationship victim_age victim_sex suspect_age suspect_sex"
        search, outcome = "date district searched_for found age", "date district outcome"
        table("offences", offence, self.offences)
        for source, rows in self.persons.items():
            table(source, people, rows)
        table("pairs", pair, self.pairs_of)
        table("stop_searches", search, self.searches)
        table("outcomes", outcome, self.outcomes)
        columns = lambda names: f"columns: {{ {', '.join(f'{name}: {name}' for name in names.split())} }}"
        # Nothing is vouched for: what seems to have stopped has no direction.
        cover = self.covers(", ")
        own = lambda name, names: f"  {name}: {{ title: {name}, files: {name}.csv, {columns(names)}, {cover} }}\n"
        of_offences = lambda name, names: f"  {name}: {{ title: {name}, files: {name}.csv, {columns(names)} }}\n"
        areas = [f"{{ name: {name}, population: {residents}, tile: [{at}, 0] }}" for at, (name, residents) in enumerate(self.areas.items())]
        (folder / "data.yaml").write_text(
            f"title: Records\nareas: [{', '.join(areas)}]\npopulation_source: Invented\nharm_weights: harm.yaml\nunit_costs: costs.yaml\nsources:\n"
            + own("offences", offence) + of_offences("victims", people) + of_offences("suspects", people) + of_offences("pairs", pair)
            + own("stop_searches", search) + own("outcomes", outcome)
        )
        (folder / "harm.yaml").write_text("".join(f"{group}: {{ days: 10, source: invented }}\n" for group in self.groups))
        costs = "".join(f"  {group}: {{ cost_gbp: 100, source: invented }}\n" for group in self.groups)
        (folder / "costs.yaml").write_text(f"title: Costs\nprice_year: 2015/16\ncosts:\n{costs}")
        (folder / "sna.yaml").write_text(self.report() + SECTIONS)


def level_try(program, seed, keep):
    """The tests of one project by kind, those that say a direction, and what else is false."""
    project = LevelProject(seed)
    with tempfile.TemporaryDirectory(prefix="check-comparison-") as place:
        folder = Path(place)
        project.write(folder)
        if not project.in_period:
            return Counter(), [], []
        failure = run(program, "build", folder / "sna.yaml", "-o", folder / "out")
        if failure:
            tested, said, faults = Counter(), [], [f"seed {seed}: {failure}"]
        else:
            document = json.loads((folder / "out/sna.json").read_text())
            people = "texts on people who come back" if project.returning else "texts on people"
            tested, said = directions(document["sections"], tables_in(folder / "out/tables"), seed, people)
            faults = list(false_averages(project, document["sections"], seed))
            faults += [f"seed {seed}: {text.strip()[:200]!r}" for text in set(paragraphs(document["sections"])) if "[x]" in text and "[z] stands" not in text]
        if (said or faults) and keep:
            shutil.copytree(folder, Path(keep) / f"level-{seed}", dirs_exist_ok=True)
        return tested, said, faults


def directions(sections, tables, seed, people):
    tested, said = Counter(), []
    for value in tests(sections):
        kinds = ["words", people] if is_of_people(value) else ["words"]
        tested[people] += people in kinds
        if value["direction"] != "no_clear_change":
            said += [(kind, f"seed {seed}: {value['expression'][:60]}: {value['text']}") for kind in kinds]
    # Texts also test what they then leave out; the method chapter counts every test.
    told = re.search(r"tests ([\d,]+) differences?.*?, ([\d,]+) in its words", " ".join(paragraphs(sections)))
    tested["words"] = int(told[2].replace(",", "")) if told else 0
    for text in set(paragraphs(sections)):
        # What says the numbers is a text, counted above.
        if re.search(WORDS, text) and not re.search(r"from [\d,]+", text) and "cannot be compared" not in text:
            for word in re.findall(WORDS, text):
                tested["headlines"] += 1
                if word in ("rose", "fell"):
                    said.append(("headlines", f"seed {seed}: {text.strip()}"))
    for (row, column), figure in tables["rates"].items():
        if column == "against" and figure in ("higher", "lower", "similar"):
            tested["areas"] += 1
            if figure != "similar":
                said.append(("areas", f"seed {seed}: {row} is {figure}"))
    return tested, said


def tests(sections):
    """The tests in words and headlines, each pair of counts once."""
    found = {}
    for value in values_in(sections):
        if value.get("direction") in ("rose", "fell", "no_clear_change"):
            pair = json.dumps(sorted(json.dumps(told, sort_keys=True) for told in value["inputs"]))
            found.setdefault(pair, value)
    return found.values()


def is_of_people(value):
    tables = [told.get("table", "") for told in value["inputs"] if isinstance(told, dict)]
    return any(re.match(r"(victims|suspects|relationships)\b", table) for table in tables)


def false_averages(project, sections, seed):
    """Averages a year or a month that the constant rate does not allow: further off than six standard errors."""
    year = 365.25
    for value in values_in(sections):
        expression, table = value["expression"], next((told.get("table", "") for told in value["inputs"] if isinstance(told, dict)), "")
        days = year if expression.startswith("counts.mean") else year / 12 if re.search(r"months\.mean|monthly_mean", expression) else None
        if not days or not re.match(r"[\d.,]+$", value["text"]) or is_of_people(value):
            continue
        # Three in ten carry the knife flag.
        share = 0.3 if table.startswith("knife") else 1
        number, expected = float(value["text"].replace(",", "")), share * sum(project.rates.values()) * days
        error = math.sqrt(expected * days / max(days, len(project.source_days))) + 1 + expected * 0.04
        if abs(number - expected) > 6 * error:
            yield f"seed {seed}: {value['text']} by {expression} of {table}, where {expected:.1f} are expected"
