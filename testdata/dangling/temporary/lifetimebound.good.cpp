// The other entry has a name.
struct entry {
  int key, value;
};

const entry &newer(const entry &a [[clang::lifetimebound]],
                   const entry &b [[clang::lifetimebound]]);

int value(const entry &stored) {
  entry other{1, 2};
  const entry &e = newer(stored, other);
  return e.value;
}
