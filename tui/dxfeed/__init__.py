"""The dxFeed Retail Services Platform: accounts, subscriptions, access tokens, and many of them at a time."""
