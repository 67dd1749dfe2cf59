explain testdata/frames/12-nested-scopes.c -- -O0
