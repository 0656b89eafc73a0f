"""Bytes or flattened text -> Document: decoding, limits, and the walk over the parsed page or the lines."""
