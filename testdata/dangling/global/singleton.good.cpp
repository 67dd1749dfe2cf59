// The destructor takes the address back.
class application {
  static application *instance_;
  int windows = 1;

public:
  application() { instance_ = this; }
  ~application() { instance_ = nullptr; }
  static application *instance() { return instance_; }
  int count() const { return windows; }
};
application *application::instance_ = nullptr;

static void start() {
  application app;
}

int main() {
  start();
  return application::instance() ? 1 : 0;
}
