explain testdata/frames/02-m256.c -- -O0 -mavx
