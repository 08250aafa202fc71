"""Outcomes told to people, in their language: words, numbers, sentences and pictures."""
