explain testdata/frames/17-omit-frame-pointer.c -- -O0 -fomit-frame-pointer
