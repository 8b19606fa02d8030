"""The dashboard in a real browser, by command: `python -m tests.browser`."""
