"""Where the tools lie; `make conformance` puts them there."""

from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
ROOT: Final = HERE.parent
TOOLS: Final = ROOT / ".venv-conformance"
CODEGEN: Final = ROOT / ".venv-codegen"
NODE: Final = TOOLS / "bin" / "node"
