// SQLite's own files for who wants to see each change of them before it happens. No part of this runs in the product: there is no
// observer there, and the files of SQLite are then opened by SQLite itself, with its own methods.
#include "Observed.h"

#include "CSQLiteGuard.h"

#include <errno.h>
#include <pthread.h>
#include <stddef.h>

static amanah_sqlite_observer observer;

void amanah_sqlite_observe(amanah_sqlite_observer told) { observer = told; }

static const sqlite3_vfs *usual;

// The open files, each with the methods that SQLite gave it.
static struct observed {
    sqlite3_file *file;
    const char *path;
    const sqlite3_io_methods *usual;
    sqlite3_io_methods methods;
} open_files[16];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static struct observed *find(sqlite3_file *file) {
    struct observed *found = NULL;
    pthread_mutex_lock(&lock);
    for (size_t index = 0; index < sizeof open_files / sizeof open_files[0] && found == NULL; index++)
        if (open_files[index].file == file) found = &open_files[index];
    pthread_mutex_unlock(&lock);
    return found;
}

static int told(int step, const char *path, const void *bytes, int size, sqlite3_int64 number, int otherwise) {
    int code = observer(step, path, bytes, size, number);
    if (code == 0) return SQLITE_OK;
    amanah_sqlite_note_write_error(code);
    return code == ENOSPC ? SQLITE_FULL : otherwise;
}

static int observed_close(sqlite3_file *file) {
    struct observed *found = find(file);
    if (found == NULL) return SQLITE_MISUSE;
    const sqlite3_io_methods *methods = found->usual;
    file->pMethods = methods;
    found->file = NULL;
    return methods->xClose(file);
}

static int observed_write(sqlite3_file *file, const void *bytes, int size, sqlite3_int64 offset) {
    struct observed *found = find(file);
    int result = told(AMANAH_SQLITE_WRITE, found->path, bytes, size, offset, SQLITE_IOERR_WRITE);
    return result != SQLITE_OK ? result : found->usual->xWrite(file, bytes, size, offset);
}

static int observed_truncate(sqlite3_file *file, sqlite3_int64 size) {
    struct observed *found = find(file);
    int result = told(AMANAH_SQLITE_TRUNCATE, found->path, NULL, 0, size, SQLITE_IOERR_TRUNCATE);
    return result != SQLITE_OK ? result : found->usual->xTruncate(file, size);
}

static int observed_sync(sqlite3_file *file, int flags) {
    struct observed *found = find(file);
    int result = told(AMANAH_SQLITE_SYNC, found->path, NULL, 0, 0, SQLITE_IOERR_FSYNC);
    return result != SQLITE_OK ? result : found->usual->xSync(file, flags);
}

static int observed_delete(sqlite3_vfs *vfs, const char *path, int syncs_folder) {
    int result = told(AMANAH_SQLITE_DELETE, path, NULL, 0, 0, SQLITE_IOERR_DELETE);
    return result != SQLITE_OK ? result : usual->xDelete(vfs, path, syncs_folder);
}

static int observed_open(sqlite3_vfs *vfs, sqlite3_filename path, sqlite3_file *file, int flags, int *given) {
    int result = usual->xOpen(vfs, path, file, flags, given);
    if (result != SQLITE_OK || path == NULL || file->pMethods == NULL) return result;
    pthread_mutex_lock(&lock);
    for (size_t index = 0; index < sizeof open_files / sizeof open_files[0]; index++) {
        struct observed *free = &open_files[index];
        if (free->file != NULL) continue;
        // SQLite keeps the path until it closes the file.
        *free = (struct observed){file, path, file->pMethods, *file->pMethods};
        free->methods.xClose = observed_close;
        free->methods.xWrite = observed_write;
        free->methods.xTruncate = observed_truncate;
        free->methods.xSync = observed_sync;
        file->pMethods = &free->methods;
        break;
    }
    pthread_mutex_unlock(&lock);
    return result;
}

void amanah_sqlite_tell_observer(sqlite3_vfs *observed, const sqlite3_vfs *before) {
    if (observer == NULL) return;
    usual = before;
    observed->xOpen = observed_open;
    observed->xDelete = observed_delete;
}
