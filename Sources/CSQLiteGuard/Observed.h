#ifndef AMANAH_OBSERVED_H
#define AMANAH_OBSERVED_H

#include <sqlite3.h>

/// Has `observed`, a copy of `usual`, tell the observer of each change of a file. Nothing is changed where there is no observer.
void amanah_sqlite_tell_observer(sqlite3_vfs *observed, const sqlite3_vfs *usual);

/// Notes why a write failed, as if the system had said so.
void amanah_sqlite_note_write_error(int code);

#endif
