explain testdata/frames/15-canary.c -- -O0 -fstack-protector-strong
