"""A corpus whose every free cell tries to read a file of the machine, to run something, or to reach out."""

from __future__ import annotations

import csv
import json
import shutil
from pathlib import Path

from retold import corpus
from retold.chapters import check
from retold.corpus.schema import DERIVED, TABLES

SECRET = "SECRET-OF-THE-MACHINE-4711"
NO_BRACES = str.maketrans("", "", "{}")
RUN = "globalThis.pwned=1"
# Each cell keeps its words first, so that it still means what it did.
PAYLOAD = """ end

```{{include}} {secret}
```

:::{{include}} {secret}
:::

```{{raw}} html
:file: {secret}
```

{{include}}`{secret}` {{download}}`x <{secret}>` {{eval}}`1` <script>{run}</script><img src=x onerror="{run}">
<!-- <iframe src="file://{secret}"></iframe> `<svg onload={run}>` ``` [go](javascript:{run}) ![i](http://192.0.2.1/x.png)
<http://192.0.2.1/> [^1] **bold** _it_ $x^2$ {{{{ 7*7 }}}} {{% raw %}} | a | b &quot;><svg/onload={run}> &lt;script&gt;{run}
# heading
(target)=
% comment
+++
- item
"""


# Columns that must take the payload, lest the test test nothing.
WANTED = {
    "corpus.csv: outlet", "corpus.csv: title", "corpus.csv: note", "groups.csv: label", "speakers.csv: name",
    "findings.csv: thesis", "findings.csv: claim", "findings.csv: overturned_by", "titles.csv: title",
    "naming.csv: note", "actors.csv: label", "coding/frame_codes.csv: definition", "coding/damage.csv: note",
    "coding/frame_decisions.csv: reason",
    "coding/gist_decisions.csv: reason",
}  # fmt: skip


def corpus_of(source: Path, target: Path, secret: Path) -> tuple[Path, set[str]]:
    """Copy a corpus and add the payload to every cell that takes any text; return it, and the columns that took it."""
    secret.write_text(f"{SECRET}\n", encoding="utf-8")
    folder = Path(shutil.copytree(source, target))
    (folder / "results.json").unlink(missing_ok=True)
    payload = PAYLOAD.format(secret=secret, run=RUN)
    free = {
        (table.file, str(column.name))
        for table in TABLES.values()
        if table.name not in DERIVED
        for column in table.columns
        if column.type not in ("count", "number", "flag")
    }
    while True:
        taken = _add(source, folder, free, payload)
        read, problems = corpus.read(folder)
        _, missing = corpus.find_texts(read, folder / "texts")
        # The names by which tables find each other take no payload, nor does what must have a form.
        problems = problems or missing or [*check._finding_problems(read), *check._decision_problems(read)]
        if not problems:
            break
        refused = {(str(Path(p.file).relative_to(folder)), p.column) for p in problems}
        assert free & refused, problems[0]
        free -= refused
    shutil.rmtree(folder / "derived")
    said = {
        "title": f'"><b {payload}',
        "authors": [{"name": payload}],
        "license": payload,
        "abstract": payload,
    }
    (folder / "CITATION.cff").write_text(json.dumps(said), encoding="utf-8")
    return folder, {f"{file}: {column}" for file, column in taken}


def _add(source: Path, folder: Path, free: set[tuple[str, str]], payload: str) -> set[tuple[str, str]]:
    """Write the tables again with the payload in the filled cells of the free columns; return the columns that have any."""
    taken = set()
    for file in {table.file for table in TABLES.values() if table.name not in DERIVED}:
        if not (source / file).is_file():
            continue
        with (source / file).open(newline="", encoding="utf-8") as opened:
            rows = list(csv.DictReader(opened))
        for number, row in enumerate(rows):
            for column in row:
                # A blank cell, too, in the first row.
                if (file, column) in free and (row[column] or not number):
                    # Braces in a title name numbers; others than those of the corpus are refused.
                    titled = f"$a_b% \\x$ {row[column]}{payload.translate(NO_BRACES)}"
                    row[column] = titled if file == "titles.csv" else row[column] + payload
                    taken.add((file, column))
        if rows:
            with (folder / file).open("w", newline="", encoding="utf-8") as opened:
                writer = csv.DictWriter(opened, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
    return taken
