/* A disk that fails when a test says so. Loaded in front of the C library, it counts what a process asks of the files
 * under one folder, whoever asks (SQLite, the search engine, ourselves), and makes the Nth request fail. It changes
 * nothing in the program under test.
 *
 * Environment: VIGIE_FAULT_ROOT the folder, VIGIE_FAULT_PLAN as `N:MODE`, VIGIE_FAULT_TRACE a file for the list of
 * requests. A process that is its own test opens `/vigie-fault/N:MODE` to begin, and reads `/vigie-fault/end` for the
 * number of requests counted and of failures.
 *
 * Modes: eio eio-forever nospace nospace-forever short short-forever kill torn count. A request is counted where its
 * mode could make it fail: any for eio, kill and count; what takes space for nospace; writes for short and torn.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum kind { READ, WRITE, SPACE, OTHER };
enum mode { NONE, COUNT, EIO_, NOSPACE, SHORT, KILL, TORN };

#define FILES 4096
static char root[512];
static size_t root_length;
static int trace = -1;
static _Atomic enum mode mode;
static _Atomic long target, counted, failed;
static _Atomic int forever;
static char *_Atomic watched[FILES];

#define REAL(name) ((typeof(&name))real(#name))
static void *real(const char *name) { return dlsym(RTLD_NEXT, name); }

static void arm(const char *plan) {
    char *rest;
    long n = strtol(plan, &rest, 10);
    if (*rest != ':') return;
    rest++;
    atomic_store(&mode, NONE);
    atomic_store(&target, n);
    atomic_store(&counted, 0);
    atomic_store(&failed, 0);
    atomic_store(&forever, strstr(rest, "-forever") != NULL);
    atomic_store(&mode, !strncmp(rest, "eio", 3) ? EIO_ : !strncmp(rest, "nospace", 7) ? NOSPACE
                 : !strncmp(rest, "short", 5) ? SHORT : !strcmp(rest, "kill") ? KILL
                 : !strcmp(rest, "torn") ? TORN : COUNT);
}

__attribute__((constructor)) static void begin(void) {
    const char *folder = getenv("VIGIE_FAULT_ROOT"), *plan = getenv("VIGIE_FAULT_PLAN");
    const char *list = getenv("VIGIE_FAULT_TRACE");
    if (folder && strlen(folder) < sizeof root) strcpy(root, folder);
    root_length = strlen(root);
    if (list) trace = REAL(open)(list, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (plan) arm(plan);
}

static int inside(const char *path) {
    return root_length && path && !strncmp(path, root, root_length);
}

static const char *name_of(int fd) {
    return fd >= 0 && fd < FILES ? atomic_load(&watched[fd]) : NULL;
}

/* Counts a request: 0 to go on, 1 to fail with errno set, 2 to write a part only. */
static int counts(const char *call, enum kind kind, const char *path) {
    enum mode now = atomic_load(&mode);
    if (now == NONE || (now == NOSPACE && kind != WRITE && kind != SPACE)
        || ((now == SHORT || now == TORN) && kind != WRITE))
        return 0;
    long n = atomic_fetch_add(&counted, 1);
    if (trace >= 0) dprintf(trace, "%ld %s %s\n", n, call, path + root_length);
    if (now == COUNT || n < atomic_load(&target) || (n > atomic_load(&target) && !forever))
        return 0;
    atomic_fetch_add(&failed, 1);
    if (now == KILL) kill(getpid(), SIGKILL);
    if (now == SHORT || now == TORN) return 2;
    errno = now == NOSPACE ? ENOSPC : EIO;
    return 1;
}

static int opened(int fd, const char *path) {
    if (fd >= 0 && fd < FILES) atomic_store(&watched[fd], strdup(path));
    return fd;
}

static int told(void) {
    int fd = memfd_create("told", 0);
    dprintf(fd, "%ld %ld", atomic_load(&counted), atomic_load(&failed));
    atomic_store(&mode, NONE);
    lseek(fd, 0, SEEK_SET);
    return fd;
}

#define CONTROL "/vigie-fault/"
static int do_open(const char *symbol, const char *path, int flags, mode_t bits) {
    int (*next)(const char *, int, ...) = real(symbol);
    if (!strcmp(path, CONTROL "end")) return told();
    if (!strncmp(path, CONTROL, sizeof CONTROL - 1)) {
        arm(path + sizeof CONTROL - 1);
        errno = ENOENT;
        return -1;
    }
    if (!inside(path)) return next(path, flags, bits);
    if (counts("open", flags & O_CREAT ? SPACE : OTHER, path)) return -1;
    return opened(next(path, flags, bits), path);
}

#define OPEN(name)                                      \
    int name(const char *path, int flags, ...) {        \
        va_list more;                                   \
        va_start(more, flags);                          \
        mode_t bits = flags & O_CREAT ? va_arg(more, mode_t) : 0; \
        va_end(more);                                   \
        return do_open(#name, path, flags, bits);       \
    }
OPEN(open)
OPEN(open64)

/* Names told from a folder that is open, as when a folder is deleted with what it holds. */
#define OPENAT(name)                                                              \
    int name(int folder, const char *path, int flags, ...) {                      \
        va_list more;                                                             \
        va_start(more, flags);                                                    \
        mode_t bits = flags & O_CREAT ? va_arg(more, mode_t) : 0;                 \
        va_end(more);                                                             \
        const char *base = path[0] == '/' ? NULL : name_of(folder);               \
        const char *full = base ? base : path;                                    \
        if (!base && !inside(path)) return REAL(name)(folder, path, flags, bits); \
        if (counts("open", flags & O_CREAT ? SPACE : OTHER, full)) return -1;     \
        return opened(REAL(name)(folder, path, flags, bits), full);               \
    }
OPENAT(openat)
OPENAT(openat64)

int close(int fd) {
    if (name_of(fd)) free(atomic_exchange(&watched[fd], NULL));
    return REAL(close)(fd);
}

/* A short write is half of what was asked; a torn one is half, then death. */
#define PART(length) ((length) / 2)
static void torn(void) {
    if (atomic_load(&mode) == TORN) kill(getpid(), SIGKILL);
}

ssize_t write(int fd, const void *bytes, size_t length) {
    const char *path = name_of(fd);
    int fails = path ? counts("write", WRITE, path) : 0;
    if (fails == 1) return -1;
    ssize_t done = REAL(write)(fd, bytes, fails ? PART(length) : length);
    if (fails) torn();
    return done;
}

ssize_t writev(int fd, const struct iovec *parts, int count) {
    const char *path = name_of(fd);
    if (path && counts("write", OTHER, path)) return -1;
    return REAL(writev)(fd, parts, count);
}

#define PWRITE(name, off)                                                             \
    ssize_t name(int fd, const void *bytes, size_t length, off at) {                  \
        const char *path = name_of(fd);                                               \
        int fails = path ? counts("write", WRITE, path) : 0;                          \
        if (fails == 1) return -1;                                                    \
        ssize_t done = REAL(name)(fd, bytes, fails ? PART(length) : length, at);      \
        if (fails) torn();                                                            \
        return done;                                                                  \
    }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

ssize_t read(int fd, void *bytes, size_t length) {
    const char *path = name_of(fd);
    if (path && counts("read", READ, path)) return -1;
    return REAL(read)(fd, bytes, length);
}

#define PREAD(name, off)                                             \
    ssize_t name(int fd, void *bytes, size_t length, off at) {       \
        const char *path = name_of(fd);                              \
        if (path && counts("read", READ, path)) return -1;           \
        return REAL(name)(fd, bytes, length, at);                    \
    }
PREAD(pread, off_t)
PREAD(pread64, off64_t)

#define MMAP(name, off)                                                                 \
    void *name(void *at, size_t length, int protection, int flags, int fd, off from) {  \
        const char *path = name_of(fd);                                                 \
        if (path && counts("map", READ, path)) return MAP_FAILED;                       \
        return REAL(name)(at, length, protection, flags, fd, from);                     \
    }
MMAP(mmap, off_t)
MMAP(mmap64, off64_t)

#define ON_FILE(name, call, kind, parameters, arguments)    \
    int name parameters {                                   \
        const char *path = name_of(fd);                     \
        if (path && counts(call, kind, path)) return -1;    \
        return REAL(name) arguments;                        \
    }
ON_FILE(fsync, "sync", OTHER, (int fd), (fd))
ON_FILE(fdatasync, "sync", OTHER, (int fd), (fd))
ON_FILE(ftruncate, "truncate", SPACE, (int fd, off_t length), (fd, length))
ON_FILE(ftruncate64, "truncate", SPACE, (int fd, off64_t length), (fd, length))
ON_FILE(fchmod, "chmod", OTHER, (int fd, mode_t bits), (fd, bits))

#define ON_PATH(name, call, kind, parameters, arguments)            \
    int name parameters {                                           \
        if (inside(path) && counts(call, kind, path)) return -1;    \
        return REAL(name) arguments;                                \
    }
int unlinkat(int folder, const char *path, int flags) {
    const char *full = name_of(folder);
    if (full && counts("delete", OTHER, full)) return -1;
    return REAL(unlinkat)(folder, path, flags);
}
ON_PATH(unlink, "delete", OTHER, (const char *path), (path))
ON_PATH(rmdir, "delete", OTHER, (const char *path), (path))
ON_PATH(mkdir, "mkdir", SPACE, (const char *path, mode_t bits), (path, bits))
/* Named after what it makes. */
ON_PATH(rename, "rename", OTHER, (const char *from, const char *path), (from, path))
