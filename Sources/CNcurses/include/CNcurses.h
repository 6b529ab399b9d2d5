/// The screen, for Swift: ints and UTF-8 only. <curses.h> is full of macros that Swift cannot see and of globals that it
/// must not touch, so nothing but this target's .c files includes it.
///
/// All of it belongs to one isolation domain (the main actor): curses keeps one screen in globals.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// MARK: Locale and characters

/// Sets LC_CTYPE; "" takes it from the environment. False if there is no such locale.
bool cn_set_locale(const char *name);
/// Whether the locale's characters are UTF-8.
bool cn_locale_is_utf8(void);
/// Whether the locale has the character at all.
bool cn_encodable(uint32_t scalar);

// MARK: Screen (Screen.c)

/// What became of a terminal's name.
enum { CN_USABLE, CN_UNKNOWN_TERMINAL, CN_NO_CURSOR_MOTION, CN_NO_DATABASE };

/// Looks a terminal's name up without touching the terminal.
int cn_check(const char *terminal, int output);
/// The colours that a terminal's description promises; 0 if there is none.
int cn_check_colours(const char *terminal, int output);
/// Takes the terminal: alternate screen, raw mode, cursor hidden. False where curses would not.
bool cn_open(const char *terminal, int input, int output, bool colour);
/// Gives the terminal back for a while; the next cn_refresh takes it again.
void cn_leave(void);
/// Gives the terminal back for good. May be called again.
void cn_close(void);

/// Colours that palette indices mean: 0 (none), 8, 16 or 256.
int cn_colours(void);
/// How many pairs can be defined, numbered from 1; 0 is the terminal's own colours.
int cn_pairs(void);
/// Defines a pair of palette indices, -1 for the terminal's own colour.
bool cn_define_pair(int pair, int foreground, int background);

/// The most rows and columns that are drawn on: more than any screen has. A larger terminal shows the deck in its corner.
enum { CN_MOST_ROWS = 500, CN_MOST_COLUMNS = 2000 };

/// The terminal's size as the kernel has it, up to these. False where it does not say.
bool cn_window_size(int fd, int *height, int *width);
/// Tells curses a new size.
void cn_resize(int height, int width);
/// The size that curses works with.
void cn_size(int *height, int *width);

/// Attributes, as bits.
enum { CN_BOLD = 1, CN_DIM = 2, CN_ITALIC = 4, CN_UNDERLINE = 8, CN_REVERSE = 16 };
/// Sets how the following text looks.
void cn_style(int attributes, int pair);
/// Puts printable ASCII at a cell.
void cn_put_ascii(int y, int x, const char *text, int length);
/// Puts one spacing character (UTF-8) with its combining marks at a cell. Where the C library's width is not the one
/// given, a `?` stands in, since everything right of it would be out of place.
void cn_put_glyph(int y, int x, const char *text, int length, int width);
/// Shows the cursor at a cell, or hides it (y or x below 0), at the next refresh.
void cn_cursor(int y, int x);
/// Sends what changed since the last refresh.
void cn_refresh(void);
/// Makes the next refresh send everything.
void cn_forget(void);
/// Asks the terminal to mark pasted text, and with `mouse` to report buttons and the wheel, now and whenever it is taken
/// again.
void cn_modes(bool mouse);
/// The bytes that make the terminal usable again whatever it shows; returns how many.
size_t cn_restore_text(char *buffer, size_t capacity);

// MARK: Keys (Keys.c)

/// Kinds of input event.
enum { CN_BYTE, CN_KEY, CN_FUNCTION, CN_PASTE_BEGIN, CN_PASTE_END, CN_UNKNOWN };
/// Codes of CN_KEY.
enum {
    CN_UP, CN_DOWN, CN_LEFT, CN_RIGHT, CN_PAGE_UP, CN_PAGE_DOWN, CN_HOME, CN_END,
    CN_ENTER, CN_BACK_TAB, CN_BACKSPACE, CN_DELETE, CN_INSERT
};
/// What was read: a byte that belongs to no key that terminfo has, a named key, or F1 and on.
struct cn_event {
    int kind, code;
};
/// Takes one event without waiting (but 25 ms behind an escape byte); false if there is none.
bool cn_next(struct cn_event *event);
/// Whether nothing will ever be read again: the terminal has gone.
bool cn_hung_up(int fd);

// MARK: What must work in a signal handler (Rescue.c)

/// Remembers the modes of the terminal. False where it is none.
bool cn_rescue_prepare(int fd);
/// From now on a crash, or exit(), first sends `text` and sets the modes back; a crash then sends `note`. What happens
/// after a crash is the system's default; with `chained` it is whatever stood there before, such as the Swift runtime's
/// backtrace.
/// `standard_error` (or -1) becomes standard error again before that.
void cn_rescue_arm(const char *text, size_t length, const char *note, int standard_error, bool chained);
/// The end of that.
void cn_rescue_disarm(void);
/// Gives this thread a stack for its crash handlers, so that running out of stack is rescued too. Cheap to repeat.
void cn_rescue_guard_stack(void);

/// Catches TERM, HUP, INT, QUIT, WINCH, TSTP and CONT, before curses does: each becomes a byte to read from the
/// descriptor returned (-1: none could be made).
int cn_signals_catch(void);
/// Puts back what stood there before.
void cn_signals_release(void);
/// Leaves TSTP to the system, while the terminal is another program's: then ^Z there stops both.
void cn_signals_leave_stopping(bool left);
/// Stops the job as ^Z does, and returns when it goes on (at once, if no shell could continue it). TSTP has to be
/// left to the system, and still is afterwards.
void cn_stop_job(void);

// MARK: Programs that are started from here (Children.c)

/// Adds to spawn actions (`posix_spawn_file_actions_t *`) that the child closes all but its three standard descriptors.
/// Returns the C library's error, or 0.
int cn_spawn_close_others(void *actions);
