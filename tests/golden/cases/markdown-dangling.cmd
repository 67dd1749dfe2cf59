explain testdata/dangling.c --format=markdown
