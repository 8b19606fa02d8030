"""`tradedeck dxfeed`: accounts, subscriptions, and bulks."""
