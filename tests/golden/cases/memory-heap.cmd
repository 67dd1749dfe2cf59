explain testdata/memory/heap.c --show=memory --function=blocks
