"""IBKR's Flex Web Service, version 3: asking for statements, waiting at its pace, and keeping what it sends."""
