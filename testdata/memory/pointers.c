// What pointers to locals reach: arguments, arrays, pointers to pointers.
typedef struct {
  long first;
  int second;
  char third[12];
} Record;

static void add(int *to, int what) { *to += what; }

static void swap(int **left, int **right) {
  int *kept = *left;
  *left = *right;
  *right = kept;
}

int throughPointers(int n) {
  int x = n, y = 2 * n;
  int *p = &x;
  int **pp = &p;
  *p = 7;
  **pp += 1;
  int *q = &y;
  swap(&p, &q);
  *p += 3;
  add(&x, 5);
  return x + y + *q;
}

int overArrays(int n) {
  int table[10];
  char text[16] = "0123456789abcde";
  int grid[3][4] = {{1, 2, 3, 4}, {5, 6}};
  for (int i = 0; i < 10; ++i)
    table[i] = i * n;
  int *last = &table[9];
  *last = 1;
  char *at = text + 3;
  *at++ = 'x';
  *at = 'y';
  int sum = table[n & 7] + text[n & 15] + grid[n & 1][n & 3] + grid[2][3];
  for (int *each = table; each != table + 10; ++each)
    sum += *each;
  return sum;
}

long overRecords(int n) {
  Record one = {1, n, "abc"}, two = one;
  Record *chosen = n & 1 ? &one : &two;
  chosen->second += 2;
  Record *fixed = &two;
  fixed->first = n;
  fixed->third[n & 7] = 3;
  Record many[3] = {one, two};
  many[n % 3].first = 4;
  return one.first + two.second + many[2].third[1] + chosen->first;
}

int acrossPages(int n) {
  int wide[3000];
  for (int i = 0; i < 3000; i += 100)
    wide[i] = n;
  wide[2999] = 1;
  char *bytes = (char *)wide;
  bytes[4096] = 2;
  bytes[n * 8191 % 12000] = 3;
  return wide[100] + wide[1024] + bytes[5];
}

void fill(volatile long *to, unsigned count) {
  while (count--)
    *to++ = count;
}

long escaped(unsigned n) {
  volatile long kept[6];
  fill(kept, 6);
  long before = kept[2];
  volatile long *some = kept;
  fill(some + 3, n & 1);
  return before + kept[3] + some[1];
}

static int one[5], two[5];

// Indices that start at 1: the code counts from before the array.
__attribute__((noinline)) long neighbours(long n) {
  int before[4] = {1, 2, 3, 4}, table[10] = {0}, after[6] = {5, 6};
  fill((volatile long *)before, 1);
  fill((volatile long *)after, 1);
  fill((volatile long *)table, 1);
  for (long i = 2; i < 10 - n % 2; ++i)
    table[i] = table[i - 1] + table[i - 2];
  table[n - 1] += 2;
  one[n - 1] += 1;
  two[n + 1] += 2;
  return table[n - 1] + before[4 - n] + after[n + 1] + one[n - 1] + two[n - 1];
}

int main(void) {
  long sum = neighbours(1) + neighbours(3);
  for (int i = 0; i < 3; ++i)
    sum += throughPointers(i) + overArrays(i) + overRecords(i) +
           acrossPages(i) + escaped(i);
  return sum == 0;
}
