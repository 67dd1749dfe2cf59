// flags: -O0
// heir: 'd' of g()
struct four { long a, b, c, d; };
struct four *f(void) { struct four s = {1, 2, 3, 4}; return &s; }
long g(void) { long a = 7008, b = 7009, c = 7010, d = 7011; return a + b + c + d; }
int main(void) { struct four *p = f(); g(); return p != 0; }
