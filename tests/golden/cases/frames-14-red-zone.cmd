explain testdata/frames/14-red-zone.c -- -O0
