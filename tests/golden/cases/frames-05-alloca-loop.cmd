explain testdata/frames/05-alloca-loop.c -- -O1
