// The pointer points into the line itself.

static int field_after(const char *line, char separator, const char **field) {
  for (int i = 0; line[i]; ++i)
    if (line[i] == separator) {
      *field = line + i + 1;
      return 1;
    }
  return 0;
}

int main(void) {
  const char *port = "";
  if (!field_after("localhost:80", ':', &port))
    return 1;
  return port[0] == '8' ? 0 : 1;
}
