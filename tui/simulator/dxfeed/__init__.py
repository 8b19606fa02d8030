"""The market-data vendor's account service as the venue plays it: its API, and the pages that its links open."""
