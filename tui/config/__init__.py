"""What the user decides: profiles, secrets, paths, themes; and what the app itself remembers."""
