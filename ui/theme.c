#include "ui/theme.h"

#include <stddef.h>
#include <string.h>

enum { B = THEME_BOLD, U = THEME_UNDERLINE, R = THEME_REVERSE, D = THEME_DIM };

static const struct {
    struct theme_look monochrome;
    struct theme_look eight;
    struct theme_look sixteen;
    struct theme_look many;
} looks[] = {
#define LOOK(foreground, background, attributes) { foreground, background, attributes }
#define ROLE(identifier, monochrome, eight, sixteen, many) { monochrome, eight, sixteen, many },
#include "data/themes.def"
#undef ROLE
#undef LOOK
};

int theme_choose_colors(enum theme_color wanted, const char *no_color, int available)
{
    if (wanted == THEME_NEVER)
        return 0;
    if (wanted == THEME_AUTO && no_color != NULL && *no_color != '\0')
        return 0;
    if (available >= 256)
        return 256;
    if (available >= 16)
        return 16;
    return available >= 8 ? 8 : 0;
}

struct theme_look theme_look(enum role role, int colors)
{
    if (colors >= 256)
        return looks[role].many;
    if (colors >= 16)
        return looks[role].sixteen;
    if (colors >= 8)
        return looks[role].eight;
    return looks[role].monochrome;
}

bool theme_parse_color(const char *word, enum theme_color *color)
{
    static const char *const words[] = { [THEME_AUTO] = "auto", [THEME_ALWAYS] = "always", [THEME_NEVER] = "never" };
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (strcmp(word, words[i]) == 0) {
            *color = (enum theme_color)i;
            return true;
        }
    }
    return false;
}
