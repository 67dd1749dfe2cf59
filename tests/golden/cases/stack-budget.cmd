explain testdata/frames/03-vla.c testdata/frames/16-probe-loop.c testdata/memory/calls.c --stack-budget=256 --show=findings
