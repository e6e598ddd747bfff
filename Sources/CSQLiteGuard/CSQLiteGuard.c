#ifdef __linux__
#define _GNU_SOURCE
#endif

#include "CSQLiteGuard.h"
#include "Observed.h"

#include <errno.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>
#include <stddef.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

int amanah_sqlite_harden(struct sqlite3 *database) {
    const struct {
        int option, value;
    } settings[] = {
        {SQLITE_DBCONFIG_ENABLE_TRIGGER, 0},      {SQLITE_DBCONFIG_ENABLE_VIEW, 0},
        {SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0}, {SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0},
        {SQLITE_DBCONFIG_WRITABLE_SCHEMA, 0},     {SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0},
        {SQLITE_DBCONFIG_DEFENSIVE, 1},
    };
    if (database == NULL) return SQLITE_MISUSE;
    for (size_t index = 0; index < sizeof settings / sizeof settings[0]; index++) {
        int now = -1;
        int result = sqlite3_db_config(database, settings[index].option, settings[index].value, &now);
        if (result != SQLITE_OK) return result;
        if (now != settings[index].value) return SQLITE_ERROR;
    }
    return SQLITE_OK;
}

int amanah_sqlite_keep_log(struct sqlite3 *database) {
    int now = -1;
    int result = sqlite3_db_config(database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, &now);
    if (result != SQLITE_OK) return result;
    return now == 1 ? SQLITE_OK : SQLITE_ERROR;
}

int amanah_sqlite_take_bytes(struct sqlite3 *database, const void *bytes, long long size) {
    unsigned char *copy = sqlite3_malloc64((sqlite3_uint64)size);
    if (copy == NULL) return SQLITE_NOMEM;
    memcpy(copy, bytes, (size_t)size);
    return sqlite3_deserialize(database, "main", copy, size, size,
                               SQLITE_DESERIALIZE_FREEONCLOSE | SQLITE_DESERIALIZE_READONLY);
}

static atomic_int read_error, write_error;

int amanah_sqlite_read_error(void) { return atomic_exchange(&read_error, 0); }
int amanah_sqlite_write_error(void) { return atomic_exchange(&write_error, 0); }

void amanah_sqlite_note_write_error(int code) { atomic_store(&write_error, code); }

static ssize_t noted(ssize_t count, atomic_int *error) {
    if (count < 0 && errno != EINTR) atomic_store(error, errno);
    return count;
}

// SQLite reads and writes with some of these, as it was built.
static ssize_t (*read_before)(int, void *, size_t);
static ssize_t (*pread_before)(int, void *, size_t, off_t);
static ssize_t (*pread64_before)(int, void *, size_t, off_t);
static ssize_t (*write_before)(int, const void *, size_t);
static ssize_t (*pwrite_before)(int, const void *, size_t, off_t);
static ssize_t (*pwrite64_before)(int, const void *, size_t, off_t);

static ssize_t noting_read(int file, void *bytes, size_t size) {
    return noted(read_before(file, bytes, size), &read_error);
}
static ssize_t noting_pread(int file, void *bytes, size_t size, off_t offset) {
    return noted(pread_before(file, bytes, size, offset), &read_error);
}
static ssize_t noting_pread64(int file, void *bytes, size_t size, off_t offset) {
    return noted(pread64_before(file, bytes, size, offset), &read_error);
}
static ssize_t noting_write(int file, const void *bytes, size_t size) {
    return noted(write_before(file, bytes, size), &write_error);
}
static ssize_t noting_pwrite(int file, const void *bytes, size_t size, off_t offset) {
    return noted(pwrite_before(file, bytes, size, offset), &write_error);
}
static ssize_t noting_pwrite64(int file, const void *bytes, size_t size, off_t offset) {
    return noted(pwrite64_before(file, bytes, size, offset), &write_error);
}

static const char beneath[] = "/proc/self/fd/";
static sqlite3_vfs files, files_before;
static int is_registered;

static int full_path(sqlite3_vfs *vfs, const char *path, int size, char *full) {
    size_t length = strlen(path);
    if (strncmp(path, beneath, strlen(beneath)) != 0) return files_before.xFullPathname(vfs, path, size, full);
    if (length >= (size_t)size) return SQLITE_CANTOPEN;
    memcpy(full, path, length + 1);
    return SQLITE_OK;
}

static int ends_with(const char *text, const char *ending) {
    size_t length = strlen(text), tail = strlen(ending);
    return length >= tail && strcmp(text + length - tail, ending) == 0;
}

// A journal beside a database can name another, the super-journal, by any path: SQLite looks whether it is there, opens it
// (and waits for ever where it is a pipe), and deletes it. Nothing here writes to several databases at once, so none is honest.
static int open_file(sqlite3_vfs *vfs, sqlite3_filename name, sqlite3_file *file, int flags, int *out) {
    file->pMethods = NULL;
    if (flags & SQLITE_OPEN_SUPER_JOURNAL) return SQLITE_CANTOPEN;
    return files_before.xOpen(vfs, name, file, flags, out);
}

static int is_beside_database(const char *name) { return ends_with(name, "-journal") || ends_with(name, "-wal"); }

static int look_for_file(sqlite3_vfs *vfs, const char *name, int flags, int *is_there) {
    if (is_beside_database(name)) return files_before.xAccess(vfs, name, flags, is_there);
    *is_there = 0;
    return SQLITE_OK;
}

static int delete_file(sqlite3_vfs *vfs, const char *name, int synchronizes) {
    if (!is_beside_database(name)) return SQLITE_IOERR_DELETE;
    return files_before.xDelete(vfs, name, synchronizes);
}

static void register_files(void) {
    // A path that is a URI can say that a file does not change. Ours are the only ones.
    if (sqlite3_config(SQLITE_CONFIG_URI, 1) != SQLITE_OK) return;
    sqlite3_vfs *usual = sqlite3_initialize() == SQLITE_OK ? sqlite3_vfs_find("unix") : NULL;
    if (usual == NULL) return;
    if (usual->iVersion >= 3) {
#define NOTE(name)                                                                                   \
    do {                                                                                             \
        *(sqlite3_syscall_ptr *)&name##_before = usual->xGetSystemCall(usual, #name);                \
        if (name##_before != NULL)                                                                   \
            usual->xSetSystemCall(usual, #name, (sqlite3_syscall_ptr)noting_##name);                 \
    } while (0)
        NOTE(read);
        NOTE(pread);
        NOTE(pread64);
        NOTE(write);
        NOTE(pwrite);
        NOTE(pwrite64);
    }
    files_before = *usual;
    files = *usual;
    files.zName = "amanah";
    files.pNext = NULL;
    files.xFullPathname = full_path;
    files.xOpen = open_file;
    files.xAccess = look_for_file;
    files.xDelete = delete_file;
    // The observer sees what these let through.
    static sqlite3_vfs guarded;
    guarded = files;
    amanah_sqlite_tell_observer(&files, &guarded);
    is_registered = sqlite3_vfs_register(&files, 1) == SQLITE_OK;
}

int amanah_sqlite_open_beneath(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, register_files);
    return is_registered ? SQLITE_OK : SQLITE_ERROR;
}
