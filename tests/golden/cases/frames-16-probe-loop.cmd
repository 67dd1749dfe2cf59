explain testdata/frames/16-probe-loop.c -- -O0 -fstack-clash-protection
