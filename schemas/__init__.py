"""The tables of onrecord, declared once: columns, vocabulary, Arrow, DDL, dictionary, manifest.

This package imports nothing else of the project; every other package may import it.
"""
