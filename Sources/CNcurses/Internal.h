/// Shared by Screen.c and Keys.c.
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
