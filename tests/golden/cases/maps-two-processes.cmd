maps testdata/sum.c testdata/walkthrough.c
