explain testdata/frames/13-dead-local.c -- -O1
