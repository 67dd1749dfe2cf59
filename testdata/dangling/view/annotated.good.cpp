// The text has a name.
struct [[gsl::Owner(char)]] text {
  text(const char *);
  ~text();
  const char *begin() const;
};

struct [[gsl::Pointer(char)]] glance {
  glance(const text &);
  char first() const;
};

text make_text(int id);

char initial(int id) {
  text t = make_text(id);
  glance g = t;
  return g.first();
}
