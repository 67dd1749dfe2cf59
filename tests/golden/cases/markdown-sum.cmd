explain testdata/sum.c --format=markdown
