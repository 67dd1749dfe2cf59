explain testdata/frames/21-spills.c -- -O1
