maps testdata/sum.c --call-path=main
