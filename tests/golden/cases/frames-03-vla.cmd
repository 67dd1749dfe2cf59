explain testdata/frames/03-vla.c -- -O0
