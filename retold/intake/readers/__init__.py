"""Readers of files, a module a family: each says whether a file is its own, and reads it as articles.

A reader is a module with

- ``recognises(source) -> bool``: whether the file is of its kind, by its content; cheap, and never an error;
- ``read(source) -> Found``: its articles. Raises `BadInputError` if the file is of its kind and broken.
"""
