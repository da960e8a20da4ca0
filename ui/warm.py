"""Loads what reports need after the first page has gone out, then takes it out of the garbage collector's rounds."""

import gc
import threading
import time

import streamlit as st

from guidance import knowledge


@st.cache_resource(show_spinner=False)
def warm() -> bool:
    """Starts the warm-up once a process."""

    def work() -> None:
        time.sleep(1.0)
        import reports.write  # noqa: F401

        _ = knowledge.load().inference
        gc.collect()
        gc.freeze()

    threading.Thread(target=work, daemon=True, name="warm").start()
    return True
