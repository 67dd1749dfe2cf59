explain testdata/frames/18-asan.c -- -O0 -fsanitize=address
