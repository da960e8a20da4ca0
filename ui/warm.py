"""Loads what reports need after the first page has gone out, then takes it out of the garbage collector's rounds.

A page makes thousands of short-lived objects, hardly any of them in cycles: the collector's usual rounds, one every 700, took a
sixth of the time of an answer."""

import gc
import threading
import time

import streamlit as st

from guidance import knowledge

ROUND = 50_000
"""Objects more, before the collector looks at the young ones."""


@st.cache_resource(show_spinner=False)
def warm() -> bool:
    """Starts the warm-up once a process."""

    def work() -> None:
        time.sleep(1.0)
        import reports.write  # noqa: F401

        _ = knowledge.load().inference
        gc.collect()
        gc.freeze()
        gc.set_threshold(ROUND, 10, 10)

    threading.Thread(target=work, daemon=True, name="warm").start()
    return True
