"""Small random projects: what their records cover, and their files."""

import csv
import random
from datetime import date

from .chance import poisson
from .spans import DAY, MONTHS, days_of, month_number, month_span, months_of, year_label, years_touched

NAMES = ["Ashby", "Brent", "Corby", "Dore Vale", "Elton", "Fenby"]
GROUPS = ["Burglary", "Robbery", "Theft", "Violence"]


class Project:
    def __init__(self, seed):
        draw = self.draw = random.Random(seed)
        self.areas = {name: draw.choice([None, 8_000, 25_000, 60_000, 140_000]) for name in NAMES[: draw.randint(2, 6)]}
        if draw.random() < 0.85:
            self.areas = {name: residents or 31_000 for name, residents in self.areas.items()}
        self.groups = GROUPS[: draw.randint(1, 4)]
        self.choose_period()
        self.choose_cover()
        self.rates = {name: draw.choice([0.02, 0.1, 0.3, 0.5]) * draw.choice([0.5, 1, 1.5]) for name in self.areas}
        self.rates[""] = draw.choice([0, 0.01, 0.05])
        self.make_records()

    def choose_period(self):
        draw, last = self.draw, self.draw.randint(2020, 2023)
        kind = draw.randint(0, 3)
        if kind < 2:
            number = draw.randint(1, 4)
            self.period = date(last - number + 1, 4, 1), date(last + 1, 3, 31)
            self.period_text = f"{{ financial_years: {number}, to: {year_label(last, True)} }}"
        else:
            first = date(last - draw.randint(0, 2), 1 if kind == 2 else draw.randint(1, 12), 1)
            end = date(last, 12, 31) if kind == 2 else month_span(month_number(first) + draw.randint(6, 40))[1]
            self.period = first, end
            self.period_text = f"{{ from: {first:%Y-%m}, to: {end:%Y-%m} }}"
        stated = draw.choice([None, "financial", "calendar"])
        of_calendar_years = (self.period[0].month, self.period[1].month) == (1, 12)
        self.financial = stated == "financial" or stated is None and not of_calendar_years
        self.years_text = f", years: {stated}" if stated else ""

    def choose_cover(self):
        draw, (first, last) = self.draw, self.period
        length = (last - first).days
        start = first + DAY * draw.choice([0, 0, 0, -40, -400, draw.randint(0, length // 2)])
        end = last + DAY * draw.choice([0, 0, 90, -draw.randint(0, length // 3), -draw.randint(0, length // 3)])
        self.cover = start, max(end, start + DAY * 70)
        self.gaps = []
        for _ in range(draw.choice([0, 0, 0, 1, 1, 2])):
            area = draw.choice([None, *self.areas, *self.areas])
            months = month_number(self.cover[0]) + draw.randint(0, max(1, length // 30))
            from_day, to_day = month_span(months)[0], month_span(months + draw.choice([0, 2, 4, 12]))[1]
            if draw.random() < 0.3:
                from_day += DAY * draw.randint(1, 20)
            self.gaps.append((area, (from_day, to_day)))
        self.own_cover = {}
        if draw.random() < 0.2:
            cut = self.cover[0] + DAY * draw.randint(30, (self.cover[1] - self.cover[0]).days)
            self.own_cover[draw.choice(list(self.areas))] = draw.choice([(self.cover[0], cut), (cut - DAY * 29, self.cover[1])])
        # Each with the area that it concerns; all records where that is None.
        self.breaks = []
        if draw.random() < 0.35:
            at = month_span(month_number(first) + draw.randint(0, length // 30))[0] + DAY * draw.choice([0, 0, 12])
            self.breaks.append((at, draw.choice([None, None, *self.areas])))
        covered = set(days_of(self.cover))
        gone = lambda is_of: set().union(*(days_of(span) for area, span in self.gaps if is_of(area)))
        own = lambda area: covered & days_of(self.own_cover[area]) if area in self.own_cover else covered
        period = days_of(self.period)
        # The days of the source within the period; of each area; of all areas at once.
        self.source_days = covered - gone(lambda area: area is None)
        self.area_days = {name: own(name) - gone(lambda area: area in (None, name)) for name in self.areas}
        self.all_days = covered.intersection(*self.area_days.values()) - gone(lambda area: area is None)
        self.any_days, self.area_any_days = set(self.source_days), {name: set(days) for name, days in self.area_days.items()}
        for days in (self.source_days, self.all_days, *self.area_days.values()):
            days &= period

    def make_records(self):
        draw, self.offences, self.people = self.draw, [], {"victims": [], "suspects": []}
        persons = [f"P{number}" for number in range(draw.choice([20, 150, 1000]))]
        sexes = {person: draw.choice(["male", "female", ""]) for person in persons}
        for day in sorted(self.any_days):
            for area, rate in self.rates.items():
                if area and day not in self.area_any_days[area]:
                    continue
                for _ in range(poisson(draw, rate)):
                    key = f"C{len(self.offences)}"
                    group = draw.choice([*self.groups, *self.groups, ""])
                    self.offences.append((key, day, area, group))
                    for source, chance in (("victims", 0.9), ("suspects", 0.5)):
                        while draw.random() < chance * 0.7:
                            person = draw.choice(persons) if draw.random() < 0.9 else ""
                            sex = sexes.get(person, "")
                            self.people[source].append((key, person, draw.randint(5, 80), sex, day, area, group))
        self.in_period = [record for record in self.offences if self.period[0] <= record[1] <= self.period[1]]

    def covers(self, separator="\n    "):
        """What the manifest says of the cover, the gaps and the breaks."""
        span = lambda span: f"from: {span[0]}, to: {span[1]}"
        areas = ", ".join(f"{area}: {{ {span(days)} }}" for area, days in self.own_cover.items())
        gaps = ", ".join(f"{{ {f'area: {area}, ' if area else ''}{span(days)}, why: nothing was sent }}" for area, days in self.gaps)
        breaks = ", ".join(f"{{ at: {at}, {f'where: {area}, ' if area else ''}why: a new system }}" for at, area in self.breaks)
        cover = f"covers: {{ {span(self.cover)}{f', areas: {{ {areas} }}' if areas else ''} }}"
        return separator.join([cover, f"gaps: [{gaps}]", f"breaks: [{breaks}]"])

    def report(self):
        return f"report: {{ title: Try, area: Tryshire, published: 2027-12-31, period: {self.period_text}{self.years_text} }}\n"

    def rolling_years(self):
        """The twelve months that end with the period, those before them, and so on, oldest first; each with its name."""
        months = list(months_of(self.period))
        for last in reversed(range(len(months) - 1, 10, -12)):
            span = month_span(months[last - 11])[0], month_span(months[last])[1]
            yield f"12 months to {MONTHS[months[last] % 12][:3]} {months[last] // 12}", span

    def write(self, folder):
        def table(name, header, rows):
            with open(folder / f"{name}.csv", "w", newline="") as file:
                csv.writer(file).writerows([header, *rows])

        table("offences", ["id", "date", "district", "group"], self.offences)
        for source, rows in self.people.items():
            table(source, ["offence_id", "person_id", "age", "sex"], [row[:4] for row in rows])
        span = lambda span: f"from: {span[0]}, to: {span[1]}"
        residents = lambda number: f", population: {number}" if number else ""
        areas = [f"{{ name: {name}{residents(number)} }}" for name, number in self.areas.items()]
        people = "".join(
            f"  {source}: {{ title: {source}, files: {source}.csv, columns: {{ offence_id: offence_id, person_id: person_id, "
            "age: age, sex: sex } }\n"
            for source in self.people
        )
        (folder / "data.yaml").write_text(
            f"title: Records\nareas: [{', '.join(areas)}]\npopulation_source: Invented\nsources:\n  offences:\n    title: Offences\n"
            "    files: offences.csv\n    columns: { id: id, date: date, district: district, offence_group: group }\n"
            f"    {self.covers()}\n"
            f"    quiet: [{{ {span(self.cover)}, why: so it was }}]\n{people}"
        )
        years = [year_label(year, self.financial) for year in years_touched(self.period, self.financial)]
        self.pairs = sorted({(years[0], years[-1]), (years[max(0, len(years) - 2)], years[-1])}) if len(years) > 1 else []
        self.rolling = list(self.rolling_years())[-2:]
        sentence = lambda series, pair: f"          S {{{{ change({series}, \"{pair[0]}\", \"{pair[1]}\") }}}}.\n"
        sentences = lambda *series: [sentence(one, pair) for one in series for pair in self.pairs]
        rolling = [sentence('rolling.row("total")', [label for label, _ in self.rolling])] if len(self.rolling) == 2 else []
        prose = lambda lines: "\n".join(["      - prose: |", *lines, ""]) if lines else ""
        rolling_table = "      - table: { id: rolling, title: T, crosstab: { rows: offence_group, columns: rolling_year, total: both, change: last } }\n"
        head = f"{self.report()}data: data.yaml\nsections:\n  - title: One\n    id: one\n    blocks:\n"
        each = (
            "      - table: { id: volume, title: T, volume: {} }\n      - table: { id: series, title: T, series: {} }\n"
            "      - table: { id: by_group, title: T, crosstab: { rows: offence_group, columns: years, total: both, change: period } }\n"
            "      - table: { id: repeats, title: T, repeats: { of: victims, top: 5 } }\n"
            "      - table: { id: overlap, title: T, overlap: {} }\n"
            "      - table: { id: by_quarter, title: T, crosstab: { rows: offence_group, columns: quarter, total: row } }\n"
            "      - table: { id: by_quarters, title: T, crosstab: { rows: quarter, columns: offence_group, total: column } }\n"
            f"{rolling_table if rolling else ''}"
            "      - table: { id: persons, title: T, crosstab: { of: victims, rows: sex, columns: years, count: persons, total: both } }\n"
        )
        whole = (
            "      - table: { id: rates, title: T, area_rates: { rows: district, funnel: true, compare: true } }\n"
            "      - table: { id: by_district, title: T, crosstab: { rows: district, columns: years, total: both, change: last, "
            "rate_per_1000: true } }\n"
        )
        (folder / "each.yaml").write_text(head + prose(sentences('volume.column("count")') + rolling) + each)
        rows = [f'by_district.row("{name}")' for name in self.areas]
        (folder / "sna.yaml").write_text(head + prose(sentences('volume.column("count")', *rows) + rolling) + each + whole)
