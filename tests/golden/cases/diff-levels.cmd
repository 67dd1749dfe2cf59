diff testdata/sum.c --flags=-O0 --flags=-O2
