"""``python -m stratac``."""

from stratac.cli import app

if __name__ == "__main__":
    app()
