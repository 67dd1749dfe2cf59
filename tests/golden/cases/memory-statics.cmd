explain testdata/memory/statics.c --show=memory
