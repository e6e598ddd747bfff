// What Swift cannot import of SQLite: functions that are variadic in C, and a table of function pointers that is changed in place.
#ifndef AMANAH_CSQLITEGUARD_H
#define AMANAH_CSQLITEGUARD_H

struct sqlite3;

/// Switches off, for one connection, what a database file can bring with it that acts: triggers, views, extensions. 0 on success.
int amanah_sqlite_harden(struct sqlite3 *database);

/// Has SQLite open paths below `/proc/self/fd/` as they are, instead of looking up first where they lead to: such a path is opened
/// relative to a folder that is open already, wherever that has been moved to. 0 on success.
int amanah_sqlite_open_beneath(void);

/// What the system said of the newest read by SQLite that failed, as `errno`; 0 when none did since the last time this was asked.
/// SQLite itself calls an unreadable disk a malformed database.
int amanah_sqlite_read_error(void);

/// The same of the newest write.
int amanah_sqlite_write_error(void);

/// Has a connection leave the write-ahead log as it is when it is closed. 0 on success.
int amanah_sqlite_keep_log(struct sqlite3 *database);

/// Puts a database file's bytes, which are copied, in the place of an empty database in memory; it is never changed. 0 on success.
int amanah_sqlite_take_bytes(struct sqlite3 *database, const void *bytes, long long size);

enum amanah_sqlite_step { AMANAH_SQLITE_WRITE = 1, AMANAH_SQLITE_TRUNCATE, AMANAH_SQLITE_SYNC, AMANAH_SQLITE_DELETE };

/// Is told of a change of one of SQLite's files before it happens: what, of which, the bytes of a write and its offset, or the new
/// size. Returns 0, or the `errno` with which it shall fail.
typedef int (*amanah_sqlite_observer)(int step, const char *path, const void *bytes, int size, long long number);

/// To be called before the first database is opened, if at all.
void amanah_sqlite_observe(amanah_sqlite_observer observer);

#endif
