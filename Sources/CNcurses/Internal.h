/// Shared by the files that call curses.
#pragma once

/// The headers declare wide characters only if asked before the first system header.
#define _XOPEN_SOURCE_EXTENDED 1
#define _GNU_SOURCE 1
#define _DARWIN_C_SOURCE 1
#define NCURSES_WIDECHAR 1

#if __has_include(<ncursesw/curses.h>)
#include <ncursesw/curses.h>
#include <ncursesw/term.h>
#else
#include <curses.h>
#include <term.h>
#endif

/// Creates and frees the window that keys are read from.
bool cn_keys_open(void);
void cn_keys_close(void);
/// Turns the keypad mode on again that terminfo describes; giving the terminal back turned it off.
void cn_keys_resume(void);

/// A string of the terminal's description; NULL if it has none of this name.
const char *cn_capability(const char *name);
/// The descriptor that curses writes to; -1 while there is no screen.
int cn_output(void);

/// Turns on or off the modes that terminfo does not describe.
void cn_modes_send(bool on);
/// Says that a frame begins, or has ended: until then the terminal shows the one before. Terminals without this mode
/// ignore it. Terminals with it wait for the end only for a moment.
void cn_frame_send(bool begins);

// ncurses has colours of more than 15 bits, and descriptions in a variable, since 6.1.
#if defined(NCURSES_VERSION_PATCH) && defined(NCURSES_EXT_COLORS)
#if NCURSES_VERSION_PATCH >= 20180127 && NCURSES_EXT_COLORS
#define CN_EXTENDED_COLOURS 1
#endif
#endif

/// A copy of a terminal's description with 24-bit colours, as a value for the variable TERMINFO. NULL if the terminal
/// or this curses cannot have it; free() frees it.
char *cn_direct_description(const char *terminal, int output);
/// Replaces the process's environment by one in which TERMINFO has this value, which it frees. Returns the environment
/// before, to be put back; NULL if nothing was replaced.
char **cn_with_description(char *description);
extern char **environ;
