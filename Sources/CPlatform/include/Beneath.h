#ifndef AMANAH_BENEATH_H
#define AMANAH_BENEATH_H

/// Opens a path below an open folder, closed on exec. No link is followed and no other file system entered, in any part of the path:
/// ELOOP, ENOTDIR or EXDEV. -1 on failure.
int amanah_open_beneath(int folder, const char *path, int flags, int mode);

/// The same, one part of the path after the other, for systems that cannot do it at once.
int amanah_open_by_parts(int folder, const char *path, int flags, int mode);

/// Gives a file a new name, which nobody may have yet; each name is taken in its open folder. 0 on success; EINVAL where the file
/// system cannot promise that.
int amanah_rename_new(int from_folder, const char *from, int to_folder, const char *to);

#endif
