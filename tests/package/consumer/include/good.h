#ifdef __cplusplus
extern "C"
#endif
int good(int n);
