"""Run the notebooks: those of which something changed, the others as they came out last time."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from retold.book import fingerprint
from retold.common.problems import BadInputError
from retold.common.progress import Progress, quiet

STORE = "executed"
TIMEOUT = 1800  # seconds a cell: of hundreds of texts, on a machine that others use too
WORKERS = 2


class NotebookError(Exception):
    """A notebook failed; the message says which and why."""


def execute(
    paths: Sequence[Path], inputs: str, out: Path, cache: Path, progress: Progress = quiet
) -> list[Path]:
    """Run notebooks, two at a time, and lay out the cache from which Sphinx takes their outputs.

    Parameters
    ----------
    paths : sequence of Path
        The notebooks, in the order of the book.
    inputs : str
        A hash over all that a notebook may read: data, library, packages. A stored run is used
        only if this and the notebook's code are what they were.
    out : Path
        The folder for the work of a build, in which runs are stored.
    cache : Path
        An empty folder, to be laid out for Sphinx.
    progress : callable
        Wraps the loop over notebooks, with a label.

    Returns
    -------
    list of Path
        The executed notebooks, in the same order.

    Raises
    ------
    NotebookError
        If a cell raises, takes too long or its kernel dies.

    Notes
    -----
    Sphinx can run notebooks in parallel itself, but loses the exception of a worker and then hangs; and
    its cache knows the code only, so that changed data would go unnoticed.
    """
    store = out / STORE
    store.mkdir(parents=True, exist_ok=True)
    runs = {path: store / f"{fingerprint.of_notebook(path, inputs)}.ipynb" for path in paths}
    for old in set(store.iterdir()) - set(runs.values()):
        old.unlink()
    _run_all({path: run for path, run in runs.items() if not run.is_file()}, progress)
    _lay_out(runs, cache)
    return list(runs.values())


def _run_all(stale: dict[Path, Path], progress: Progress) -> None:
    """Run notebooks and write each run to its place."""
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    with ThreadPoolExecutor(WORKERS) as pool:
        # The last chapters build on all others and take longest: they go first.
        running = {path: pool.submit(_run, path, stale[path]) for path in reversed(stale)}
        try:
            for path in progress(list(stale), "notebooks"):
                running[path].result()
        except CellExecutionError as error:
            if error.ename == "KeyboardInterrupt":
                raise KeyboardInterrupt from None
            lines = error.evalue.splitlines()
            # Bad input tells how many problems there are, then each.
            told = (
                lines[1]
                if error.ename == BadInputError.__name__ and len(lines) > 1
                else f"{error.ename}: {error.evalue}"
            )
            reason = told.splitlines()[0]
            raise NotebookError(f"notebooks/{path.name}: {reason}") from None
        except (CellTimeoutError, DeadKernelError, RuntimeError) as error:
            raise NotebookError(f"notebooks/{path.name}: {str(error).splitlines()[0]}") from None
        finally:
            for waiting in running.values():
                waiting.cancel()


def _lay_out(runs: Mapping[Path, Path], folder: Path) -> None:
    """Lay out the cache from which Sphinx takes the outputs of notebooks."""
    import nbformat
    from jupyter_cache import get_cache
    from jupyter_cache.base import CacheBundleIn

    cache = get_cache(str(folder))
    for path, run in runs.items():
        # Text around the code may have changed since the run: Sphinx takes it from the notebook itself.
        executed = nbformat.reads(run.read_text(encoding="utf-8"), as_version=4)  # type: ignore[no-untyped-call]
        cache.cache_notebook_bundle(CacheBundleIn(executed, str(path)), check_validity=False, overwrite=True)


def _run(path: Path, target: Path) -> None:
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    where = {"metadata": {"path": str(path.parent)}}
    NotebookClient(
        notebook, timeout=TIMEOUT, kernel_name="python3", resources=where, record_timing=False
    ).execute()
    # Never half-written: an interrupted build must not leave what a later one takes for a run.
    beside = target.with_suffix(".part")
    beside.write_text(json.dumps(notebook, ensure_ascii=False), encoding="utf-8")
    beside.replace(target)
