"""Writes the lock files anew; none of them names where packages come from."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = Path(sys.executable).with_name("uv")
LOCKS = ("requirements", "requirements-dev", "tools/locks/uv", "tools/locks/node")
COMPILE = (
    *("pip", "compile", "--quiet", "--upgrade", "--universal", "--python-version", "3.11"),
    *("--generate-hashes", "--no-emit-index-url", "--no-header", "--no-annotate"),
)


def main() -> None:
    """Resolve every `.in` file and `package.json`."""
    for name in LOCKS:
        source = [f"{name}.in", "--output-file", f"{name}.txt"]
        subprocess.run([str(UV), *COMPILE, *source], cwd=ROOT, check=True)
    subprocess.run(["npm", "install", "--package-lock-only"], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
