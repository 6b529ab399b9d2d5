/// Sequences that terminfo does not describe, and the text that undoes all of them.
#include "Internal.h"

#include "CNcurses.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static bool takes_mouse, marks_paste, is_xterm;

void cn_send(const char *text, size_t length) {
    // Straight to the descriptor: after every call curses has sent all of its own output.
    size_t sent = 0;
    int output = cn_output();
    while (output >= 0 && sent < length) {
        ssize_t count = write(output, text + sent, length - sent);
        if (count < 0 && errno != EINTR) return;
        if (count > 0) sent += (size_t)count;
    }
}

static void send_text(const char *text) { cn_send(text, strlen(text)); }

// Reports in decimal (1006), which also work beyond column 223. A terminal without reports of movements while a button
// is held (1002) still reports buttons (1000).
#define MOUSE_ON "\033[?1000h\033[?1002h\033[?1006h"
#define MOUSE_OFF "\033[?1006l\033[?1002l\033[?1000l"
#define PASTE_ON "\033[?2004h"
#define PASTE_OFF "\033[?2004l"
// Reports of the focus, and the window's title, which the terminal keeps and gets back.
#define WINDOW_ON "\033[?1004h\033[22;0t"
#define WINDOW_OFF "\033[?1004l\033[23;0t"
#define FRAME_ON "\033[?2026h"
#define FRAME_OFF "\033[?2026l"

void cn_modes_send(bool on) {
    if (marks_paste) send_text(on ? PASTE_ON : PASTE_OFF);
    if (takes_mouse) send_text(on ? MOUSE_ON : MOUSE_OFF);
    if (is_xterm) send_text(on ? WINDOW_ON : WINDOW_OFF);
}

void cn_modes(bool mouse, bool xterm) {
    // A terminal with an alternate screen understands xterm's sequences.
    marks_paste = cn_capability("smcup") != NULL;
    takes_mouse = mouse && cn_capability("kmous") != NULL;
    is_xterm = xterm && marks_paste;
    cn_modes_send(true);
}

void cn_frame_send(bool begins) {
    if (is_xterm) send_text(begins ? FRAME_ON : FRAME_OFF);
}

/// Appends a capability without its padding times ("$<5>").
static size_t append(char *buffer, size_t used, size_t capacity, const char *text) {
    if (!text) return used;
    for (; *text && used < capacity; text++) {
        if (text[0] == '$' && text[1] == '<') {
            const char *end = strchr(text, '>');
            if (end) {
                text = end;
                continue;
            }
        }
        buffer[used++] = *text;
    }
    return used;
}

size_t cn_restore_text(char *buffer, size_t capacity) {
    size_t used = 0;
    // A sequence for the clipboard may be unfinished.
    if (is_xterm) used = append(buffer, used, capacity, "\033\\" FRAME_OFF WINDOW_OFF);
    if (takes_mouse) used = append(buffer, used, capacity, MOUSE_OFF);
    if (marks_paste) used = append(buffer, used, capacity, PASTE_OFF);
    used = append(buffer, used, capacity, cn_capability("sgr0"));
    used = append(buffer, used, capacity, cn_capability("op"));
    used = append(buffer, used, capacity, cn_capability("rmkx"));
    used = append(buffer, used, capacity, cn_capability("cnorm"));
    const char *leave = cn_capability("rmcup");
    // Without an alternate screen to leave, put the prompt at least below the picture.
    if (!leave && cn_capability("cup")) {
        used = append(buffer, used, capacity, tparm((char *)cn_capability("cup"), LINES - 1, 0, 0, 0, 0, 0, 0, 0, 0));
    }
    used = append(buffer, used, capacity, leave);
    return append(buffer, used, capacity, leave ? "\r" : "\r\n");
}
