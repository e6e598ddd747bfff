// Time-stamps of RFC 3161, by libcrypto: what is clumsy to say in Swift, because it is macros in C.
#ifndef AMANAH_CTIMESTAMP_H
#define AMANAH_CTIMESTAMP_H

#include <stddef.h>
#include <stdint.h>

enum { timestamp_digest_size = 32, timestamp_nonce_room = 32, timestamp_name_room = 256 };

/// Writes a request over a SHA-256 digest, with a nonce, that asks for the authority's certificate.
/// Its size in bytes, or -1.
long timestamp_request(const uint8_t *digest, const uint8_t *nonce, size_t nonce_size, uint8_t *output, size_t room);

struct timestamp {
    /// 0 or 1 when the request was granted.
    long status;
    /// Seconds since 1970.
    int64_t time;
    uint8_t digest[timestamp_digest_size];
    uint8_t nonce[timestamp_nonce_room];
    size_t nonce_size;
};

/// Reads a response, and believes nothing of it. 0 on success; -1 when it is no response to a request over a SHA-256 digest.
int timestamp_read(const uint8_t *response, size_t size, struct timestamp *result);

/// Checks the response's signature, and that its signer's certificate leads to one of `certificates` (PEM) and was valid, for
/// time-stamping, at the time that the response states. 0 on success; else -1, and `name` says why. On success `name` is the signer's.
int timestamp_verify(const uint8_t *response, size_t size, const char *certificates, size_t certificates_size,
                     char *name);

#endif
