#pragma once
// The functions of one hash alone are called old since OpenSSL 3, which would have every digest looked up
// among providers: to set those up takes longer than to hash a site's keys.
#define OPENSSL_SUPPRESS_DEPRECATED 1
#include <openssl/sha.h>
