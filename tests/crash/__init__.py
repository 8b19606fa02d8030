"""The real program is killed with SIGKILL at every step of an order's life and held against the venue's ledger."""
