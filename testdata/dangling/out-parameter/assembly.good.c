// The area is static.
static void scratch(int size, char **area) {
  static char bytes[16];
  char *p = bytes;
  __asm__ volatile("" : : "r"(p) : "memory");
  bytes[0] = (char)size;
  *area = p;
}

int main(void) {
  char *area;
  scratch(3, &area);
  return area[0] == 3 ? 0 : 1;
}
