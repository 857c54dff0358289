"""Makes what browsers get: chosen files of npm packages, one style sheet, compressed copies.

Needs nothing but the standard library. Everything made here is ignored by git. Running it again
changes nothing unless a source has changed.
"""

import gzip
import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
NODE_MODULES = ROOT / "node_modules"

# The only third-party files that are served.
SERVED = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "@picocss/pico/css/pico.min.css": "pico.min.css",
}

# The style sheet that pages name; it imports its parts in order, each into a layer if it says so.
ENTRY = STATIC / "css" / "zouban.css"
BUILT = STATIC / "build" / "zouban.css"
IMPORT = re.compile(r'@import\s+(?:url\()?"([^"]+)"\)?(?:\s+layer\(([\w.-]+)\))?\s*;')
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
CHARSET = re.compile(r'@charset\s+"[^"]+";', re.IGNORECASE)

# The script that pages name: these, one after the other.
SCRIPTS = (VENDOR / "htmx.min.js", STATIC / "js" / "zouban.js")
BUILT_SCRIPT = STATIC / "build" / "zouban.js"

COMPRESSED = {".css", ".js", ".svg", ".webmanifest"}
SMALLEST_COMPRESSED = 512


def build() -> None:
    """Bring everything up to date."""
    copy_vendor_files()
    build_style_sheet()
    build_script()
    compress()


def copy_vendor_files() -> None:
    """Copy the listed files of `node_modules`, where they differ."""
    for package_path, name in SERVED.items():
        source, target = NODE_MODULES / package_path, VENDOR / name
        if source.exists() and not _is_same(source, target):
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)


def build_style_sheet() -> None:
    """Put the imports of the entry style sheet into one file, so that pages load one."""
    if not ENTRY.exists():
        return
    _write(BUILT, bundled(ENTRY))


def build_script() -> None:
    """Put the scripts of every page into one file, so that pages load one."""
    if all(script.exists() for script in SCRIPTS):
        _write(BUILT_SCRIPT, ";\n".join(script.read_text("utf8") for script in SCRIPTS))


def bundled(path: Path) -> str:
    """Give a style sheet with its imports in place, without comments and indentation."""
    text = COMMENT.sub("", CHARSET.sub("", path.read_text("utf8")))
    lines = (line.strip() for line in text.splitlines())
    text = "".join(f"{line}\n" for line in lines if line)

    def put_in(found: re.Match[str]) -> str:
        part, layer = bundled((path.parent / found[1]).resolve()), found[2]
        return f"@layer {layer}{{\n{part}}}" if layer else part.rstrip("\n")

    return IMPORT.sub(put_in, text)


def compress() -> None:
    """Lay a compressed copy beside each file that is worth it; remove copies without a file."""
    for copy in STATIC.rglob("*.gz"):
        if not copy.with_suffix("").exists():
            copy.unlink()
    for path in sorted(STATIC.rglob("*")):
        if path.suffix in COMPRESSED and path.stat().st_size >= SMALLEST_COMPRESSED:
            _compress(path)


def _compress(path: Path) -> None:
    copy = path.with_name(f"{path.name}.gz")
    if not copy.exists() or copy.stat().st_mtime < path.stat().st_mtime:
        copy.write_bytes(gzip.compress(path.read_bytes(), compresslevel=9, mtime=0))


def _write(path: Path, text: str) -> None:
    if not path.exists() or path.read_text("utf8") != text:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf8")


def _is_same(source: Path, target: Path) -> bool:
    return target.exists() and source.read_bytes() == target.read_bytes()


if __name__ == "__main__":
    build()
