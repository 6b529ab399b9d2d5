#include "Internal.h"

#include "CNcurses.h"

#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>

/// Keys are read from a pad. Reading from a window repaints it, which would send an unfinished frame.
static WINDOW *pad;

/// Our own codes, above those that curses assigns to keys from terminfo.
enum { PASTE_BEGIN = 0x7001, PASTE_END, FOCUS_IN, FOCUS_OUT };

void cn_keys_resume(void) { keypad(pad, TRUE); }

bool cn_keys_open(void) {
    pad = newpad(1, 1);
    if (!pad) return false;
    cn_keys_resume();
    nodelay(pad, TRUE);
    meta(pad, TRUE);
    define_key("\033[200~", PASTE_BEGIN);
    define_key("\033[201~", PASTE_END);
    define_key("\033[I", FOCUS_IN);
    define_key("\033[O", FOCUS_OUT);
    define_key("\033[Z", KEY_BTAB);
    // Mouse reports are left as bytes: curses loses some if a press, a release and a wheel event arrive together.
    keyok(KEY_MOUSE, FALSE);
    return true;
}

void cn_keys_close(void) {
    if (pad) delwin(pad);
    pad = NULL;
}

/// The key for a number of curses; a shifted movement key counts as the key itself. -1 for keys without a name here.
static int named(int code) {
    switch (code) {
    case KEY_UP: case KEY_SR: return CN_UP;
    case KEY_DOWN: case KEY_SF: return CN_DOWN;
    case KEY_LEFT: case KEY_SLEFT: return CN_LEFT;
    case KEY_RIGHT: case KEY_SRIGHT: return CN_RIGHT;
    case KEY_PPAGE: case KEY_SPREVIOUS: case KEY_A3: return CN_PAGE_UP;
    case KEY_NPAGE: case KEY_SNEXT: case KEY_C3: return CN_PAGE_DOWN;
    case KEY_HOME: case KEY_SHOME: case KEY_FIND: case KEY_A1: return CN_HOME;
    case KEY_END: case KEY_SEND: case KEY_SELECT: case KEY_C1: return CN_END;
    case KEY_ENTER: return CN_ENTER;
    case KEY_BTAB: return CN_BACK_TAB;
    case KEY_BACKSPACE: return CN_BACKSPACE;
    case KEY_DC: case KEY_SDC: return CN_DELETE;
    case KEY_IC: case KEY_SIC: return CN_INSERT;
    default: return -1;
    }
}

/// Keys that curses numbers at run time, by terminfo's name: "kUP5" is Control-Up, "kpADD" the keypad's plus.
static void read_extended(int code, struct cn_event *event) {
    static const struct { const char *name; int kind, code; } names[] = {
        {"kUP", CN_KEY, CN_UP}, {"kDN", CN_KEY, CN_DOWN}, {"kLFT", CN_KEY, CN_LEFT}, {"kRIT", CN_KEY, CN_RIGHT},
        {"kPRV", CN_KEY, CN_PAGE_UP}, {"kNXT", CN_KEY, CN_PAGE_DOWN}, {"kHOM", CN_KEY, CN_HOME},
        {"kEND", CN_KEY, CN_END}, {"kDC", CN_KEY, CN_DELETE}, {"kIC", CN_KEY, CN_INSERT},
        {"kpADD", CN_BYTE, '+'}, {"kpSUB", CN_BYTE, '-'}, {"kpMUL", CN_BYTE, '*'}, {"kpDIV", CN_BYTE, '/'},
        {"kpDOT", CN_BYTE, '.'}, {"kpCMA", CN_BYTE, ','}, {"kpZRO", CN_BYTE, '0'},
    };
    const char *name = keyname(code);
    for (size_t i = 0; name && i < sizeof names / sizeof names[0]; i++) {
        size_t length = strlen(names[i].name);
        if (strncmp(name, names[i].name, length) != 0 || name[length + strspn(name + length, "0123456789")]) continue;
        event->kind = names[i].kind;
        event->code = names[i].code;
        return;
    }
}

bool cn_next(struct cn_event *event) {
    // Bytes and not wide characters: get_wch loses a character whose bytes arrive in two pieces, and what follows
    // invalid UTF-8.
    int code = pad ? wgetch(pad) : ERR;
    if (code == ERR) return false;
    *event = (struct cn_event){CN_UNKNOWN, code};
    if (code < 0x100) {
        event->kind = CN_BYTE;
    } else if (code == PASTE_BEGIN || code == PASTE_END) {
        event->kind = code == PASTE_BEGIN ? CN_PASTE_BEGIN : CN_PASTE_END;
    } else if (code == FOCUS_IN || code == FOCUS_OUT) {
        *event = (struct cn_event){CN_FOCUS, code == FOCUS_IN};
    } else if (code > KEY_F0 && code <= KEY_F(63)) {
        event->kind = CN_FUNCTION;
        event->code = code - KEY_F0;
    } else {
        int key = named(code);
        if (key < 0) {
            read_extended(code, event);
        } else {
            event->kind = CN_KEY;
            event->code = key;
        }
    }
    return true;
}

bool cn_hung_up(int fd) {
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    if (poll(&wait, 1, 0) <= 0) return false;
    if (wait.revents & (POLLHUP | POLLERR | POLLNVAL)) return true;
    int waiting = 0;
    return (wait.revents & POLLIN) && ioctl(fd, FIONREAD, &waiting) == 0 && waiting == 0;
}
