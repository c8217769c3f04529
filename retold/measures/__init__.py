"""Measures of a text, from tables; the draws that intervals rest on, and the noise floor."""
