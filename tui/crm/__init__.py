"""The CRM's IB reports: leads, registrations, transactions, servers and closed positions, read page by page."""
