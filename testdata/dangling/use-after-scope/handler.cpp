// The handler's parameter is a copy of the exception, in the handler's block.
// run: stack-use-after-scope
struct failure {
  int code;
};

static int tried(int code) {
  const failure *seen = nullptr;
  try {
    if (code)
      throw failure{code};
  } catch (failure f) {
    seen = &f; // trace 1: the address of 'f' goes into 'seen'
  } // trace 2: 'f' dies here
  return seen ? seen->code : 0; // expect: use-after-scope
}

int main() { return tried(6) == 6 ? 0 : 1; }
