// The current scope is published by the constructor; nobody puts the outer one
// back.
// run: stack-use-after-return
struct trace_scope {
  const char *name;
  const trace_scope *outer;
  static const trace_scope *current;
  explicit trace_scope(const char *name) : name(name), outer(current) {
    current = this; // trace 2: it goes into 'current'
  }
};
const trace_scope *trace_scope::current = nullptr;

static int work() {
  // trace 1: 'trace_scope' is called on 'scope'
  trace_scope scope("work"); // expect: global
  return trace_scope::current->name[0];
} // trace 3: 'scope' dies here

int main() {
  int first = work();
  // also: use-after-scope
  return trace_scope::current->name[0] == first ? 0 : 1;
}
