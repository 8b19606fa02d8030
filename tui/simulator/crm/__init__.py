"""The venue's CRM with IB reports: people, partners, money and trades, told through the pages of the document."""
