"""Two texts, or a large collection: how alike they are, which sentences correspond, which are versions of one story."""
