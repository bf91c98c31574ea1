"""Which strategy each tactic of a document serves: meaning, structure, and what serves what."""
