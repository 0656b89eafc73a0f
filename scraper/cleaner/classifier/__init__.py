"""Document -> scores: what is measured of the blocks, and the forest that weighs it."""
