"""The questionnaire in the browser: `streamlit run app.py`, or `make run`."""

from ui import shell

shell.run()
