"""Two texts, or millions: how alike they are, which sentences correspond, which are versions of one story."""
