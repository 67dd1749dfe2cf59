explain testdata/frames/20-coroutine.cpp -- -O0 -std=c++20
