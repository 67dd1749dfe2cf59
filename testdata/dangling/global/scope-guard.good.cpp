// The destructor does.
struct trace_scope {
  const char *name;
  const trace_scope *outer;
  static const trace_scope *current;
  explicit trace_scope(const char *name) : name(name), outer(current) {
    current = this;
  }
  ~trace_scope() { current = outer; }
};
const trace_scope *trace_scope::current = nullptr;

static int work() {
  trace_scope scope("work");
  return trace_scope::current->name[0];
}

int main() {
  int first = work();
  return trace_scope::current == nullptr && first == 'w' ? 0 : 1;
}
