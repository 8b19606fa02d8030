"""What documents derive from the code: tables of the README, and the manual page."""
