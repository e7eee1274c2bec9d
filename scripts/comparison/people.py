"""Counts people again: those of a part are put together over all records."""

from collections import Counter, defaultdict

from .chance import wilson
from .spans import days_of

X, Z = "[x]", "[z]"


class People:
    """The tables of people; `Check` has the project, the part and the days."""

    def persons_in(self, source, span):
        """For each person with a record in a time: sex, records in the part and records anywhere."""
        found = defaultdict(lambda: ["", 0, 0])
        for _, person, _, sex, day, area, _ in self.project.people[source]:
            if person and span[0] <= day <= span[1]:
                found[person][0] = sex
                found[person][1] += self.part in (None, area)
                found[person][2] += 1
        return {person: told for person, told in found.items() if told[1]}

    def repeats(self):
        first, last = self.project.period
        labels = {row for row, _ in self.tables["repeats"]} - set(self.years)
        (whole,) = labels or {None}
        clip = lambda span: (max(span[0], first), min(span[1], last))
        rows = {**{label: clip(span) for label, span in self.years.items()}, whole: self.project.period}
        for label, span in rows.items():
            persons = list(self.persons_in("victims", span).values())
            here = [row for row in self.project.people["victims"] if self.part in (None, row[5]) and span[0] <= row[4] <= span[1]]
            repeat = [told for told in persons if told[2] > 1]
            with_person = sum(told[1] for told in persons)
            records = sum(told[1] for told in repeat)
            figures = {
                "records": len(here),
                "persons": len(persons),
                "repeat_persons": len(repeat),
                "repeat_records": records,
                "repeat_share": records / with_person if with_person else Z,
                "repeat_person_share": len(repeat) / len(persons) if persons else Z,
                "top_records": sum(sorted((told[1] for told in persons), reverse=True)[:5]),
            }
            for column, figure in figures.items():
                days = self.source_days & days_of(span)
                # Where some area lacks, nobody is not known to be nobody.
                others = [X] if figure == 0 and not days <= self.all_days else []
                self.cell("repeats", label, column, *([figure, *others] if label == whole or days else [X]))

    def overlap(self):
        sources = ("victims", "suspects")
        here = [set(self.persons_in(source, self.project.period)) for source in sources]
        span = self.project.period
        anywhere = [{row[1] for row in self.project.people[source] if row[1] and span[0] <= row[4] <= span[1]} for source in sources]
        belong = here[0] | here[1]
        both = belong & anywhere[0] & anywhere[1]
        only = [belong & anywhere[0] - anywhere[1], belong & anywhere[1] - anywhere[0]]
        sizes = [len(only[at]) + len(both & here[at]) for at in (0, 1)]
        share = lambda part, of: part / of if of else Z
        rows = {
            "Victims only": (only[0], share(len(only[0]), sizes[0]), Z),
            "Both victim and suspect": (both, share(len(both & here[0]), sizes[0]), share(len(both & here[1]), sizes[1])),
            "Suspects only": (only[1], Z, share(len(only[1]), sizes[1])),
            "All persons": (belong, Z, Z),
        }
        for row, (persons, of_first, of_second) in rows.items():
            self.cell("overlap", row, "persons", len(persons))
            self.cell("overlap", row, "share", share(len(persons), len(belong)))
            self.cell("overlap", row, "first_share", of_first)
            self.cell("overlap", row, "second_share", of_second)
        low, high = wilson(len(both & here[0]), sizes[0]) if sizes[0] else (Z, Z)
        self.cell("overlap", "Both victim and suspect", "low", low)
        self.cell("overlap", "Both victim and suspect", "high", high)

    def persons(self):
        words = {"male": "Male", "female": "Female", "": "Not recorded"}
        shown = {row for row, _ in self.tables["persons"]}
        for label, span in {**self.years, "total": self.project.period}.items():
            span = max(span[0], self.project.period[0]), min(span[1], self.project.period[1])
            counts = Counter(words[told[0]] for told in self.persons_in("victims", span).values())
            covered = label == "total" or self.source_days & days_of(span)
            for row in shown:
                number = sum(counts.values()) if row == "Total" else counts[row]
                allowed = [number] if covered else [X]
                self.cell("persons", row, label, *allowed, *([] if self.all_days & days_of(span) else [X]))
