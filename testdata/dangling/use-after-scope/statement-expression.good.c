// The block's value is a number.
#define LARGER(a, b)                                                           \
  ({                                                                           \
    int x = (a), y = (b);                                                      \
    x > y ? x : y;                                                             \
  })

static int area(int width, int height, int least) {
  return LARGER(width, least) * height;
}

int main(void) { return area(2, 3, 4) == 12 ? 0 : 1; }
