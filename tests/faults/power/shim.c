/* Notes what a process writes below one folder, in order: for pictures of a disk that lost its power at any moment.

   POWER_FOLDER  the folder, with a slash at its end; POWER_JOURNAL  where to note.
   Each note: kind, length of the path (2), of a second path (2), offset (8), length of the data (8); paths; data. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MOST 4096
#define LONGEST 512

static int journal = -1;
static char folder[LONGEST], paths[MOST][LONGEST];
static pthread_mutex_t guard = PTHREAD_MUTEX_INITIALIZER;

__attribute__((constructor)) static void begin(void) {
  char *where = getenv("POWER_FOLDER"), *file = getenv("POWER_JOURNAL");
  if (!where || !file) return;
  strncpy(folder, where, LONGEST - 1);
  journal = syscall(SYS_openat, AT_FDCWD, file, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
}

static int ends(const char *path, const char *ending) {
  size_t n = strlen(path), m = strlen(ending);
  return n >= m && !strcmp(path + n - m, ending);
}

/* The path below the folder; shared memory and the reserve hold nothing that is needed. */
static const char *ours(const char *path) {
  size_t n = strlen(folder);
  if (journal < 0 || !path || !n || ends(path, "-shm") || ends(path, "reserve.bin")) return 0;
  if (!strncmp(path, folder, n)) return path + n;
  return strlen(path) == n - 1 && !strncmp(path, folder, n - 1) ? "" : 0;
}

static void note(char kind, const char *path, const char *other, uint64_t offset, uint64_t length, const void *data) {
  int saved = errno;
  uint16_t a = strlen(path), b = other ? strlen(other) : 0;
  char head[21];
  head[0] = kind;
  memcpy(head + 1, &a, 2), memcpy(head + 3, &b, 2), memcpy(head + 5, &offset, 8), memcpy(head + 13, &length, 8);
  pthread_mutex_lock(&guard);
  syscall(SYS_write, journal, head, sizeof head);
  syscall(SYS_write, journal, path, a);
  if (b) syscall(SYS_write, journal, other, b);
  if (data) syscall(SYS_write, journal, data, length);
  pthread_mutex_unlock(&guard);
  errno = saved;
}

static const char *path_of(int fd) { return fd >= 0 && fd < MOST && paths[fd][0] ? paths[fd] + 1 : 0; }

static int opened(const char *path, int flags, int mode) {
  const char *known = ours(path);
  int is_new = known && (flags & O_CREAT) && syscall(SYS_faccessat, AT_FDCWD, path, F_OK);
  int fd = syscall(SYS_openat, AT_FDCWD, path, flags, mode);
  if (fd < 0 || fd >= MOST) return fd;
  paths[fd][0] = 0;
  if (!known) return fd;
  paths[fd][0] = '/';
  strncpy(paths[fd] + 1, known, LONGEST - 2);
  if (is_new) note('C', known, 0, 0, 0, 0);
  else if (flags & O_TRUNC) note('T', known, 0, 0, 0, 0);
  return fd;
}

#define OPEN(name)                             \
  int name(const char *path, int flags, ...) { \
    va_list rest;                              \
    va_start(rest, flags);                     \
    int mode = va_arg(rest, int);              \
    va_end(rest);                              \
    return opened(path, flags, mode);          \
  }
OPEN(open)
OPEN(open64)

int close(int fd) {
  if (fd >= 0 && fd < MOST) paths[fd][0] = 0;
  return syscall(SYS_close, fd);
}

ssize_t pwrite64(int fd, const void *data, size_t size, off_t offset) {
  ssize_t done = syscall(SYS_pwrite64, fd, data, size, offset);
  const char *path = path_of(fd);
  if (path && done > 0) note('W', path, 0, offset, done, data);
  return done;
}
ssize_t pwrite(int fd, const void *data, size_t size, off_t offset) { return pwrite64(fd, data, size, offset); }

ssize_t write(int fd, const void *data, size_t size) {
  const char *path = path_of(fd);
  ssize_t done = syscall(SYS_write, fd, data, size);
  if (path && done > 0) note('W', path, 0, lseek(fd, 0, SEEK_CUR) - done, done, data);
  return done;
}

static int synced(int fd, long number) {
  int failed = syscall(number, fd);
  const char *path = path_of(fd);
  if (path && !failed) note('S', path, 0, 0, 0, 0);
  return failed;
}
int fsync(int fd) { return synced(fd, SYS_fsync); }
int fdatasync(int fd) { return synced(fd, SYS_fdatasync); }

int ftruncate64(int fd, off_t size) {
  int failed = syscall(SYS_ftruncate, fd, size);
  const char *path = path_of(fd);
  if (path && !failed) note('T', path, 0, size, 0, 0);
  return failed;
}
int ftruncate(int fd, off_t size) { return ftruncate64(fd, size); }

int unlink(const char *path) {
  int failed = syscall(SYS_unlinkat, AT_FDCWD, path, 0);
  if (!failed && ours(path)) note('U', ours(path), 0, 0, 0, 0);
  return failed;
}

int mkdir(const char *path, mode_t mode) {
  int failed = syscall(SYS_mkdirat, AT_FDCWD, path, mode);
  if (!failed && ours(path)) note('M', ours(path), 0, 0, 0, 0);
  return failed;
}

int rename(const char *from, const char *to) {
  int failed = syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0);
  if (!failed && ours(from)) note('R', ours(from), ours(to), 0, 0, 0);
  return failed;
}
