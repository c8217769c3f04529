"""Kernels that start in no time: forked from one process that has loaded what every notebook loads.

Half of the time of a build went into starting the same interpreter with the same libraries once a notebook.
A notebook cannot tell the difference: it gets a fresh process in which nothing has run.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
from importlib.metadata import EntryPoint
from multiprocessing import forkserver
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.factory import KernelProvisionerFactory
from jupyter_client.provisioning.local_provisioner import LocalProvisioner

NAME = "retold-forked"
LOADED = [
    "ipykernel.kernelapp",
    "IPython.core.completer",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_svg",
    "myst_nb",
    "pandas",
    "scipy.cluster.hierarchy",
    "scipy.stats",
    "sklearn.feature_extraction.text",
    "retold.book",
    "retold.figures",
    "retold.chapters.robustness",
]


class _Process:
    """A forked process with the interface of `subprocess.Popen` that jupyter_client asks for."""

    stdin = stdout = stderr = None

    def __init__(self, process: BaseProcess) -> None:
        assert process.pid is not None  # it was started
        self._process = process
        self.pid = process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def wait(self) -> int | None:
        self._process.join()
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        if self._process.exitcode is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)


class ForkedProvisioner(LocalProvisioner):
    """Launches a kernel by forking instead of starting an interpreter."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Fork a kernel; return how to connect to it."""
        where = str(kwargs.get("cwd") or Path.cwd())
        arguments = cmd[cmd.index("ipykernel_launcher") + 1 :]
        process = _context().Process(
            target=_serve, args=(arguments, where, kwargs.get("env", {})), daemon=True
        )
        process.start()
        self.process = _Process(process)  # type: ignore[assignment]
        self.pid, self.cwd = process.pid, where
        return self.connection_info


def _context() -> Any:
    return multiprocessing.get_context("forkserver")


def _serve(arguments: list[str], where: str, env: dict[str, str]) -> None:
    """Be a kernel, in a process of its own."""
    from ipykernel.kernelapp import IPKernelApp

    os.environ.update(env)
    os.chdir(where)
    # Whose child it is: with it gone a kernel ends, and it does not explain how to connect by hand.
    IPKernelApp.launch_instance(argv=[*arguments, f"--IPKernelApp.parent_handle={os.getppid()}"])


def install() -> None:
    """Let every kernel that this process starts from now on be forked; begin to load, and do not wait."""
    _context().set_forkserver_preload(LOADED)
    forkserver.ensure_running()
    factory = KernelProvisionerFactory.instance()
    factory.provisioners[NAME] = EntryPoint(NAME, f"{__name__}:ForkedProvisioner", factory.GROUP_NAME)
    factory.default_provisioner_name = NAME
