"""The in-memory truth of the screen: synchronous, no asyncio, no Textual."""
