explain testdata/frames/11-exceptions.cpp -- -O0
