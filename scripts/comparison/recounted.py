"""Counts the records of a project again, and compares every cell and sentence with what the program printed."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter

from .chance import direction, line_through
from .people import People, X, Z
from .printed import tables_of, values_in
from .rates import Rates
from .spans import (
    MONTHS,
    days_of,
    days_told,
    month_number,
    month_span,
    months_in_words,
    months_of,
    year_label,
    year_span,
    years_touched,
)


class Check(People, Rates):
    def __init__(self, project, name, part, program_tables, document):
        self.project, self.part, self.tables, self.values = project, part, program_tables, list(values_in(document["sections"]))
        self.notes = {table["id"].split(".")[-1]: table["notes"] for table in tables_of(document["sections"])}
        self.name, self.compared, self.differences = name, Counter(), []
        days = project.area_days
        self.source_days = days[part] if part else project.source_days
        self.all_days = days[part] if part else project.all_days
        self.own = lambda area: days.get(area, self.all_days)
        self.records = [record for record in project.in_period if part in (None, record[2])]
        financial = project.financial
        self.years = {year_label(year, financial): year_span(year, financial) for year in years_touched(project.period, financial)}

    def cell(self, table, row, column, *allowed):
        self.compared[table] += 1
        found = self.tables[table].get((row, column), "no cell")
        for expected in allowed:
            if found == expected or (isinstance(found, float) and isinstance(expected, (int, float)) and near(found, expected)):
                return
        self.differences.append(f"{self.name} {table} / {row} / {column}: printed {found}, expected {' or '.join(map(str, allowed))}")

    @staticmethod
    def count(records, span):
        """Records are in the order of their days."""
        day = lambda record: record[1]
        return bisect_right(records, span[1], key=day) - bisect_left(records, span[0], key=day)

    def pair(self, records, days, before, after, area=None):
        """The counts of two times that can be compared, with their days and months; None where there are none. Records of one area
        have the breaks of that area, others those of all areas."""
        times = {**self.years, **dict(self.project.rolling)}
        one, other = times[before], times[after]
        if any(min(one[0], other[0]) < at <= max(one[1], other[1]) for at in self.breaks_of(area or self.part)):
            return None
        whole = lambda span: days_of(span) <= days
        if whole(one) and whole(other):
            return self.count(records, one), self.count(records, other), len(days_of(one)), len(days_of(other)), None
        shift = month_number(other[0]) - month_number(one[0])
        shared = [month for month in months_of(one) if whole(month_span(month)) and whole(month_span(month + shift))]
        if not shared:
            return None
        later = [month + shift for month in shared]
        sums = [sum(self.count(records, month_span(month)) for month in months) for months in (shared, later)]
        lengths = [sum(len(days_of(month_span(month))) for month in months) for months in (shared, later)]
        return *sums, *lengths, (months_in_words(shared), months_in_words(later))

    def breaks_of(self, area):
        """The breaks that concern the records of an area, or of all areas."""
        return [at for at, of in self.project.breaks if of is None or area in (None, of)]

    def change(self, table, row, records, days, before, after, area=None):
        if before == after:
            return
        pair = self.pair(records, days, before, after, area)
        changes = (X, X) if pair is None else (pair[1] - pair[0], (pair[1] - pair[0]) / pair[0] if pair[0] else Z)
        self.cell(table, row, "change", changes[0])
        self.cell(table, row, "change_pct", changes[1])

    def average(self, records, span):
        """The average month: the records of the months that are complete in all areas, over the number of these months."""
        whole = [month_span(month) for month in months_of(span) if days_of(month_span(month)) <= self.all_days]
        return sum(self.count(records, month) for month in whole) / len(whole) if whole else X

    def figures(self, records, span):
        """The true figures of a time: none outside the cover; a time that is missing for some area may also be left without one where it
        is missing for all of it, or where no record is known."""
        days = days_of(span) & days_of(self.project.period)
        covered, complete = self.source_days & days, self.all_days & days
        if not covered:
            return [X]
        number = self.count(records, span)
        return [number, X] if not complete or number == 0 and complete != covered else [number]

    def volume(self):
        before = None
        for label, span in self.years.items():
            counts = self.figures(self.records, span)
            self.cell("volume", label, "count", *counts)
            if before is None:
                for column in ("change", "change_pct"):
                    self.cell("volume", label, column, Z, *([X] if X in counts else []))
            else:
                self.change("volume", label, self.records, self.all_days, before, label)
            self.cell("volume", label, "monthly_mean", X if counts == [X] else self.average(self.records, span))
            before = label
        if not self.part:
            for label in self.years:
                totals = {name: self.tables[name].get(at) for name, at in (
                    ("volume", (label, "count")), ("by_group", ("Total", label)), ("by_district", ("Total", label)))}
                if len(set(totals.values())) > 1:
                    self.differences.append(f"{self.name} {label}: one total in three tables: {totals}")

    def told(self, table, kind, found, expected):
        self.compared["notes"] += 1
        if found != expected:
            self.differences.append(f"{self.name} {table}, note: {kind}: told {shown(found)}, expected {shown(expected)}")

    def notes_of(self, table):
        """What the notes say of the cover: of each year that is covered in part, and of each area that lacks some of it."""
        notes = " ".join(map(str, self.notes[table]))
        parts = {label: days_told(words) for label, words in re.findall(r"(\d{4}(?:/\d\d)?) covers ([^;:]*) only", notes)}
        for label, span in self.years.items():
            days = self.source_days & days_of(span)
            self.told(table, label, parts.get(label, set()), days if days and days != days_of(span) else set())
        missing = {area: days_told(words) for area, words in re.findall(r"Records of ([A-Z][A-Za-z ]*?) are missing for ([^.]*)\.", notes)}
        for area in [] if self.part else self.project.areas:
            self.told(table, area, missing.get(area, set()), self.project.source_days - self.project.area_days[area])

    def series(self):
        points = []
        months = list(months_of(self.project.period))
        name = lambda month: f"{MONTHS[month % 12][:3]} {month // 12}"
        for at, month in enumerate(months):
            span = month_span(month)
            number = self.count(self.records, span) if days_of(span) <= self.source_days else X
            self.cell("series", name(month), "count", number, *([] if days_of(span) <= self.all_days else [X]))
            found = self.tables["series"].get((name(month), "count"))
            if isinstance(found, float):
                points.append((at, found))
        # No line runs through a break.
        is_broken = any(month_number(at) in months[1:] for at in self.breaks_of(self.part))
        line = line_through(points) if len(points) > 2 and not is_broken else None
        for at, month in enumerate(months):
            self.cell("series", name(month), "trend", line(at) if line else X)

    def crosstab(self, table, field, names, unknown, change):
        by_district = field == 2
        rows = [(name, [record for record in self.records if record[field] == name]) for name in names]
        rows.append((unknown, [record for record in self.records if not record[field]]))
        rows.append(("Total", self.records))
        newest = list(self.years)[-1]
        before = {"last": list(self.years)[max(0, len(self.years) - 2)], "period": list(self.years)[0]}[change]
        for name, records in rows:
            is_area = by_district and name in self.project.areas
            if not any(row == name for row, _ in self.tables[table]):
                if records or is_area:
                    self.differences.append(f"{self.name} {table}: no row {name}")
                continue
            days = self.own(name) if is_area else self.all_days
            for label, span in self.years.items():
                own = [self.count(records, span)] if days & days_of(span) else [X]
                self.cell(table, name, label, *(own if is_area else self.figures(records, span)))
            self.cell(table, name, "total", len(records), *([] if days == self.source_days else [X]))
            self.change(table, name, records, days, before, newest, name if is_area else None)
            if by_district:
                self.rate(table, name, records, self.years[newest])

    def quarters(self):
        """Outside the cover there is no figure, whether quarters are columns or rows; nor in their totals."""
        first, last = (month // 3 * 3 for month in (month_number(day) for day in self.project.period))
        rows = [(name, [record for record in self.records if record[3] == name]) for name in self.project.groups]
        rows.append(("Not recorded", [record for record in self.records if not record[3]]))
        for start in range(first, last + 1, 3):
            span = month_span(start)[0], month_span(start + 2)[1]
            label = f"{MONTHS[start % 12][:3]} to {MONTHS[start % 12 + 2][:3]} {start // 12}"
            for name, records in [row for row in rows if row[1]] + [("Total", self.records)]:
                figures = self.figures(records, span)
                self.cell("by_quarter", name, label, *figures)
                self.cell("by_quarters", label, "total" if name == "Total" else "unknown" if name == "Not recorded" else name, *figures)

    def sentences(self):
        self.sentences_on("volume.column", self.records, self.all_days)
        for name in [] if self.part else self.project.areas:
            self.sentences_on(f'by_district.row("{name}")', [record for record in self.records if record[2] == name], self.own(name), name)

    def rolling(self):
        """Twelve months that are covered in part may also be left without a comparison."""
        if len(self.project.rolling) < 2:
            return
        (before, one), (after, other) = self.project.rolling
        pair = self.pair(self.records, self.all_days, before, after)
        others = [X] if pair and pair[4] else []
        changes = (X, X) if pair is None else (pair[1] - pair[0], (pair[1] - pair[0]) / pair[0] if pair[0] else Z)
        for column, change in zip(("change", "change_pct"), changes):
            self.cell("rolling", "Total", column, change, *others)
        for label, span in self.project.rolling:
            self.cell("rolling", "Total", label, *self.figures(self.records, span))
        value = next(value for value in self.values if value["expression"].startswith("change(rolling"))
        self.compared["sentences"] += 1
        is_unlike = "cannot be compared" in value["text"]
        fault = None if is_unlike and others else self.fault_of(value["text"], value.get("direction"), pair)
        if fault:
            self.differences.append(f"{self.name} sentence on {before} {after}: {value['text']!r} ({value.get('direction')}): {fault}")

    def sentences_on(self, series, records, days, area=None):
        said = [value for value in self.values if value["expression"].startswith(f"change({series}")]
        for before, after in self.project.pairs:
            self.compared["sentences"] += 1
            value = next((value for value in said if f'"{before}", "{after}"' in value["expression"]), None)
            if value is None:
                self.differences.append(f"{self.name}: no sentence on {series} {before} and {after}")
                continue
            text, pair = value["text"], self.pair(records, days, before, after, area)
            fault = self.fault_of(text, value.get("direction"), pair)
            if fault:
                self.differences.append(f"{self.name} sentence on {series} {before} {after}: {text!r} ({value.get('direction')}): {fault}")

    @staticmethod
    def fault_of(text, told, pair):
        if pair is None:
            return None if told in (None, "unlike") and not re.search(r"\brose|\bfell|no clear|stayed", text) else "cannot be compared"
        before, after, days_before, days_after, months = pair
        expected = direction(before, after, days_before, days_after)
        if told != expected:
            return f"expected {expected}, {before} in {days_before} days and {after} in {days_after}"
        numbers = f"{before:,}", f"{after:,}"
        if not all(re.search(rf"(?<![\d,.]){number}(?![\d%])", text) for number in numbers):
            return f"expected {numbers}"
        if months and not all(words in text for words in months):
            return f"expected {months}"
        # Times that differ in length by more than one in a hundred are compared by the day.
        lengths = days_before / days_after if abs(days_before / days_after - 1) > 0.01 else 1
        percent = re.search(r"by ([\d.,]+)%", text)
        if percent and before and abs(float(percent[1].replace(",", "")) - abs(after / before * lengths - 1) * 100) > 0.0501:
            return f"expected {abs(after / before * lengths - 1):.1%}"
        return None

    def all(self):
        self.volume()
        self.notes_of("volume")
        self.series()
        self.crosstab("by_group", 3, self.project.groups, "Not recorded", "period")
        self.quarters()
        self.rolling()
        self.repeats()
        self.overlap()
        self.persons()
        self.sentences()
        if not self.part:
            self.crosstab("by_district", 2, list(self.project.areas), "Not known or elsewhere", "last")
            self.rates()
            self.notes_of("by_district")
        return self


def near(found, expected):
    return abs(found - expected) <= 1e-7 * max(1.0, abs(expected))


def shown(days):
    return f"{min(days)} to {max(days)}, {len(days)} days" if days else "nothing"
