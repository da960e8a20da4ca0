"""The program for an ASGI server of your own: `uvicorn ui.asgi:app`. The same as `guidance run` starts; docs/deploy.md has the rest."""

from runpy import run_path

from ui import warm

app = run_path(str(warm.script()))["app"]
