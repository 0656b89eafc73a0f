"""Kept candidates -> Blocks of an article: lists, tables, figures, links and emphasis."""
