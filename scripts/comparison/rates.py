"""Works out the rates of areas again, each over its own time, with their intervals and the limits of their funnel."""

import math
from collections import Counter

from .chance import funnel, poisson_interval, spread, widened
from .people import X, Z
from .spans import months_covered


class Rates:
    """The columns of rates; `Check` has the project and the records."""

    def rate(self, table, name, records, span):
        """Records a year per 1,000 residents; of all areas the sum of their averages, each over its own time."""
        areas = self.project.areas if name == "Total" else {name: self.project.areas.get(name)}
        years = {area: months_covered(self.own(area), span) / 12 for area in areas}
        if not all(areas.values()) or not any(years.values()):
            for column in ("rate", "rate_low", "rate_high"):
                self.cell(table, name, column, X, Z)
            return
        others = [] if all(years.values()) else [X]
        for column, rate in zip(("rate", "rate_low", "rate_high"), self.rate_of(records, years, sum(areas.values()), span)):
            self.cell(table, name, column, rate, *others)

    def rate_of(self, records, years, residents, span):
        """The rate of areas that are covered for different times, with its interval by Dobson's method: the variance of the sum of the
        averages, in units of Byar's interval of the number of records. Records without an area count over the time of the source."""
        unknown = months_covered(self.source_days, span) / 12
        numbers = Counter(record[2] for record in records if span[0] <= record[1] <= span[1])
        own = {area: years.get(area, unknown) for area in numbers}
        if not all(own.values()):
            return [X] * 3
        average = sum(number / own[area] for area, number in numbers.items())
        variance = sum(number / own[area] ** 2 for area, number in numbers.items())
        total = sum(numbers.values())
        # Without a record, all areas are taken as one. On the scale of the number of records, the variance is a whole number, rounded up.
        if total:
            on_scale = math.ceil(variance * (total / average) ** 2 - 1e-6)
            scale = average / total * math.sqrt(on_scale / total)
        else:
            scale = residents / sum(self.project.areas[area] * time for area, time in years.items())
        ends = [average + scale * (end - total) for end in poisson_interval(total)]
        return [1000 / residents * events for events in (average, *ends)]

    def rates(self):
        """A table of twelve months has no column of averages: its numbers are numbers a year."""
        has_average = any(column == "average" for _, column in self.tables["rates"])
        project, table, period = self.project, "rates", self.project.period
        years = {name: months_covered(self.own(name), period) / 12 for name in project.areas}
        numbers = {name: sum(record[2] == name for record in self.records) for name in project.areas}
        exposure = {name: (project.areas[name] or 0) * years[name] for name in project.areas}
        # An area that is not covered at all leaves the whole without a rate, and with it what areas are compared with.
        known = all(project.areas.values()) and all(years.values())
        residents = sum(project.areas.values()) if known else None
        centre = sum(numbers[name] / years[name] for name in years) / residents if known else None
        tau = spread([(numbers[name], centre * exposure[name]) for name in exposure]) if known else 0
        columns = ["low_95", "high_95", "low_998", "high_998"]
        for name in project.areas:
            self.cell(table, name, "count", numbers[name] if years[name] else X)
            if has_average or abs(years[name] - 1) > 1e-9:
                self.cell(table, name, "average", numbers[name] / years[name] if years[name] else X)
            self.cell(table, name, "population", project.areas[name] or X, *([] if project.areas[name] else [Z]))
            if not exposure[name]:
                for column in ["rate", "rate_low", "rate_high", *columns, "against"]:
                    self.cell(table, name, column, X, Z)
                continue
            low, high = poisson_interval(numbers[name])
            for column, events in (("rate", numbers[name]), ("rate_low", low), ("rate_high", high)):
                self.cell(table, name, column, events * 1000 / exposure[name])
            if not known:
                for column in [*columns, "against"]:
                    self.cell(table, name, column, X, Z)
                continue
            expected = centre * exposure[name]
            usual, outer = funnel(expected, 0.05), funnel(expected, 0.002)
            for column, limit in zip(columns, [*usual, *outer]):
                self.cell(table, name, column, widened(limit, expected, tau) * 1000 / exposure[name])
            side = "lower" if numbers[name] < usual[0] else "higher" if numbers[name] > usual[1] else "similar"
            self.cell(table, name, "against", side)
        self.cell(table, "Whole area", "count", len(self.records))
        whole_years = {**years, "": months_covered(self.source_days, period) / 12}
        by_area = Counter(record[2] for record in self.records)
        if has_average:
            is_known = all(whole_years.values())
            self.cell(table, "Whole area", "average", sum(by_area[name] / own for name, own in whole_years.items()) if is_known else X)
        if known:
            for column, rate in zip(("rate", "rate_low", "rate_high"), self.rate_of(self.records, years, residents, period)):
                self.cell(table, "Whole area", column, rate)
