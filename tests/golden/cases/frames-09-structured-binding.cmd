explain testdata/frames/09-structured-binding.cpp -- -O0 -std=c++17
