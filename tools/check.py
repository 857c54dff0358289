"""Runs every check of `make check`, says how long each took, and stops with 1 if one failed."""

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = [sys.executable, "-m"]

CHECKS: dict[str, list[str | Path]] = {
    "format": [BIN / "ruff", "format", "--check", "--quiet", "."],
    "lint": [BIN / "ruff", "check", "--quiet", "."],
    "types": [BIN / "mypy", "--no-error-summary"],
    "contracts": [BIN / "lint-imports"],
    "templates": [BIN / "djlint", "templates", "--lint", "--quiet"],
    "inline code": [*PYTHON, "tools.checks.templates"],
    "security": [BIN / "bandit", "--quiet", "--recursive", "-c", "pyproject.toml", "app", "tools"],
    "suppressions": [*PYTHON, "tools.checks.suppressions"],
    "addresses": [*PYTHON, "tools.checks.addresses"],
    "translations": [*PYTHON, "tools.translations", "check"],
}


def passes(name: str) -> bool:
    """Run one check; print its words only when it fails."""
    began = time.monotonic()
    done = subprocess.run(
        [str(part) for part in CHECKS[name]],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    verdict = "failed" if done.returncode else "ok"
    print(f"{name:<14}{verdict:<8}{time.monotonic() - began:5.1f} s", flush=True)
    if done.returncode:
        print(done.stdout, flush=True)
    return done.returncode == 0


def main() -> None:
    """Run all of them, or those named."""
    failed = [name for name in sys.argv[1:] or CHECKS if not passes(name)]
    if failed:
        sys.exit(f"Checks that failed: {', '.join(failed)}.")


if __name__ == "__main__":
    main()
