"""The web server of the browser window, with a small program in the dashboard's place."""
