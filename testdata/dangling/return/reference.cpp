// A reference names the object that it was bound to; this one is a local and is
// destroyed when the function returns.
// run: stack-use-after-return
struct vec3 {
  float x, y, z;
  float &operator[](int i) { return i == 0 ? x : i == 1 ? y : z; }
};

const vec3 &cross(const vec3 &a, const vec3 &b) {
  vec3 result{a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z,
              a.x * b.y - a.y * b.x};
  return result; // expect: return
} // trace 1: 'result' dies here

int main() {
  const vec3 &up = cross({1, 0, 0}, {0, 1, 0});
  // also: use-after-scope
  return up.z == 1 ? 0 : 1;
}
