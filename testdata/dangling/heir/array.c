// flags: -O0
// heir: 'name' of g()
char *f(void) { char buf[24] = "a name that is gone"; return buf; }
int g(void) { char name[32] = "quite another name is here now"; return name[3]; }
int main(void) { char *p = f(); g(); return p != 0; }
