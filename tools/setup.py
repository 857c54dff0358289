"""Sets the project up in its own folder: Python packages, browser files, translations.

`make setup` runs it with any Python from 3.11 on; it needs nothing but the standard library. Each
step leaves a stamp with the hash of its lock, and does nothing while that is the same.
With `--dev` it adds what tests and checks need.
"""

import hashlib
import os
import platform
import shutil
import subprocess
import sys
import venv
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import assets

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
LOCKS = ROOT / "tools" / "locks"
PIP_INSTALL = (
    *(BIN / "pip", "install", "--quiet", "--disable-pip-version-check"),
    *("--require-hashes", "-r"),
)
UV_INSTALL = (
    *(BIN / "uv", "pip", "install", "--quiet", "--python", BIN / "python", "--system-certs"),
    *("--require-hashes", "-r"),
)
CATALOGUES = ROOT / "translations" / "zh_Hans_CN" / "LC_MESSAGES"


def main() -> None:
    """Do every step that is not done yet."""
    make_environment()
    install("requirements.txt")
    if "--dev" in sys.argv[1:]:
        install("requirements-dev.txt")
        compile_code()
    fetch_browser_files()
    assets.build()
    compile_translations()


def make_environment() -> None:
    """Make `.venv` with the installer in it."""
    if not (BIN / "python").exists():
        say(f"Making .venv with Python {platform.python_version()}")
        venv.create(VENV, with_pip=True)
    if not (BIN / "uv").exists():
        run(*PIP_INSTALL, LOCKS / "uv.txt")


def install(lock: str) -> None:
    """Install what a lock file names, checked by hash.

    A linked environment belongs to another work tree, which keeps it up to date.
    """
    stamp = VENV / f".{lock}.stamp"
    if VENV.is_symlink() or is_done(stamp, ROOT / lock):
        return
    say(f"Installing Python packages of {lock}")
    install_lock(ROOT / lock)
    mark_done(stamp, ROOT / lock)


def install_lock(lock: Path) -> None:
    """Install one lock file, by uv or, where only pip knows the way to the packages, by pip."""
    if not succeeds(*UV_INSTALL, lock):
        say("uv did not succeed; trying with pip")
        run(*PIP_INSTALL, lock)


def compile_code() -> None:
    """Compile what tests start again and again, also where Python is told to keep no bytecode."""
    run(BIN / "python", "-m", "compileall", "-q", "-j", "0", "app", "migrations", "tools")
    stamp, lock = VENV / ".compiled.stamp", ROOT / "requirements-dev.txt"
    if VENV.is_symlink() or is_done(stamp, lock):
        return
    run(BIN / "python", "-m", "compileall", "-q", "-j", "0", VENV / "lib")
    mark_done(stamp, lock)


def fetch_browser_files() -> None:
    """Fetch the npm packages; without npm, a Python package brings it."""
    lock = ROOT / "package-lock.json"
    stamp = ROOT / "node_modules" / ".stamp"
    if is_done(stamp, lock):
        return
    say("Fetching files for the browser")
    npm = shutil.which("npm") or str(BIN / "npm")
    if not Path(npm).exists():
        install_lock(LOCKS / "node.txt")
    path = f"{BIN}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    settings = {**os.environ, "PATH": path, "NODE_USE_SYSTEM_CA": "1"}
    run(npm, "ci", "--ignore-scripts", "--loglevel=error", env=settings)
    mark_done(stamp, lock)


def compile_translations() -> None:
    """Compile the catalogues when one is newer than the result."""
    compiled = CATALOGUES / "messages.mo"
    made_at = compiled.stat().st_mtime if compiled.exists() else 0.0
    if any(catalogue.stat().st_mtime >= made_at for catalogue in CATALOGUES.glob("*.po")):
        run(BIN / "python", "-m", "tools.translations", "compile")


def is_done(stamp: Path, lock: Path) -> bool:
    """Whether a step was done with the lock file as it is."""
    return stamp.exists() and stamp.read_text() == fingerprint(lock)


def mark_done(stamp: Path, lock: Path) -> None:
    """Remember the lock file a step was done with."""
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(fingerprint(lock))


def fingerprint(lock: Path) -> str:
    """Hash a lock file."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def succeeds(*command: str | Path, env: dict[str, str] | None = None) -> bool:
    """Run a command in the project's folder; tells whether it went well."""
    line = [str(part) for part in command]
    return subprocess.run(line, cwd=ROOT, env=env, check=False).returncode == 0


def run(*command: str | Path, env: dict[str, str] | None = None) -> None:
    """Run a command that setting up cannot go on without."""
    if not succeeds(*command, env=env):
        sys.exit(f"Setting up stopped: `{' '.join(map(str, command))}` did not succeed.")


def say(sentence: str) -> None:
    """Tell what is being done."""
    print(sentence, flush=True)


if __name__ == "__main__":
    main()
