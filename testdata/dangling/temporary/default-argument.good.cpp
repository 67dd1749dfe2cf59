// The default is a named object.
struct locale {
  int id = 7;
};

static const locale standard;

static const locale &chosen(const locale *given,
                            const locale &otherwise = standard) {
  return given ? *given : otherwise;
}

int main() {
  const locale &l = chosen(nullptr);
  return l.id == 7 ? 0 : 1;
}
