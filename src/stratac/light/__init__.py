"""A lighter analyser: words, parts of speech and syntax without a neural network.

Words are cut by one expression, looked up in the tables that the French language model
ships, and tagged by two linear classifiers over a word and its neighbours, all tokens
of a batch at once. What they know of French they learned from the full analyser.
"""
