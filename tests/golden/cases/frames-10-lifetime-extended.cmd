explain testdata/frames/10-lifetime-extended.cpp -- -O0
