explain testdata/frames/22-no-frame.c -- -O1
