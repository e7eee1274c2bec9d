"""Days, months and years. A span is its first and its last day; covered days are a set."""

import calendar
from datetime import date, timedelta
from functools import cache

DAY = timedelta(1)
MONTHS = "January February March April May June July August September October November December".split()


def month_span(number):
    year, month = divmod(number, 12)
    return date(year, month + 1, 1), date(year, month + 1, calendar.monthrange(year, month + 1)[1])


def month_number(day):
    return day.year * 12 + day.month - 1


@cache
def days_of(span):
    return frozenset(span[0] + DAY * at for at in range((span[1] - span[0]).days + 1))


def months_of(span):
    return range(month_number(span[0]), month_number(span[1]) + 1)


def year_span(year, financial):
    return (date(year, 4, 1), date(year + 1, 3, 31)) if financial else (date(year, 1, 1), date(year, 12, 31))


def year_label(year, financial):
    return f"{year}/{(year + 1) % 100:02}" if financial else str(year)


def years_touched(period, financial):
    own = lambda day: day.year - (1 if financial and day.month < 4 else 0)
    return range(own(period[0]), own(period[1]) + 1)


def months_covered(days, span):
    """Months' worth of a span that is covered, a part month by its days."""
    total = 0.0
    for month in months_of(span):
        whole = days_of(month_span(month))
        total += len(whole & days & days_of(span)) / len(whole)
    return total


def months_in_words(months):
    """`April to June 2023 and October 2023 to March 2024`."""
    runs = []
    for month in months:
        if runs and runs[-1][1] == month - 1:
            runs[-1][1] = month
        else:
            runs.append([month, month])
    name = lambda month, year=True: MONTHS[month % 12] + (f" {month // 12}" if year else "")
    words = []
    for first, last in runs:
        words.append(name(last) if first == last else f"{name(first, first // 12 != last // 12)} to {name(last)}")
    return " and ".join(words)


def days_told(words):
    """The days of `April to June 2023 and 3 October 2023 to March 2024`; the parts of a span have the year of its end where they name none."""
    found = set()
    for part in words.split(" and "):
        ends = part.split(" to ")
        year = int(ends[-1].split()[-1])
        first, last = (end_told(end, year) for end in (ends[0], ends[-1]))
        found |= days_of((first[0], last[1]))
    return found


def end_told(words, year):
    """The first and the last day of `3 October 2023`, `October 2023` or `October`."""
    parts = words.split()
    if parts[-1].isdigit() and len(parts[-1]) == 4:
        year = int(parts.pop())
    month = MONTHS.index(parts[-1]) + 1
    if len(parts) == 1:
        return month_span(year * 12 + month - 1)
    return (date(year, month, int(parts[0])),) * 2
