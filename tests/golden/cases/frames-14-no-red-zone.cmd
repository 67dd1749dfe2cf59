explain testdata/frames/14-no-red-zone.c -- -O1 -mno-red-zone
