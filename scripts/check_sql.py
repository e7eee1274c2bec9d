"""The comparison behind `scripts/check-sql`. Arguments: the report's YAML file, its output folder, the folder of exported records."""

import json
import os
import re
import sys
from collections import Counter, defaultdict
from pathlib import Path

import duckdb
import yaml

PROJECT = Path(__file__).resolve().parent.parent
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
# The names that tables give the codes of ethnicity, from `sna export`.
ethnicities = {}
# For measures other than crosstabs: the column of counts by the first dimension of the first query.
COUNTS = {
    "volume": "count",
    "series": "count",
    "area_rates": "count",
    "hotspots": "count",
    "hot_places": "count",
    "harm": "count",
    "rate_ratio": "records",
    "cost": "offences",
    "outcomes": "total",
    "school_proximity": "school_age",
}
# The default rule for membership of a cohort: incidents in all, and in the last months.
MEMBER = {"at_least": 2, "recent": 1}

compared = Counter()
differences = []


def check(table, row, column, measured, expected):
    """Compares one cell with the figure computed here; None means a cell without a figure."""
    compared[table["id"]] += 1
    same = measured == expected
    if isinstance(measured, float) and isinstance(expected, (int, float)):
        same = abs(measured - expected) <= 1e-9 * max(1.0, abs(expected))
    if not same:
        differences.append(f"{table['id']} / {row} / {column}: the report has {measured}, DuckDB gives {expected}")


def tables(document):
    def walk(section):
        for block in section["blocks"]:
            if "table" in block:
                yield block["table"]
        for inner in section["sections"]:
            yield from walk(inner)

    for section in document["sections"]:
        yield from walk(section)


def declared(spec):
    """Where each table is declared and what it is made of, by its identifier in its section: in the spec and the supplied kinds."""
    found = defaultdict(list)

    def walk(value, kind):
        if isinstance(value, dict):
            if isinstance(value.get("table"), dict) and "id" in value["table"]:
                found[value["table"]["id"]].append((kind, value["table"]))
            for inner in value.values():
                walk(inner, kind)
        elif isinstance(value, list):
            for inner in value:
                walk(inner, kind)

    own = [Path(spec), *sorted(Path(spec).parent.glob("sections/*.yaml"))]
    for path in [*own, *sorted((PROJECT / "templates/sections").glob("*.yaml"))]:
        walk(yaml.safe_load(path.read_text()), None if path in own else path.stem)
    return found


def measure(table, declarations):
    """The measure of a table, and its options. A kind is looked for in the table's own section first."""
    *sections, name = table["id"].split(".")
    by = sorted(table["provenance"][0]["by"]) if table["provenance"] else []
    nearness = {kind: -at for at, kind in enumerate(sections)}
    own = sorted(declarations.get(name, []), key=lambda declaration: nearness.get(declaration[0], 1 if declaration[0] else 0.5))
    for _, declaration in own:
        options = declaration.get("crosstab")
        if options and by == sorted(axis for axis in (options["rows"], options.get("columns")) if axis):
            return "crosstab", options
        names = [name for name in declaration if name not in ("id", "title", "scope", "notes", "print", "crosstab")]
        if names and not options:
            return names[0], declaration[names[0]]
    return None, {}


def label(dimension, value):
    """A value from a query, as tables name it."""
    if value is None:
        return None
    if dimension == "month":
        year, month = value.split("-")
        return f"{MONTHS[int(month) - 1]} {year}"
    if dimension == "hour":
        return f"{value:02}"
    if dimension == "ethnicity":
        return ethnicities.get(value, value)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return value


def band(value, labels):
    """The label for a value: the value itself, or its age band; None if no band has it."""
    if value is None:
        return "unknown"
    if str(value) in labels:
        return str(value)
    if isinstance(value, int):
        for name in labels:
            ends = re.fullmatch(r"(\d+) to (\d+)", name)
            least = re.fullmatch(r"(\d+) and over", name)
            under = re.fullmatch(r"Under (\d+)", name)
            if (
                (ends and int(ends[1]) <= value <= int(ends[2]))
                or (least and value >= int(least[1]))
                or (under and value < int(under[1]))
            ):
                return name
    return None


def rest(labels, value):
    """Values without a label of their own."""
    for name in ("Other ages", "Other"):
        if name in labels:
            return name
    return None


def folded(answer, rows, columns):
    """Counts by row and column of a table; `answer` yields row value, column value, count."""
    counts = Counter()
    for row, column, count in answer:
        at = band(row, rows) or rest(rows, row)
        if at == "unknown" and "unknown" not in rows:
            at = rest(rows, row)
        across = band(column, columns) if columns != ["count"] else "count"
        across = across or rest(columns, column)
        counts[at, across] += count
    return counts


def number(cell):
    """The figure of a cell, if it has one."""
    if "missing" in cell:
        return None
    if "fraction" in cell:
        count, base = cell["fraction"]["count"], cell["fraction"]["base"]
        return count / base if cell["fraction"]["kind"] == "share" else (count - base) / base
    return cell.get("count", cell.get("number"))


def ratio(part, whole):
    return part / whole if whole else None


def crosstab(table, options, answers):
    """Every cell of a crosstab except ranks and the ends of intervals."""
    keys = [column["key"] for column in table["columns"]]
    values = [column["key"] for column in table["columns"] if column["role"] == "value"]
    body = [row["key"] for row in table["rows"] if row["kind"] != "total"]
    first, axes = answers[0], (options["rows"], options.get("columns"))
    by = first["by"]
    at = [by.index(axis) for axis in axes if axis]
    # The answer to a question about persons has a sum of records as well as its keys.
    lines = first["lines"]
    answer = [(label(axes[0], line[at[0]]), label(axes[1], line[at[1]]) if axes[1] else None, line[-1]) for line in lines]
    counts = folded(answer, body, values)
    pooled = None
    if len(answers) > 1:
        pooled = folded([(label(axes[0], line[0]), None, line[-1]) for line in answers[1]["lines"]], body, ["count"])
    figures = {row: [counts[row, column] for column in values] for row in body}
    figures["total"] = [sum(figures[row][at] for row in body) for at in range(len(values))]
    totals = {row: sum(figures[row]) for row in figures}
    if pooled:
        totals = {row: pooled[row, "count"] for row in body}
        totals["total"] = sum(pooled.values())
    known = sum(count for (row, column), count in counts.items() if row in body and column in values)
    if known != sum(counts.values()):
        differences.append(f"{table['id']}: {sum(counts.values()) - known} records of the query are not in any cell")
    start = {"last": -2, "period": 0}.get(options.get("change"), 0)
    for row in table["rows"]:
        cells = dict(zip(keys, map(number, row["cells"])))
        mine = figures[row["key"]]
        for at, column in enumerate(values):
            share = options.get("show") == "row_share"
            check(table, row["key"], column, cells[column], ratio(mine[at], totals[row["key"]]) if share else mine[at])
        if "total" in cells:
            check(table, row["key"], "total", cells["total"], totals[row["key"]])
        if "change" in cells:
            check(table, row["key"], "change", cells["change"], mine[-1] - mine[start])
            check(table, row["key"], "change_pct", cells["change_pct"], ratio(mine[-1] - mine[start], mine[start]))
        if "share" in cells:
            check(table, row["key"], "share", cells["share"], ratio(totals[row["key"]], totals["total"]))


def counts_by_row(table, name, answers):
    """A column of counts by the first dimension of the first query."""
    keys = [column["key"] for column in table["columns"]]
    column = COUNTS[name]
    if column not in keys:
        # Areas by year: counts in every cell.
        if name == "area_rates" and len(answers[0]["by"]) == 2:
            by_area_and_year(table, answers)
        return
    body = [row["key"] for row in table["rows"] if row["kind"] != "total"]
    dimension = answers[0]["by"][0]
    counts = folded([(label(dimension, line[0]), None, line[-1]) for line in answers[0]["lines"]], body, ["count"])
    for row in table["rows"]:
        figure = number(row["cells"][keys.index(column)])
        if row["kind"] != "total" and figure is not None:
            check(table, row["key"], column, figure, counts[row["key"], "count"])


def by_area_and_year(table, answers):
    """Counts in the cells of areas by year, and their sums."""
    values = [at for at, column in enumerate(table["columns"]) if column["role"] == "value"]
    counts = Counter({(line[0], line[1]): line[2] for line in answers[0]["lines"]})
    for row in table["rows"]:
        for at in values:
            year = table["columns"][at]["key"]
            area = None if row["key"] == "unknown" else row["key"]
            every = sum(count for key, count in counts.items() if key[1] == year)
            expected = every if row["kind"] == "total" else counts[area, year]
            check(table, row["key"], year, number(row["cells"][at]), expected)


def cohort(table, options, answers):
    """Members of a cohort: at the end of each quarter who is under 18, who joined, left and stayed; or by age, sex or incidents."""
    rule = MEMBER | {key: value for key, value in options.get("incidents", {}).items() if key in MEMBER}
    keys = [column["key"] for column in table["columns"]]

    def member(incidents, recent, in_part=1):
        return (incidents or 0) >= rule["at_least"] and (recent or 0) >= rule["recent"] and in_part is not None

    if "joined" in keys:
        for row, answer in zip(table["rows"], answers, strict=True):
            expected = Counter()
            for age, *sums, persons in answer["lines"]:
                # In a report on a part, each window has its incidents in the part too.
                half = len(sums) // 2
                is_in, was_in = member(*sums[:half]), member(*sums[half:])
                expected["persons"] += persons * is_in
                expected["under_18"] += persons * (is_in and age is not None and age < 18)
                expected["joined"] += persons * (is_in and not was_in)
                expected["left"] += persons * (was_in and not is_in)
                expected["stayed"] += persons * (is_in and was_in)
            for column, cell in zip(keys, row["cells"]):
                check(table, row["key"], column, number(cell), expected[column])
        return
    body = [row["key"] for row in table["rows"] if row["kind"] != "total"]
    sums = len(answers[0]["by"]) if options.get("by") != "incidents" else 0
    members = [line for line in answers[0]["lines"] if member(*line[sums:-1])]
    counts = folded([(line[0], None, line[-1]) for line in members], body, ["count"])
    for row in table["rows"]:
        expected = sum(counts.values()) if row["kind"] == "total" else counts[row["key"], "count"]
        check(table, row["key"], "persons", number(row["cells"][keys.index("persons")]), expected)


def heat(table, answers):
    """Every cell of hours by weekdays, and the total."""
    keys = [column["key"] for column in table["columns"]]
    answer = answers[0]
    hour, weekday = answer["by"].index("hour"), answer["by"].index("weekday")
    counts = Counter()
    for line in answer["lines"]:
        counts[label("hour", line[hour]), line[weekday]] += line[-1]
    for row in table["rows"]:
        if re.fullmatch(r"\d\d", row["key"]):
            for column, cell in zip(keys, row["cells"]):
                if column != "total":
                    check(table, row["key"], column, number(cell), counts[row["key"], column])
        elif row["key"] == "total":
            check(table, row["key"], "total", number(row["cells"][keys.index("total")]), sum(counts.values()))


def shares(table, answers):
    """Shares of the records that meet a condition, by row and column, and what they are computed from."""
    keys = [column["key"] for column in table["columns"]]
    values = [column["key"] for column in table["columns"] if column["role"] == "value"]
    totals = [sum(line[-1] for line in answer["lines"]) for answer in answers]
    met, of = (answers[0], answers[1]) if totals[0] <= totals[1] else (answers[1], answers[0])
    body = [row["key"] for row in table["rows"] if row["kind"] != "total"]
    grids = []
    for answer in (met, of):
        dimensions = answer["by"]
        lines = [[label(*pair) for pair in zip(dimensions, line)] for line in answer["lines"]]
        across = [line[1] if len(dimensions) > 1 else None for line in lines]
        counts = [line[-1] for line in answer["lines"]]
        grids.append(folded(zip([line[0] for line in lines], across, counts), body, values))
    for row in table["rows"]:
        cells = dict(zip(keys, map(number, row["cells"])))
        rows = body if row["kind"] == "total" else [row["key"]]
        for column in values:
            part, whole = (sum(grid[each, column] for each in rows) for grid in grids)
            check(table, row["key"], column, cells[column], ratio(part, whole))
        for column, grid in zip(("met", "of"), grids):
            if column in cells:
                check(table, row["key"], column, cells[column], sum(grid[each, across] for each in rows for across in values))


def tally(table, answers):
    """Counts of the records that meet each condition, by row: one query for each column, in order."""
    values = [at for at, column in enumerate(table["columns"]) if column["role"] == "value"]
    body = [row["key"] for row in table["rows"] if row["kind"] != "total"]
    for at, answer in zip(values, answers):
        dimension = answer["by"][0]
        counts = folded([(label(dimension, line[0]), None, line[-1]) for line in answer["lines"]], body, ["count"])
        for row in table["rows"]:
            expected = sum(counts.values()) if row["kind"] == "total" else counts[row["key"], "count"]
            check(table, row["key"], table["columns"][at]["key"], number(row["cells"][at]), expected)


def repeats(table, answers):
    """Records, persons and repeat persons of each year and of the whole period."""
    keys = [column["key"] for column in table["columns"]]
    by_year, whole = defaultdict(list), []
    # A line ends with the records of each person, in a report on a part those in the part too, and the number of persons.
    for line in answers[0]["lines"]:
        by_year[line[0]].append((line[1], line[-2] or 0, line[-1]))
    whole = [(line[0], line[-2] or 0, line[-1]) for line in answers[1]["lines"]]
    for row in table["rows"]:
        lines = whole if row["key"] == "period" else by_year[row["key"]]
        expected = {
            "persons": sum(persons for _, _, persons in lines),
            "repeat_persons": sum(persons for records, _, persons in lines if records >= 2),
            "repeat_records": sum(in_part * persons for records, in_part, persons in lines if records >= 2),
        }
        for column, figure in expected.items():
            check(table, row["key"], column, number(row["cells"][keys.index(column)]), figure)


def frequency(table, answers):
    """Persons by the number of their records."""
    keys = [column["key"] for column in table["columns"]]
    body = [row["key"] for row in table["rows"] if row["kind"] != "total"]
    counts = folded([(line[0], None, line[-1]) for line in answers[0]["lines"]], body, ["count"])
    for row in table["rows"]:
        expected = sum(counts.values()) if row["kind"] == "total" else counts[row["key"], "count"]
        check(table, row["key"], "persons", number(row["cells"][keys.index("persons")]), expected)


def overlap(table, answers):
    """Persons on one side, on the other, and on both. In a report on a part there are also the sums in the part."""
    keys = [column["key"] for column in table["columns"]]
    sides = Counter()
    for first, second, *_, persons in answers[0]["lines"]:
        sides["both" if first is not None and second is not None else "first" if first is not None else "second"] += persons
    expected = [sides["first"], sides["both"], sides["second"], sum(sides.values())]
    for row, figure in zip(table["rows"], expected, strict=True):
        check(table, row["key"], "persons", number(row["cells"][keys.index("persons")]), figure)


def main():
    spec, report, records = sys.argv[1:]
    document = json.loads(next(Path(report).glob("*.json")).read_text())
    os.chdir(records)
    database = duckdb.connect()
    views = Path("views.sql").read_text()
    database.execute(views)
    if "ethnicity_labels" in views:
        ethnicities.update(database.execute("SELECT code, label FROM ethnicity_labels").fetchall())
    declarations, queries, crosstabs = declared(spec), 0, 0
    exported = {name for (name,) in database.execute("SHOW TABLES").fetchall()}
    # The figures that partners published are not records, and are not exported.
    of_records = [table for table in tables(document) if all(exported.issuperset(asked["source"].split(", ")) for asked in table["provenance"])]
    for table in of_records:
        answers = []
        for provenance in table["provenance"]:
            queries += 1
            try:
                lines = database.execute(provenance["sql"]).fetchall()
            except duckdb.Error as error:
                differences.append(f"{table['id']}: DuckDB refuses\n    {provenance['sql']}\n    {error}")
                lines = []
            answers.append({"by": provenance["by"], "lines": lines})
        name, options = measure(table, declarations)
        if not answers:
            continue
        if name == "crosstab":
            crosstabs += 1
            crosstab(table, options, answers)
        elif name in COUNTS:
            counts_by_row(table, name, answers)
        elif name == "cohort":
            cohort(table, options or {}, answers)
        elif name == "heat":
            heat(table, answers)
        elif name == "share" and len(answers) == 2:
            shares(table, answers)
        elif name == "tally":
            tally(table, answers)
        elif name == "repeats":
            repeats(table, answers)
        elif name == "frequency":
            frequency(table, answers)
        elif name == "overlap":
            overlap(table, answers)
        if name == "crosstab" and not compared[table["id"]]:
            differences.append(f"{table['id']}: no cell of this crosstab was compared")
    asked = [table for table in of_records if table["provenance"]]
    cells = sum(compared.values())
    print(f"{queries} queries of {len(asked)} tables run in DuckDB {duckdb.__version__}")
    print(f"{cells} cells of {len([1 for count in compared.values() if count])} tables computed again, including {crosstabs} crosstabs")
    left = [table["id"] for table in asked if not compared[table["id"]]]
    print(f"run, but not computed again: {', '.join(left) or 'none'}")
    if differences:
        print(f"{len(differences)} differences:", *differences[:40], sep="\n  ")
        sys.exit(1)
    print("no difference")


if __name__ == "__main__":
    main()
