// The code is copied to a variable of the function.
struct failure {
  int code;
};

static int tried(int code) {
  int seen = 0;
  try {
    if (code)
      throw failure{code};
  } catch (failure f) {
    seen = f.code;
  }
  return seen;
}

int main() { return tried(6) == 6 ? 0 : 1; }
