// A default argument is a temporary of the call, and the result refers to it.
// run: stack-use-after-scope
struct locale {
  int id = 7;
};

static const locale &chosen(const locale *given,
                            const locale &otherwise = locale()) {
  return given ? *given : otherwise; // trace 1: it is returned by 'chosen'
}

int main() {
  // trace 2: the temporary dies here
  const locale &l = chosen(nullptr); // expect: temporary
  return l.id == 7 ? 0 : 1;          // also: use-after-scope
}
