explain testdata/memory/large.c --show=memory --accesses=auto
