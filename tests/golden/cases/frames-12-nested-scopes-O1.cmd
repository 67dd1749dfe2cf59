explain testdata/frames/12-nested-scopes-O1.c -- -O1
