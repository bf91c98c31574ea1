"""A small network over parsed tokens, and over the units of a document."""
