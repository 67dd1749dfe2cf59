// The session is the caller's.
#include <functional>

struct session {
  int user;
};

static std::reference_wrapper<session> log_in(session &s, int user) {
  s.user = user;
  return std::ref(s);
}

int main() {
  session mine{};
  session &s = log_in(mine, 5);
  return s.user == 5 ? 0 : 1;
}
