#include <openssl/ts.h>
