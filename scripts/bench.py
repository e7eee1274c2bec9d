"""What `scripts/bench` measures. Arguments: the program, a folder to work in, then sizes in millions of rows."""

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import yaml

PROJECT = Path(__file__).resolve().parent.parent
DATA = PROJECT / "data/derbyshire"
ROWS_AT_SCALE_1 = 26_374
RUNS = 5
THREADS = 2

# The columns made from the date, as the `data` room makes them.
DERIVED = {
    "financial_year": "year(date) - (month(date) < 4)::INT",
    "year": "year(date)",
    "month": "year(date) * 12 + month(date)",
    "weekday": "isodow(date)",
}


def run(program, *arguments):
    """Runs the program on two threads; its output."""
    environment = os.environ | {"POLARS_MAX_THREADS": str(THREADS), "RAYON_NUM_THREADS": str(THREADS)}
    done = subprocess.run([program, *map(str, arguments)], env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(done.stderr)
    return done.stdout


def timings(output):
    """Milliseconds by stage, and the peak memory in MiB."""
    found = dict(re.findall(r"^(\S.*?) {2,}([\d.]+) (?:ms|MiB)$", output, re.MULTILINE))
    return {stage: float(figure) for stage, figure in found.items()}


SOURCES = ["offences", "victims", "suspects"]

# Section kinds that count people; the first benchmark is about offences alone.
PEOPLE = {"victims", "suspects", "relationships", "overlap", "harm_people", "carriers"}

# Repeats and overlap, over all years.
REPEATS = [
    {"use": "repeats", "id": "repeat_victims", "scope": {"of": "victims"}},
    {"use": "repeats", "id": "repeat_suspects", "scope": {"of": "suspects"}},
    {"use": "overlap"},
]


def project_on(folder, millions, program, people):
    """A copy of the example over about so many million offences, or a report on repeats and overlap; the path of the report,
    and the folder of its records."""
    scale = max(1, round(millions * 1_000_000 / ROWS_AT_SCALE_1))
    records = folder / f"scale-{scale}"
    if not (records / "suspects.parquet").exists():
        run(program, "synth", DATA / "margins.yaml", "-o", records, "--scale", scale)
    manifest = yaml.safe_load((DATA / "data.yaml").read_text())
    for beside in ["harm_weights", "unit_costs"]:
        manifest[beside] = str(DATA / manifest[beside])
    (records / "data.yaml").write_text(yaml.safe_dump(manifest, sort_keys=False))
    report = yaml.safe_load((PROJECT / "examples/derbyshire/sna.yaml").read_text())
    report["data"] = "data.yaml"
    report["report"]["name"] = "bench"
    report["sections"] = REPEATS if people else without_people(report["sections"])
    # Sentences of the example may state what only its own records bear out; claims are left to the example.
    drop_claims(report["sections"])
    # Dates are quoted again: YAML's own dates are no text.
    report["report"]["published"] = str(report["report"]["published"])
    spec = records / ("people.yaml" if people else "sna.yaml")
    spec.write_text(yaml.safe_dump(report, sort_keys=False, width=10_000))
    return spec, records


def without_people(sections):
    kept = [section for section in sections if section.get("use") not in PEOPLE]
    return [section | {"sections": without_people(section.get("sections", []))} for section in kept]


def drop_claims(sections):
    for section in sections:
        section["blocks"] = [block for block in section.get("blocks", []) if "claim" not in block]
        drop_claims(section.get("sections", []))


def queries(document):
    """Every query of the report, as its tables state it."""
    found = []

    def walk(part):
        if isinstance(part, dict):
            found.extend(one["sql"] for one in part.get("provenance") or [])
            for inner in part.values():
                walk(inner)
        elif isinstance(part, list):
            for inner in part:
                walk(inner)

    walk(document)
    return found


def views(connection, records):
    """The sources as the report asks them: roles as columns, and all that is known of the offence beside a person's record."""
    sources = yaml.safe_load((DATA / "data.yaml").read_text())["sources"]

    def roles(source):
        return ", ".join(f'"{column}" AS {role}' for role, column in sources[source]["columns"].items())

    def file(source):
        return f"(SELECT {roles(source)} FROM read_parquet('{records / sources[source]['files']}'))"

    derived = ", ".join(f"{sql} AS {name}" for name, sql in DERIVED.items())
    connection.execute(f"CREATE VIEW offences AS SELECT *, {derived} FROM {file('offences')}")
    for source in SOURCES[1:]:
        connection.execute(f"CREATE VIEW {source} AS SELECT person.*, offences.* EXCLUDE (id) FROM {file(source)} AS person "
                           "JOIN offences ON person.offence_id = offences.id")


def in_duckdb(records, wanted):
    """Seconds that DuckDB takes over the same queries, one after another; the same with a search for identifiers that
    stand twice; and the records that the first query counts."""
    connection = duckdb.connect()
    connection.execute(f"SET threads = {THREADS}")
    views(connection, records)
    begun = time.perf_counter()
    answers = [connection.execute(sql).fetchall() for sql in wanted]
    counted = time.perf_counter() - begun
    # The program also sets rows aside whose identifier stands twice, which no count of a table asks for.
    connection.execute("SELECT count(*) - count(DISTINCT id) FROM offences").fetchall()
    return counted, time.perf_counter() - begun, sum(row[-1] for row in answers[0])


def middle(figures):
    return sorted(figures)[len(figures) // 2]


def large(program, folder, millions, people):
    spec, records = project_on(folder, millions, program, people)
    # The first run also gives the queries; files are in the machine's cache from then on, for both engines.
    run(program, "build", spec, "-o", folder / "out")
    document = json.loads((folder / "out/bench.json").read_text())
    wanted = queries(document)
    checks = [timings(run(program, "check", spec, "--timings")) for _ in range(RUNS)]
    compute = middle([each["compute"] for each in checks]) / 1000
    memory = max(each["peak memory"] for each in checks)
    others = [in_duckdb(records, wanted) for _ in range(RUNS)]
    counts, with_identifiers = middle([each[0] for each in others]), middle([each[1] for each in others])
    if not people and others[0][2] != (used := document["sources"][0]["rows"]["used"]):
        sys.exit(f"DuckDB counts {others[0][2]} records, the report {used}")
    sources = SOURCES if people else ["offences"]
    rows = {source: count(records / f"{source}.parquet") for source in sources}
    listed = ", ".join(f"{number:,} {source}" for source, number in rows.items())
    print(f"{listed}; {len(wanted)} queries: compute {compute:.2f} s, peak memory {memory:.0f} MiB, "
          f"DuckDB {counts:.2f} s, ratio {compute / counts:.2f}; DuckDB with a search for identifiers that stand twice "
          f"{with_identifiers:.2f} s, ratio {compute / with_identifiers:.2f}")


def count(file):
    return duckdb.execute(f"SELECT count(*) FROM read_parquet('{file}')").fetchone()[0]


def example(program, folder):
    spec = PROJECT / "examples/derbyshire/sna.yaml"
    runs = [timings(run(program, "build", spec, "-o", folder / "out", "--timings")) for _ in range(RUNS)]
    whole = middle([each["all stages"] for each in runs])
    typeset = middle([each["typeset"] for each in runs])
    export = middle([each["export PDF"] for each in runs])
    print(f"The example: {whole:.0f} ms in all, typesetting {typeset:.0f} ms, export of the PDF {export:.0f} ms; "
          f"in all {whole / (typeset + export):.2f} times typesetting and export, {whole / typeset:.2f} times typesetting alone")


def main():
    program, folder, *sizes = sys.argv[1:]
    folder = Path(folder)
    print(f"Middle of {RUNS} runs, {THREADS} threads.")
    for size in sizes:
        large(program, folder, float(size), people=False)
        large(program, folder, float(size), people=True)
    example(program, folder)


main()
