explain testdata/frames/07-byval.c -- -O0
