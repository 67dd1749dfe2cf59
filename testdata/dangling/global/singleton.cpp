// The instance registers itself and is a local of the function that makes it.
// run: stack-use-after-return
class application {
  static application *instance_;
  int windows = 1;

public:
  application() { instance_ = this; } // trace 2: it goes into 'instance_'
  static application *instance() { return instance_; }
  int count() const { return windows; } // also: use-after-scope
};
application *application::instance_ = nullptr;

static void start() {
  // trace 1: 'application' is called on 'app'
  application app; // expect: global
} // trace 3: 'app' dies here

int main() {
  start();
  // also: use-after-scope
  return application::instance()->count() == 1 ? 0 : 1;
}
