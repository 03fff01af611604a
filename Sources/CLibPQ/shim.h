#include <libpq-fe.h>
#include <spawn.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>

// glibc has these, but declares them only for _GNU_SOURCE, which Swift's Glibc module does not define.
int pipe2(int ends[2], int flags);
int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *actions, const char *path);
int posix_spawn_file_actions_addclosefrom_np(posix_spawn_file_actions_t *actions, int from);
