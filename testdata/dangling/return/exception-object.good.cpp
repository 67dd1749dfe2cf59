// The code is returned by value.
struct failure {
  int code;
};

static void open(int code) { throw failure{code}; }

static int code_of(int code) {
  static const int none = 0;
  try {
    open(code);
  } catch (const failure &f) {
    return f.code;
  }
  return none;
}

int main() {
  const int code = code_of(4);
  return code == 4 ? 0 : 1;
}
