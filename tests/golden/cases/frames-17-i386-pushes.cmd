explain testdata/frames/17-i386-pushes.c -- -m32 -O1 -fomit-frame-pointer -fno-pic -mno-sse
