// findings: 1, fixes: 0
// Other files may have declared it.
struct text {
  text();
  text(const text &);
  ~text();
  char *at;
};
const text &name() {
  text local;
  return local;
}
