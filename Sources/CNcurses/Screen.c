#include "Internal.h"

#include "CNcurses.h"

#include <fcntl.h>
#include <langinfo.h>
#include <limits.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>
#include <wchar.h>

static SCREEN *screen;
static FILE *input_file, *output_file;
static bool is_direct;
static int cursor_y = -1, cursor_x = -1, cursor_shown = -1;

// MARK: Locale and characters

bool cn_set_locale(const char *name) { return setlocale(LC_CTYPE, name) != NULL; }

bool cn_locale_is_utf8(void) { return strcmp(nl_langinfo(CODESET), "UTF-8") == 0; }

bool cn_encodable(uint32_t scalar) {
    char bytes[MB_LEN_MAX];
    mbstate_t state = {0};
    return wcrtomb(bytes, (wchar_t)scalar, &state) != (size_t)-1;
}

// MARK: Terminal

const char *cn_capability(const char *name) {
    const char *text = tigetstr((char *)name);
    return text == (char *)-1 ? NULL : text;
}

int cn_output(void) { return output_file ? fileno(output_file) : -1; }

int cn_check(const char *terminal, int output) {
    int error = 0;
    if (setupterm((char *)terminal, output, &error) == ERR) {
        return error == 1 ? CN_NO_CURSOR_MOTION : error == 0 ? CN_UNKNOWN_TERMINAL : CN_NO_DATABASE;
    }
    bool usable = cn_capability("cup") != NULL && cn_capability("clear") != NULL;
    del_curterm(cur_term);
    return usable ? CN_USABLE : CN_NO_CURSOR_MOTION;
}

int cn_check_colours(const char *terminal, int output) {
    int error = 0;
    if (setupterm((char *)terminal, output, &error) == ERR) return 0;
    int colours = tigetnum("colors");
    del_curterm(cur_term);
    return colours < 0 ? 0 : colours;
}

/// A stream on a duplicate of the descriptor, so that closing it leaves the descriptor open.
static FILE *stream(int fd, const char *mode) {
    int copy = fcntl(fd, F_DUPFD_CLOEXEC, 3);
    return copy < 0 ? NULL : fdopen(copy, mode);
}

static void close_streams(void) {
    if (input_file) fclose(input_file);
    if (output_file) fclose(output_file);
    input_file = output_file = NULL;
}

/// Whether the deck can draw that many rows or columns.
static bool is_usable(long count, long most) { return count > 0 && count <= most; }

static void set_or_unset(const char *name, const char *value) {
    if (value) {
        setenv(name, value, 1);
    } else {
        unsetenv(name);
    }
}

/// `newterm` for a terminal whose description has no size: it reads the size from these variables.
static SCREEN *new_sized_screen(const char *terminal, int output) {
    int height = 0, width = 0;
    char *rows = getenv("LINES"), *cells = getenv("COLUMNS");
    bool usable = rows && cells && is_usable(atol(rows), CN_MOST_ROWS) && is_usable(atol(cells), CN_MOST_COLUMNS);
    char *old_rows = rows ? strdup(rows) : NULL, *old_cells = cells ? strdup(cells) : NULL;
    if (cn_window_size(output, &height, &width)) {
        char text[16];
        snprintf(text, sizeof text, "%d", height);
        setenv("LINES", text, 1);
        snprintf(text, sizeof text, "%d", width);
        setenv("COLUMNS", text, 1);
    } else if (!usable) {
        unsetenv("LINES");
        unsetenv("COLUMNS");
    }
    use_env(TRUE);
    SCREEN *made = newterm(terminal, output_file, input_file);
    set_or_unset("LINES", old_rows);
    set_or_unset("COLUMNS", old_cells);
    free(old_rows);
    free(old_cells);
    return made;
}

/// The variables LINES and COLUMNS may have any value, and so may the kernel's size; curses counts cells in 16 bits and
/// breaks on more. So curses asks neither, now or when it resumes: it takes the size from the terminal's description,
/// and then from `cn_resize`.
static SCREEN *new_screen(const char *terminal, int output) {
    use_env(FALSE);
    SCREEN *made = newterm(terminal, output_file, input_file);
    return made ? made : new_sized_screen(terminal, output);
}

/// `new_screen` with a description that has 24-bit colours, or else with the terminal's own.
static SCREEN *new_direct_screen(const char *terminal, int output) {
    char **before = cn_with_description(cn_direct_description(terminal, output));
    SCREEN *made = new_screen(terminal, output);
    if (before) environ = before;
    is_direct = before && made && tigetflag((char *)"RGB") > 0;
    // Curses sends a direct colour only to a description that says so; without it, the description is not ours.
    return made ? made : before ? new_screen(terminal, output) : NULL;
}

bool cn_open(const char *terminal, int input, int output, int colours) {
    input_file = stream(input, "r");
    output_file = stream(output, "w");
    is_direct = false;
    if (input_file && output_file) {
        bool direct = colours > 256;
        screen = direct ? new_direct_screen(terminal, output) : new_screen(terminal, output);
    }
    if (!screen) {
        close_streams();
        return false;
    }
    set_term(screen);
    set_escdelay(25);
    raw();
    noecho();
    nonl();
    // Send each frame whole; by default curses stops sending when a key is waiting.
    typeahead(-1);
    curs_set(0);
    cursor_y = cursor_x = -1;
    cursor_shown = 0;
    if (colours > 0 && has_colors()) {
        start_color();
        use_default_colors();
    } else {
        COLORS = 0;
    }
    if (!cn_keys_open()) {
        cn_close();
        return false;
    }
    return true;
}

void cn_leave(void) {
    if (!screen) return;
    cn_modes_send(false);
    endwin();
    cursor_shown = -1;
}

void cn_close(void) {
    if (!screen) return;
    if (!isendwin()) cn_leave();
    cn_keys_close();
    delscreen(screen);
    screen = NULL;
    close_streams();
}

// MARK: Colours

int cn_colours(void) {
    if (is_direct && COLORS > 256) return CN_DIRECT;
    // If numbers are direct colours (red, green and blue), only the first eight are palette colours.
    if (tigetflag((char *)"RGB") > 0 || COLORS > 256) return 8;
    return COLORS >= 256 ? 256 : COLORS >= 16 ? 16 : COLORS >= 8 ? 8 : 0;
}

int cn_pairs(void) {
    // Pair numbers up to here fit the call that every curses has.
    return COLOR_PAIRS > 32767 ? 32766 : COLOR_PAIRS - 1;
}

bool cn_define_pair(int pair, int foreground, int background) {
#ifdef CN_EXTENDED_COLOURS
    return init_extended_pair(pair, foreground, background) == OK;
#else
    return init_pair((short)pair, (short)foreground, (short)background) == OK;
#endif
}

// MARK: Size

bool cn_window_size(int fd, int *height, int *width) {
    struct winsize size;
    if (ioctl(fd, TIOCGWINSZ, &size) != 0 || size.ws_row == 0 || size.ws_col == 0) return false;
    *height = size.ws_row < CN_MOST_ROWS ? size.ws_row : CN_MOST_ROWS;
    *width = size.ws_col < CN_MOST_COLUMNS ? size.ws_col : CN_MOST_COLUMNS;
    return true;
}

void cn_resize(int height, int width) { resizeterm(height, width); }

void cn_size(int *height, int *width) {
    *height = LINES;
    *width = COLS;
}

// MARK: Painting

void cn_cursor(int y, int x) {
    cursor_y = y;
    cursor_x = x;
}

void cn_refresh(bool large) {
    int shown = cursor_y >= 0 && cursor_x >= 0;
    if (shown) move(cursor_y, cursor_x);
    bool returning = isendwin();
    if (large && !returning) cn_frame_send(true);
    wnoutrefresh(stdscr);
    doupdate();
    if (shown != cursor_shown) curs_set(shown);
    cursor_shown = shown;
    if (large && !returning) cn_frame_send(false);
    if (!returning) return;
    cn_keys_resume();
    cn_modes_send(true);
}

void cn_forget(void) { clearok(curscr, TRUE); }
