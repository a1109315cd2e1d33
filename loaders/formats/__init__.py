"""Readers of file formats: bytes in, tables of text with their origin out."""
