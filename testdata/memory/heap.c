// Blocks of the heap, where the code says which.
#include <stdlib.h>
#include <string.h>

struct Item {
  struct Item *next;
  int value;
};

int blocks(int n) {
  int *one = malloc(40);
  one[0] = n;
  one[3] = 4;
  *(one + n) += 2;
  int result = one[0] + one[3];
  free(one);
  char *two = calloc(10, 3);
  two[29] = 1;
  result += two[0];
  two = realloc(two, 5000);
  two[4999] = 2;
  result += two[29];
  free(two);
  long *three = aligned_alloc(64, 128);
  three[1] = result;
  result += (int)three[1];
  free(three);
  return result;
}

struct Item *push(struct Item *list, int value) {
  struct Item *item = malloc(sizeof *item);
  item->next = list;
  item->value = value;
  return item;
}

int lists(int n) {
  struct Item *list = NULL;
  for (int i = 0; i < n; ++i)
    list = push(list, i);
  int sum = 0;
  while (list) {
    struct Item *next = list->next;
    sum += list->value;
    free(list);
    list = next;
  }
  return sum;
}

int unsized(size_t n) {
  char *bytes = malloc(n);
  if (!bytes)
    return -1;
  bytes[0] = 1;
  memset(bytes, 3, n);
  bytes[n - 1] += bytes[0];
  int result = bytes[n - 1];
  free(bytes);
  return result;
}

int main(void) {
  int sum = 0;
  for (int i = 0; i < 4; ++i)
    sum += blocks(i) + lists(i) + unsized(i + 1);
  return sum == 0;
}
