explain testdata/frames/06-varargs.c -- -O0
