"""The questionnaire in the browser: `make run`, or `streamlit run app.py`."""

import streamlit as st
from streamlit import runtime

from ui.browser import door, shell, warm

if runtime.exists():  # Streamlit runs this file again for each page
    shell.run()
else:  # it reads it once, to serve it
    warm.load()
    app = st.App(__file__, middleware=door.guards())
