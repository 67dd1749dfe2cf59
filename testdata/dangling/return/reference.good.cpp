// The result is returned by value; the reference extends the temporary's life.
struct vec3 {
  float x, y, z;
  float &operator[](int i) { return i == 0 ? x : i == 1 ? y : z; }
};

vec3 cross(const vec3 &a, const vec3 &b) {
  vec3 result{a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z,
              a.x * b.y - a.y * b.x};
  return result;
}

int main() {
  const vec3 &up = cross({1, 0, 0}, {0, 1, 0});
  return up.z == 1 ? 0 : 1;
}
