// The exception object is destroyed when its handler is left (C++20
// [except.throw]/4), and the reference is to a member of it.
// run: heap-use-after-free
struct failure {
  int code;
};

static void open(int code) { throw failure{code}; }

static const int &code_of(int code) {
  static const int none = 0;
  try {
    open(code);
  // trace 1: the address of the caught exception goes into 'f'
  } catch (const failure &f) {
    return f.code; // expect: return
  }
  return none;
}

int main() {
  const int &code = code_of(4);
  return code == 4 ? 0 : 1; // also: use-after-scope
}
