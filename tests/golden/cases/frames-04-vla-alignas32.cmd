explain testdata/frames/04-vla-alignas32.c -- -O0
