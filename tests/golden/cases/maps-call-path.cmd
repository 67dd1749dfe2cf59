maps testdata/memory/calls.c --call-path=main,delegate,last
