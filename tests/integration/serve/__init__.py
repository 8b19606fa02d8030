"""The dashboard behind its own web server, over HTTP and WebSocket."""
