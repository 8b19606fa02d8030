"""`tradedeck crm`: IB reports and the funnel."""
