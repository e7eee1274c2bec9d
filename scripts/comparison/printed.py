"""Runs the program, and reads what it printed."""

import csv
import json
import subprocess
from collections import defaultdict


def parts_with(value, *keys):
    """The parts of a document that have all of some keys, at any depth."""
    if isinstance(value, dict):
        if all(key in value for key in keys):
            yield value
        for inner in value.values():
            yield from parts_with(inner, *keys)
    elif isinstance(value, list):
        for inner in value:
            yield from parts_with(inner, *keys)


def values_in(value):
    return parts_with(value, "expression")


def tables_of(value):
    """The tables of a document."""
    return parts_with(value, "notes", "rows", "id")


def tables_in(folder):
    tables = defaultdict(dict)
    for path in folder.glob("*.csv"):
        with open(path, newline="") as file:
            for line in csv.DictReader(file):
                figure = line["mark"] or line["text"] or (float(line["value"]) if line["value"] else "")
                # A time may be marked as covered in part, or as holding a break.
                row = line["row"].removesuffix(" [b]").removesuffix(" (part)")
                tables[path.stem.split(".")[-1]][row, line["column"]] = figure
    return tables


def run(program, *arguments):
    done = subprocess.run([program, *map(str, arguments)], capture_output=True, text=True)
    return None if done.returncode == 0 else f"exit code {done.returncode}: {done.stderr.strip()[:1500]}"


def paragraphs(value):
    """Paragraphs, findings and headlines, each as it is read."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in ("paragraph", "text") and isinstance(inner, list):
                yield "".join(part.get("text") or part.get("value", {}).get("text", "") for part in inner if isinstance(part, dict))
            elif key == "headline":
                yield inner if isinstance(inner, str) else json.dumps(inner)
            yield from paragraphs(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from paragraphs(inner)
