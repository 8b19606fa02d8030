"""The venue's Flex Web Service: tokens, queries, references, and statements of what its accounts really did."""
