"""The program for an ASGI server of your own: `uvicorn ui.browser.asgi:app`. The same as `guidance run` starts; docs/deploy.md has the rest."""

from runpy import run_path

from ui.browser import warm

app = run_path(str(warm.script()))["app"]
