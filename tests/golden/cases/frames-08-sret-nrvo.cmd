explain testdata/frames/08-sret-nrvo.cpp -- -O0
