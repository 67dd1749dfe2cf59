// flags: -O0
// heir: 'b' of g()
int &f() { int x = 42; return x; }
int g() { int b = 7021; return b; }
int main() { int &r = f(); g(); return &r == nullptr; }
