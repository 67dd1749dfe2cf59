explain testdata/dangling/return.c --format=markdown
