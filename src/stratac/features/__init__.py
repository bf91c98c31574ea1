"""What is read in a sentence: one family of evidence, one file."""
