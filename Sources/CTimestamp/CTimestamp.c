#define _GNU_SOURCE
#include "CTimestamp.h"

#include <limits.h>
#include <string.h>
#include <time.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ts.h>

long timestamp_request(const uint8_t *digest, const uint8_t *nonce, size_t nonce_size, uint8_t *output, size_t room) {
    long size = -1;
    TS_REQ *request = TS_REQ_new();
    TS_MSG_IMPRINT *imprint = TS_MSG_IMPRINT_new();
    X509_ALGOR *algorithm = X509_ALGOR_new();
    BIGNUM *number = BN_bin2bn(nonce, (int)nonce_size, NULL);
    ASN1_INTEGER *integer = number ? BN_to_ASN1_INTEGER(number, NULL) : NULL;
    if (request && imprint && algorithm && integer &&
        X509_ALGOR_set0(algorithm, OBJ_nid2obj(NID_sha256), V_ASN1_NULL, NULL) &&
        TS_MSG_IMPRINT_set_algo(imprint, algorithm) &&
        TS_MSG_IMPRINT_set_msg(imprint, (unsigned char *)digest, timestamp_digest_size) &&
        TS_REQ_set_version(request, 1) && TS_REQ_set_msg_imprint(request, imprint) &&
        TS_REQ_set_nonce(request, integer) && TS_REQ_set_cert_req(request, 1)) {
        int needed = i2d_TS_REQ(request, NULL);
        if (needed > 0 && (size_t)needed <= room) {
            unsigned char *end = output;
            size = i2d_TS_REQ(request, &end);
        }
    }
    ASN1_INTEGER_free(integer);
    BN_free(number);
    X509_ALGOR_free(algorithm);
    TS_MSG_IMPRINT_free(imprint);
    TS_REQ_free(request);
    ERR_clear_error();
    return size;
}

// All of the bytes must be the response.
static TS_RESP *parse(const uint8_t *bytes, size_t size) {
    if (size > LONG_MAX) return NULL;
    const unsigned char *end = bytes;
    TS_RESP *response = d2i_TS_RESP(NULL, &end, (long)size);
    if (response && end != bytes + size) {
        TS_RESP_free(response);
        return NULL;
    }
    return response;
}

static int seconds(const ASN1_GENERALIZEDTIME *time, int64_t *result) {
    struct tm parts;
    memset(&parts, 0, sizeof parts);
    if (!time || !ASN1_TIME_to_tm(time, &parts)) return 0;
    *result = timegm(&parts);
    return 1;
}

static int read_info(TS_TST_INFO *info, struct timestamp *result) {
    TS_MSG_IMPRINT *imprint = TS_TST_INFO_get_msg_imprint(info);
    const ASN1_OBJECT *kind = NULL;
    if (!imprint) return 0;
    X509_ALGOR_get0(&kind, NULL, NULL, TS_MSG_IMPRINT_get_algo(imprint));
    const ASN1_OCTET_STRING *digest = TS_MSG_IMPRINT_get_msg(imprint);
    if (OBJ_obj2nid(kind) != NID_sha256 || ASN1_STRING_length(digest) != timestamp_digest_size) return 0;
    memcpy(result->digest, ASN1_STRING_get0_data(digest), timestamp_digest_size);

    const ASN1_INTEGER *nonce = TS_TST_INFO_get_nonce(info);
    if (nonce) {
        BIGNUM *number = ASN1_INTEGER_to_BN(nonce, NULL);
        int fits = number && !BN_is_negative(number) && BN_num_bytes(number) <= timestamp_nonce_room;
        if (fits) result->nonce_size = (size_t)BN_bn2bin(number, result->nonce);
        BN_free(number);
        if (!fits) return 0;
    }
    return seconds(TS_TST_INFO_get_time(info), &result->time);
}

int timestamp_read(const uint8_t *bytes, size_t size, struct timestamp *result) {
    memset(result, 0, sizeof *result);
    TS_RESP *response = parse(bytes, size);
    int good = 0;
    if (response) {
        const ASN1_INTEGER *status = TS_STATUS_INFO_get0_status(TS_RESP_get_status_info(response));
        result->status = status ? ASN1_INTEGER_get(status) : -1;
        TS_TST_INFO *info = TS_RESP_get_tst_info(response);
        // What was not granted holds nothing more.
        if (result->status != 0 && result->status != 1)
            good = 1;
        else
            good = info && read_info(info, result);
    }
    TS_RESP_free(response);
    ERR_clear_error();
    return good ? 0 : -1;
}

// The store of trusted certificates. Their validity is asked for at `time`.
static X509_STORE *trusted(const char *text, size_t size, int64_t time) {
    if (size > INT_MAX) return NULL;
    BIO *bio = BIO_new_mem_buf(text, (int)size);
    X509_STORE *store = X509_STORE_new();
    int count = 0;
    X509 *certificate;
    while (bio && store && (certificate = PEM_read_bio_X509(bio, NULL, NULL, NULL))) {
        count += X509_STORE_add_cert(store, certificate);
        X509_free(certificate);
    }
    BIO_free(bio);
    if (count == 0) {
        X509_STORE_free(store);
        return NULL;
    }
    X509_VERIFY_PARAM_set_time(X509_STORE_get0_param(store), (time_t)time);
    return store;
}

int timestamp_verify(const uint8_t *bytes, size_t size, const char *certificates, size_t certificates_size,
                     char *name) {
    struct timestamp stated;
    int good = 0;
    strcpy(name, "it cannot be read");
    if (timestamp_read(bytes, size, &stated) != 0 || (stated.status != 0 && stated.status != 1)) return -1;
    TS_RESP *response = parse(bytes, size);
    TS_VERIFY_CTX *context = TS_VERIFY_CTX_new();
    X509_STORE *store = trusted(certificates, certificates_size, stated.time);
    if (!store) strcpy(name, "there is no certificate in the file");
    if (response && context && store) {
        TS_VERIFY_CTX_set_flags(context, TS_VFY_VERSION | TS_VFY_SIGNATURE);
        TS_VERIFY_CTX_set_store(context, store);  // which it owns from now on
        store = NULL;
        ERR_clear_error();
        good = TS_RESP_verify_response(context, response) == 1;
        if (!good) {
            // The error that came last says most.
            const char *data = NULL;
            int flags = 0;
            unsigned long code = ERR_peek_last_error_all(NULL, NULL, NULL, &data, &flags);
            const char *reason = ERR_reason_error_string(code);
            BIO_snprintf(name, timestamp_name_room, "%s%s%s", reason ? reason : "its signature is not valid",
                         data && *data ? ", " : "", data ? data : "");
        } else {
            STACK_OF(X509) *signers = PKCS7_get0_signers(TS_RESP_get_token(response), NULL, 0);
            X509 *signer = signers && sk_X509_num(signers) > 0 ? sk_X509_value(signers, 0) : NULL;
            name[0] = 0;
            BIO *text = BIO_new(BIO_s_mem());
            if (signer && text && X509_NAME_print_ex(text, X509_get_subject_name(signer), 0, XN_FLAG_RFC2253) > 0) {
                int length = BIO_read(text, name, timestamp_name_room - 1);
                name[length > 0 ? length : 0] = 0;
            }
            BIO_free(text);
            sk_X509_free(signers);
        }
    }
    X509_STORE_free(store);
    TS_VERIFY_CTX_free(context);
    TS_RESP_free(response);
    ERR_clear_error();
    return good ? 0 : -1;
}
