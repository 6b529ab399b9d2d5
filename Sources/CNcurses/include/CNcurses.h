/// The screen for Swift, with ints and UTF-8 only. <curses.h> is full of macros that Swift cannot see and of globals
/// that it must not touch, so only the .c files of this target include it.
///
/// Everything here belongs to one isolation domain (the main actor): curses keeps one screen in globals.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// MARK: Locale and characters

/// Sets LC_CTYPE; "" takes it from the environment. False if there is no such locale.
bool cn_set_locale(const char *name);
/// Whether the locale's characters are UTF-8.
bool cn_locale_is_utf8(void);
/// Whether the locale can encode the character.
bool cn_encodable(uint32_t scalar);

// MARK: Screen (Screen.c, Modes.c, Paint.c)

/// The result of looking a terminal's name up.
enum { CN_USABLE, CN_UNKNOWN_TERMINAL, CN_NO_CURSOR_MOTION, CN_NO_DATABASE };

/// Looks a terminal's name up without touching the terminal.
int cn_check(const char *terminal, int output);
/// The number of colours in a terminal's description; 0 if it has none.
int cn_check_colours(const char *terminal, int output);
/// 24-bit colours, as a number of colours.
enum { CN_DIRECT = 1 << 24 };
/// Takes the terminal: alternate screen, raw mode, cursor hidden. `colours` is the most that are wanted: 0 for none, 256
/// for those of the terminal's description, `CN_DIRECT` for 24-bit colours if possible. False if curses fails.
bool cn_open(const char *terminal, int input, int output, int colours);
/// Gives the terminal back for a while; the next cn_refresh takes it again.
void cn_leave(void);
/// Gives the terminal back for good. May be called again.
void cn_close(void);

/// The number of palette colours: 0 (none), 8, 16 or 256; or `CN_DIRECT`.
int cn_colours(void);
/// The number of pairs that can be defined, numbered from 1; 0 is the terminal's own colours.
int cn_pairs(void);
/// Defines a pair of palette indices, -1 for the terminal's own colour. With `CN_DIRECT`, numbers from 256 on are
/// 0xRRGGBB.
bool cn_define_pair(int pair, int foreground, int background);

/// The most rows and columns that are drawn on: more than any screen has. A larger terminal shows the deck in its
/// corner.
enum { CN_MOST_ROWS = 500, CN_MOST_COLUMNS = 2000 };

/// The terminal's size according to the kernel, up to these. False if the kernel does not know it.
bool cn_window_size(int fd, int *height, int *width);
/// Gives curses a new size.
void cn_resize(int height, int width);
/// The size that curses works with.
void cn_size(int *height, int *width);

/// Attributes, as bits.
enum { CN_BOLD = 1, CN_DIM = 2, CN_ITALIC = 4, CN_UNDERLINE = 8, CN_REVERSE = 16 };
/// Sets the style of the following text.
void cn_style(int attributes, int pair);
/// Puts printable ASCII at a cell.
void cn_put_ascii(int y, int x, const char *text, int length);
/// Puts one spacing character (UTF-8) with its combining marks at a cell. If the C library disagrees with the given
/// width, writes a `?` instead, since everything to the right would be misplaced.
void cn_put_glyph(int y, int x, const char *text, int length, int width);
/// Shows the cursor at a cell, or hides it (y or x below 0), at the next refresh.
void cn_cursor(int y, int x);
/// Sends what changed since the last refresh; `large` says that it is much, so that the terminal should show it at
/// once.
void cn_refresh(bool large);
/// Makes the next refresh send everything.
void cn_forget(void);
/// Asks the terminal to mark pasted text, and with `mouse` to report buttons and the wheel; with `xterm` to report the
/// focus and to keep the window's title. Now, and whenever the terminal is taken again.
void cn_modes(bool mouse, bool xterm);
/// Sends a sequence that changes nothing of what curses keeps track of. Not while the terminal is given back.
void cn_send(const char *text, size_t length);
/// Writes the bytes that make the terminal usable again whatever it shows; returns how many.
size_t cn_restore_text(char *buffer, size_t capacity);

// MARK: Keys (Keys.c)

/// Kinds of input event.
enum { CN_BYTE, CN_KEY, CN_FUNCTION, CN_PASTE_BEGIN, CN_PASTE_END, CN_FOCUS, CN_UNKNOWN };
/// Codes of CN_KEY.
enum {
    CN_UP, CN_DOWN, CN_LEFT, CN_RIGHT, CN_PAGE_UP, CN_PAGE_DOWN, CN_HOME, CN_END,
    CN_ENTER, CN_BACK_TAB, CN_BACKSPACE, CN_DELETE, CN_INSERT
};
/// One event: a byte that belongs to no key of terminfo, a named key, a function key from F1, or the focus (1: the
/// window has it; 0: it does not).
struct cn_event {
    int kind, code;
};
/// Takes one event without waiting (except for 25 ms after an escape byte); false if there is none.
bool cn_next(struct cn_event *event);
/// Whether the terminal is gone, so that nothing more can be read.
bool cn_hung_up(int fd);

// MARK: Calls that must work in a signal handler (Rescue.c)

/// Remembers the modes of the terminal. False if it is not one.
bool cn_rescue_prepare(int fd);
/// From now on a crash, or exit(), first sends `text` and sets the modes back; a crash then sends `note`. After a crash
/// the system's default action follows or, with `chained`, the previously installed handler, such as the Swift
/// runtime's backtrace. Before it runs, `standard_error` (or -1) becomes standard error again.
void cn_rescue_arm(const char *text, size_t length, const char *note, int standard_error, bool chained);
/// Ends the effect of cn_rescue_arm.
void cn_rescue_disarm(void);
/// Gives this thread a stack for its crash handlers, so that a stack overflow is handled too. Cheap to repeat.
void cn_rescue_guard_stack(void);

/// Catches TERM, HUP, INT, QUIT, WINCH, TSTP and CONT, before curses does: each becomes a byte to read from the
/// returned descriptor (-1 if none could be created).
int cn_signals_catch(void);
/// Restores the previous handlers.
void cn_signals_release(void);
/// Leaves TSTP to the system while another program has the terminal, so that ^Z stops both.
void cn_signals_leave_stopping(bool left);
/// Stops the job like ^Z does, and returns when it continues (at once if no shell could continue it). TSTP must be left
/// to the system before the call, and still is after it.
void cn_stop_job(void);

// MARK: Child processes (Children.c)

/// Adds to spawn actions (`posix_spawn_file_actions_t *`) that the child closes all but its three standard descriptors.
/// Returns the C library's error, or 0.
int cn_spawn_close_others(void *actions);
