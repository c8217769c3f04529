"""From what people hold to a corpus: files of any kind are read as articles, and a corpus folder is proposed."""
