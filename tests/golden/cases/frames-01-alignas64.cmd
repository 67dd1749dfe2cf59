explain testdata/frames/01-alignas64.c -- -O0
