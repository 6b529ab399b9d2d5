/// Code that must work while the process dies: it makes only calls that a signal handler may make.
#define _GNU_SOURCE 1
#define _DARWIN_C_SOURCE 1

#include "CNcurses.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

enum { COUNT_OF_CRASHES = 6, COUNT_OF_CAUGHT = 7, STACK_BYTES = 64 * 1024 };

static const int crashes[COUNT_OF_CRASHES] = {SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE};
static const int caught[COUNT_OF_CAUGHT] = {SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGWINCH, SIGTSTP, SIGCONT};

static int terminal = -1;
static struct termios modes;
static char restore_text[512], crash_note[512];
static size_t restore_length, note_length;
static int saved_error = -1;
static volatile sig_atomic_t armed;
static struct sigaction before_crashes[COUNT_OF_CRASHES], before_caught[COUNT_OF_CAUGHT];
static bool chain;
static int pipe_ends[2] = {-1, -1};

bool cn_rescue_prepare(int fd) {
    if (tcgetattr(fd, &modes) != 0) return false;
    terminal = fd;
    return true;
}

static void send_all(const char *text, size_t length) {
    size_t sent = 0;
    while (sent < length) {
        ssize_t count = write(terminal, text + sent, length - sent);
        if (count <= 0) return;
        sent += (size_t)count;
    }
}

static void rescue(bool crashed) {
    if (!armed) return;
    armed = 0;
    send_all(restore_text, restore_length);
    tcsetattr(terminal, TCSADRAIN, &modes);
    if (crashed) send_all(crash_note, note_length);
    if (saved_error >= 0) dup2(saved_error, STDERR_FILENO);
}

static void on_exit_call(void) { rescue(false); }

static void on_crash(int signal_number) {
    int error = errno;
    rescue(true);
    struct sigaction after = {0};
    after.sa_handler = SIG_DFL;
    for (int i = 0; chain && i < COUNT_OF_CRASHES; i++) {
        if (crashes[i] == signal_number) after = before_crashes[i];
    }
    sigaction(signal_number, &after, NULL);
    errno = error;
    // Blocked until this handler returns; then the handler that was installed above gets it.
    raise(signal_number);
}

void cn_rescue_arm(const char *text, size_t length, const char *note, int standard_error, bool chained) {
    static bool registered;
    restore_length = length < sizeof restore_text ? length : sizeof restore_text;
    memcpy(restore_text, text, restore_length);
    note_length = strnlen(note, sizeof crash_note);
    memcpy(crash_note, note, note_length);
    saved_error = standard_error;
    chain = chained;
    if (!registered) registered = atexit(on_exit_call) == 0;
    if (!armed) {
        struct sigaction action = {0};
        action.sa_handler = on_crash;
        action.sa_flags = SA_ONSTACK;
        sigemptyset(&action.sa_mask);
        // Setting the modes from a background job would otherwise stop the process.
        sigaddset(&action.sa_mask, SIGTTOU);
        for (int i = 0; i < COUNT_OF_CRASHES; i++) sigaction(crashes[i], &action, &before_crashes[i]);
    }
    armed = 1;
    cn_rescue_guard_stack();
}

void cn_rescue_disarm(void) {
    if (!armed) return;
    armed = 0;
    for (int i = 0; i < COUNT_OF_CRASHES; i++) sigaction(crashes[i], &before_crashes[i], NULL);
}

// MARK: A stack for the handlers

static pthread_key_t stack_key;
static pthread_once_t stack_once = PTHREAD_ONCE_INIT;

static void free_stack(void *stack) {
    stack_t none = {.ss_flags = SS_DISABLE, .ss_size = STACK_BYTES};
    sigaltstack(&none, NULL);
    free(stack);
}

static void make_stack_key(void) { pthread_key_create(&stack_key, free_stack); }

void cn_rescue_guard_stack(void) {
    pthread_once(&stack_once, make_stack_key);
    if (pthread_getspecific(stack_key)) return;
    stack_t present;
    if (sigaltstack(NULL, &present) == 0 && !(present.ss_flags & SS_DISABLE)) return;
    stack_t stack = {.ss_sp = malloc(STACK_BYTES), .ss_size = STACK_BYTES};
    if (!stack.ss_sp) return;
    if (sigaltstack(&stack, NULL) == 0 && pthread_setspecific(stack_key, stack.ss_sp) == 0) return;
    free_stack(stack.ss_sp);
}

// MARK: Signals as bytes

static void on_signal(int signal_number) {
    int error = errno;
    unsigned char byte = (unsigned char)signal_number;
    // If the pipe is full it holds this signal already, or others that wake the reader as well.
    ssize_t ignored = write(pipe_ends[1], &byte, 1);
    (void)ignored;
    errno = error;
}

static void catch_signal(int signal_number, struct sigaction *before) {
    struct sigaction action = {0};
    // A handler and not SIG_IGN: child processes inherit ignored signals.
    action.sa_handler = on_signal;
    // Not blocked while the handler runs: a blocked stop signal cannot be ignored (see cn_stop_job) and would stop the
    // process a second time.
    action.sa_flags = SA_RESTART | SA_NODEFER;
    sigemptyset(&action.sa_mask);
    sigaction(signal_number, &action, before);
}

int cn_signals_catch(void) {
    if (pipe_ends[0] < 0) {
        if (pipe(pipe_ends) != 0) return -1;
        for (int i = 0; i < 2; i++) {
            fcntl(pipe_ends[i], F_SETFL, O_NONBLOCK);
            fcntl(pipe_ends[i], F_SETFD, FD_CLOEXEC);
        }
    }
    for (int i = 0; i < COUNT_OF_CAUGHT; i++) catch_signal(caught[i], &before_caught[i]);
    return pipe_ends[0];
}

void cn_signals_release(void) {
    for (int i = 0; i < COUNT_OF_CAUGHT; i++) sigaction(caught[i], &before_caught[i], NULL);
}

void cn_signals_leave_stopping(bool left) {
    if (left) {
        signal(SIGTSTP, SIG_DFL);
    } else {
        catch_signal(SIGTSTP, NULL);
    }
}

void cn_stop_job(void) {
    // First stop the other processes of the job (such as the `make` that started this), while this process ignores the
    // signal.
    signal(SIGTSTP, SIG_IGN);
    kill(0, SIGTSTP);
    signal(SIGTSTP, SIG_DFL);
    // Then send it to this thread, so that nothing below runs before the process has stopped.
    sigset_t stop, before;
    sigemptyset(&stop);
    sigaddset(&stop, SIGTSTP);
    pthread_sigmask(SIG_UNBLOCK, &stop, &before);
    raise(SIGTSTP);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
}
