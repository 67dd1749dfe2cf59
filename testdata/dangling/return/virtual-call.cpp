// The dynamic type is known from the object; its function returns a pointer
// into the object, which is a local.
// run: stack-use-after-return
struct shape {
  virtual ~shape() = default;
  virtual const char *name() const = 0;
};

struct polygon final : shape {
  char text[8] = "0-gon";
  explicit polygon(int corners) { text[0] = char('0' + corners); }
  // trace 2: it is returned by 'name'
  const char *name() const override { return text; }
};

static const char *name_of(int corners) {
  polygon p(corners);
  return p.name(); // expect: return // trace 1: 'name' is called on 'p'
} // trace 3: 'p' dies here

int main() {
  const char *name = name_of(5);
  // also: use-after-scope
  return name[0] == '5' ? 0 : 1;
}
