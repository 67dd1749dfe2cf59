explain testdata/walkthrough.c --rbp=0x7ffffffef000 -- -O0
