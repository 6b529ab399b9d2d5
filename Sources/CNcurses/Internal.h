/// What Screen.c and Keys.c share.
#pragma once

/// Wide characters are declared only when asked for, before the first system header.
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

/// Makes and frees the window that keys are read from.
bool cn_keys_open(void);
void cn_keys_close(void);
/// Puts the terminal's keypad into the mode that terminfo describes, which giving the terminal back has ended.
void cn_keys_resume(void);
