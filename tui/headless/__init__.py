"""The commands without a screen: twins of what the tabs do, for scripts and cron."""
