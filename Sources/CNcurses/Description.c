/// A description of the terminal in memory, with 24-bit colours.
///
/// Curses takes colours only from a terminal's description, and few systems have descriptions with 24-bit colours (on
/// Debian they are in ncurses-term, on macOS there are none). Those that exist (`xterm-direct`, `tmux-direct`) have
/// other keys than the terminal's own, and they lose the palette's colours from 8 on. So this file copies the terminal's
/// own description and replaces its colours. Curses from 6.1 on reads a description from the variable TERMINFO if its
/// value is not a folder but `b64:` and the description's bytes (terminfo(5), "Fetching Compiled Descriptions"). The
/// variable is set only while curses opens the terminal: no file is written, and no other program sees it. A curses that
/// does not take it (older ones, and some for root) finds the terminal's own description, with 256 colours.
///
/// Sequences of our own between those of curses are not an alternative: curses omits a colour that it has set before.
#include "Internal.h"

#include "CNcurses.h"

#include <stdlib.h>
#include <string.h>

enum { MOST_BYTES = 16 * 1024, NUMBERS_OF_32_BITS = 01036 };

/// Numbers below 256 are colours of the palette, which log lines may use; others are 0xRRGGBB. The deck uses no blue that
/// is so dark that its number is below 256.
#define COLOUR(ten)                                                                                       \
    "\033[%?%p1%{8}%<%t" ten "%p1%d%e%p1%{256}%<%t" ten "8;5;%p1%d%e" ten "8;2;%p1%{65536}%/%d;%p1%{256}" \
    "%/%{255}%&%d;%p1%{255}%&%d%;m"

struct bytes {
    unsigned char at[MOST_BYTES];
    size_t count;
    bool overflowed;
};

static void add(struct bytes *bytes, const void *data, size_t count) {
    if (bytes->count + count > sizeof bytes->at) {
        bytes->overflowed = true;
        return;
    }
    memcpy(bytes->at + bytes->count, data, count);
    bytes->count += count;
}

/// Adds a number, the low byte first.
static void add_number(struct bytes *bytes, long number, int width) {
    for (int i = 0; i < width; i++) {
        unsigned char byte = (unsigned char)(number >> (8 * i));
        add(bytes, &byte, 1);
    }
}

/// Numbers are at even places.
static void align(struct bytes *bytes) {
    if (bytes->count % 2) add_number(bytes, 0, 1);
}

/// Names that begin with OT are for termcap; they are the last ones.
static int count_of(NCURSES_CONST char *const *names) {
    int count = 0;
    while (names[count] && strncmp(names[count], "OT", 2) != 0) count++;
    return count;
}

/// The value in the copy. A palette that cannot be changed is not reset either.
static const char *replaced(const char *name) {
    if (strcmp(name, "setaf") == 0) return COLOUR("3");
    if (strcmp(name, "setab") == 0) return COLOUR("4");
    static const char *const gone[] = {"setf", "setb", "initc", "initp", "oc", "scp"};
    for (size_t i = 0; i < sizeof gone / sizeof gone[0]; i++) {
        if (strcmp(name, gone[i]) == 0) return NULL;
    }
    return cn_capability(name);
}

static void add_offset(struct bytes *offsets, struct bytes *table, const char *text) {
    add_number(offsets, text ? (long)table->count : -1, 2);
    if (text) add(table, text, strlen(text) + 1);
}

/// The part with the standard names, in their order (term(5)).
static void add_standard(struct bytes *whole, const char *terminal) {
    struct bytes *table = calloc(2, sizeof *table), *offsets = table ? table + 1 : NULL;
    if (!table) {
        whole->overflowed = true;
        return;
    }
    int flags = count_of(boolnames), numbers = count_of(numnames), strings = count_of(strnames);
    for (int i = 0; i < strings; i++) add_offset(offsets, table, replaced(strnames[i]));
    const long header[] = {
        NUMBERS_OF_32_BITS, (long)strlen(terminal) + 1, flags, numbers, strings, (long)table->count,
    };
    for (int i = 0; i < 6; i++) add_number(whole, header[i], 2);
    add(whole, terminal, strlen(terminal) + 1);
    for (int i = 0; i < flags; i++) {
        add_number(whole, strcmp(boolnames[i], "ccc") != 0 && tigetflag((char *)boolnames[i]) > 0, 1);
    }
    align(whole);
    for (int i = 0; i < numbers; i++) {
        bool colours = strcmp(numnames[i], "colors") == 0, pairs = strcmp(numnames[i], "pairs") == 0;
        int number = tigetnum((char *)numnames[i]);
        add_number(whole, colours ? 0x1000000 : pairs ? 0x8000 : number < 0 ? -1 : number, 4);
    }
    add(whole, offsets->at, offsets->count);
    add(whole, table->at, table->count);
    whole->overflowed |= table->overflowed || offsets->overflowed;
    free(table);
}

/// Names that are not standard: those of keys with modifiers (`kUP5`), and of the keypad.
static int extended_strings(char names[][8], int most) {
    static const char *const moving[] = {
        "kUP", "kDN", "kLFT", "kRIT", "kPRV", "kNXT", "kHOM", "kEND", "kDC", "kIC",
    };
    static const char *const others[] = {
        "kUP", "kDN", "kpADD", "kpSUB", "kpMUL", "kpDIV", "kpDOT", "kpCMA", "kpZRO", "kxIN", "kxOUT", "E3", "XM",
    };
    int count = 0;
    for (size_t i = 0; i < sizeof moving / sizeof moving[0]; i++) {
        for (int modifier = 3; modifier <= 8; modifier++) {
            snprintf(names[count], sizeof names[0], "%s%d", moving[i], modifier);
            if (count < most && cn_capability(names[count])) count++;
        }
    }
    for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
        strcpy(names[count], others[i]);
        if (count < most && cn_capability(names[count])) count++;
    }
    return count;
}

/// The part with other names: `RGB` says that colours are numbers of 24 bits.
static void add_extended(struct bytes *whole) {
    char strings[80][8];
    int count = extended_strings(strings, 79);
    const char *const flags[] = {"AX", "RGB", "XT"};
    enum { FLAGS = 3 };
    struct bytes *values = calloc(4, sizeof *values);
    if (!values) {
        whole->overflowed = true;
        return;
    }
    struct bytes *names = values + 1, *value_offsets = values + 2, *name_offsets = values + 3;
    for (int i = 0; i < count; i++) add_offset(value_offsets, values, cn_capability(strings[i]));
    for (int i = 0; i < FLAGS; i++) add_offset(name_offsets, names, flags[i]);
    for (int i = 0; i < count; i++) add_offset(name_offsets, names, strings[i]);
    align(whole);
    const long header[] = {FLAGS, 0, count, FLAGS + 2 * count, (long)(values->count + names->count)};
    for (int i = 0; i < 5; i++) add_number(whole, header[i], 2);
    for (int i = 0; i < FLAGS; i++) {
        add_number(whole, strcmp(flags[i], "RGB") == 0 || tigetflag((char *)flags[i]) > 0, 1);
    }
    align(whole);
    for (struct bytes *part = value_offsets; part <= name_offsets; part++) add(whole, part->at, part->count);
    for (struct bytes *part = values; part <= names; part++) {
        add(whole, part->at, part->count);
        whole->overflowed |= part->overflowed;
    }
    free(values);
}

/// The bytes in base 64, after `b64:`.
static char *encoded(const struct bytes *bytes) {
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    char *text = malloc(4 + (bytes->count + 2) / 3 * 4 + 1), *end = text;
    if (!text) return NULL;
    end = stpcpy(end, "b64:");
    for (size_t i = 0; i < bytes->count; i += 3) {
        size_t left = bytes->count - i;
        unsigned group = (unsigned)bytes->at[i] << 16;
        if (left > 1) group |= (unsigned)bytes->at[i + 1] << 8;
        if (left > 2) group |= bytes->at[i + 2];
        *end++ = digits[group >> 18];
        *end++ = digits[group >> 12 & 63];
        *end++ = left > 1 ? digits[group >> 6 & 63] : '=';
        *end++ = left > 2 ? digits[group & 63] : '=';
    }
    *end = 0;
    return text;
}

char *cn_direct_description(const char *terminal, int output) {
#ifdef CN_EXTENDED_COLOURS
    int error = 0;
    if (setupterm((char *)terminal, output, &error) == ERR) return NULL;
    struct bytes *whole = calloc(1, sizeof *whole);
    bool usable = whole && tigetnum("colors") >= 256 && cn_capability("setaf") && cn_capability("setab");
    if (usable) {
        add_standard(whole, terminal);
        add_extended(whole);
        usable = !whole->overflowed;
    }
    del_curterm(cur_term);
    char *text = usable ? encoded(whole) : NULL;
    free(whole);
    return text;
#else
    (void)terminal;
    (void)output;
    return NULL;
#endif
}

char **cn_with_description(char *description) {
    if (!description) return NULL;
    char **before = environ;
    size_t count = 0;
    while (before && before[count]) count++;
    // Another thread may be reading the environment, so neither array is changed while it is in use; this one, some
    // kilobytes for the one screen of a process, is never freed.
    char **copy = calloc(count + 2, sizeof *copy);
    char *entry = malloc(strlen(description) + sizeof "TERMINFO=");
    if (!copy || !entry) {
        free(description);
        free(copy);
        free(entry);
        return NULL;
    }
    stpcpy(stpcpy(entry, "TERMINFO="), description);
    free(description);
    copy[0] = entry;
    for (size_t i = 0, next = 1; i < count; i++) {
        if (strncmp(before[i], "TERMINFO=", 9) != 0) copy[next++] = before[i];
    }
    environ = copy;
    return before;
}
