// findings: 2, fixes: 1
struct text {
  text();
  text(const text &);
  ~text();
  int length() const;
  char *at;
};
static const text &name() {
  text local;
  return local;
}
int length() { return name().length(); }
