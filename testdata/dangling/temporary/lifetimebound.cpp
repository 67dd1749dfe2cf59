// [[clang::lifetimebound]] says that the result refers to the argument, where
// the function's code is elsewhere.
// run: nothing, the function has no code here
struct entry {
  int key, value;
};

const entry &newer(const entry &a [[clang::lifetimebound]],
                   const entry &b [[clang::lifetimebound]]);

int value(const entry &stored) {
  // trace 1: the temporary is made here
  // trace 2: the temporary dies here
  const entry &e = newer(stored, entry{1, 2}); // expect: temporary
  return e.value; // also: use-after-scope, temporary
}
