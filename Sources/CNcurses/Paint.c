#include "Internal.h"

#include "CNcurses.h"

#include <wchar.h>

// Text, styles and glyphs written to curses' window.

void cn_style(int attributes, int pair) {
    attr_t bits = A_NORMAL;
    if (attributes & CN_BOLD) bits |= A_BOLD;
    if (attributes & CN_DIM) bits |= A_DIM;
#ifdef A_ITALIC
    if (attributes & CN_ITALIC) bits |= A_ITALIC;
#endif
    if (attributes & CN_UNDERLINE) bits |= A_UNDERLINE;
    if (attributes & CN_REVERSE) bits |= A_REVERSE;
    attr_set(bits, (short)pair, NULL);
}

void cn_put_ascii(int y, int x, const char *text, int length) { mvaddnstr(y, x, text, length); }

/// Decodes one scalar of valid UTF-8; returns the number of its bytes.
static int decode(const char *text, int length, wchar_t *scalar) {
    unsigned char first = (unsigned char)text[0];
    int count = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (count > length) count = length;
    wchar_t value = count == 1 ? first : first & (0x7F >> count);
    for (int i = 1; i < count; i++) value = (value << 6) | (text[i] & 0x3F);
    *scalar = value;
    return count;
}

void cn_put_glyph(int y, int x, const char *text, int length, int width) {
    wchar_t scalars[CCHARW_MAX + 1] = {0};
    int count = 0;
    for (int at = 0; at < length && count < CCHARW_MAX;) {
        wchar_t scalar;
        at += decode(text + at, length - at, &scalar);
        if (count == 0 || wcwidth(scalar) == 0) scalars[count++] = scalar;
    }
    cchar_t cell;
    if (count == 0 || wcwidth(scalars[0]) != width || setcchar(&cell, scalars, A_NORMAL, 0, NULL) != OK) {
        mvaddnstr(y, x, "??", width);
        return;
    }
    mvadd_wch(y, x, &cell);
}
