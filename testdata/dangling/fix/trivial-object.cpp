// findings: 2, fixes: 2
struct point {
  int x, y;
};
void fill(point *to);
namespace {
const point &origin() {
  point p;
  fill(&p);
  return p;
}
} // namespace
int height() { return origin().y; }
