// [[gsl::Owner]] and [[gsl::Pointer]] say which class owns and which refers to
// what is owned, where the code is elsewhere.
// run: nothing, the classes have no code here
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
  glance g = make_text(id); // expect: view // trace 1: the temporary dies here
  return g.first();         // also: view, use-after-scope
}
