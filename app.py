"""The questionnaire in the browser: `streamlit run app.py`, or `make run`."""

import streamlit as st

from ui import shell

st.set_page_config(page_title="China exposure guidance", page_icon="🧭", layout="wide")
shell.run()
