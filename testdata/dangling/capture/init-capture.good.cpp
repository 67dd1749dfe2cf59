// The init-capture copies the value.
static auto reader(int value) {
  int cell = value;
  return [v = cell] { return v; };
}

int main() {
  auto read = reader(3);
  return read() == 3 ? 0 : 1;
}
