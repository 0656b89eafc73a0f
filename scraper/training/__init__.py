"""Labelled pages -> the weights file; an extra, imported by nothing."""
