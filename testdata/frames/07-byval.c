// flags: -O0
// run: long callArea(void); int main(void) { return callArea() != 12; }
//
// A correct explanation says:
// - area: `box` is at rbp+16, in the caller's frame, above the return address.
// - callArea: `box` at rbp-32; the copy for the callee is in the outgoing
//   arguments, the 32 bytes at rsp.

struct Box {
  long left, top, width, height;
};

// 32 bytes do not fit into two registers: the struct itself is the argument,
// and lies in the caller's frame, above the return address.
long area(struct Box box) {
  box.left = 0;
  return box.width * box.height; // break
}

// The caller makes a copy at the bottom of its frame: `area` may write to it.
long callArea(void) {
  struct Box box = {1, 2, 3, 4};
  return area(box);
}
