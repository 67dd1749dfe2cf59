explain testdata/frames/19-safestack.c -- -O0 -fsanitize=safe-stack
