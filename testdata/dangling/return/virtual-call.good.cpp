// Its name is a literal.
struct shape {
  virtual ~shape() = default;
  virtual const char *name() const = 0;
};

struct polygon final : shape {
  int corners;
  explicit polygon(int corners) : corners(corners) {}
  const char *name() const override { return corners == 5 ? "5-gon" : "gon"; }
};

static const char *name_of(int corners) {
  polygon p(corners);
  return p.name();
}

int main() {
  const char *name = name_of(5);
  return name[0] == '5' ? 0 : 1;
}
