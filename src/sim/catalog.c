#include "sim/catalog.h"

#include <stdlib.h>
#include <string.h>

#include "sim/world.h"
#include "support/memory.h"

#define COUNT(list) (sizeof(list) / sizeof *(list))

/* Names that a query string has to encode come early, so that small workspaces have them. */
static const char *const events[] = {
    "Added To Cart",
    "Completed Profile",
    "Opened App",
    "Subscribed",
    "Order Completed",
    "search: 50% off & more",
    "a/b test #1?",
    "C++ lesson = done",
    "\xE6\xB3\xA8\xE6\x96\x87\xE7\xA2\xBA\xE5\xAE\x9A",
    "\xF0\x9F\x8E\x89 level up",
    "na\xC3\xAFve caf\xC3\xA9",
    "percent%20literal",
    "\xD8\xB4\xD8\xB1\xD8\xA7\xD8\xA1",
    "semi;colon,comma",
    "Viewed Product",
    "Removed From Cart",
    "Started Checkout",
    "Invited Friend",
    "Watched Video",
    "Rated App",
    "brackets[0]",
    "\"quoted\"",
};
static const char *const verbs[] = { "Viewed", "Clicked", "Started", "Finished",
                                     "Shared", "Saved",   "Skipped", "Searched" };
static const char *const nouns[] = { "Lesson", "Article", "Playlist", "Coupon", "Trip",
                                     "Recipe", "Match",   "Workout",  "Level" };

static const char *const attributes[] = {
    "loyalty_points",
    "favourite_brands",
    "vip",
    "plan",
    "last_store",
    "shoe_size",
    "newsletter_topics",
    "pets",
    "address",
    "birthday_month",
    "referral_code",
    "\xE4\xBC\x9A\xE5\x93\xA1\xE7\xAD\x89\xE7\xB4\x9A",
    "Spaces In Name",
    "emoji \xF0\x9F\x98\x80",
};

static const char *const products[] = {
    "backpack",
    "pencil",
    "pen",
    "notebook A5",
    "gift card 50\xE2\x82\xAC",
    "T-shirt / L",
    "caf\xC3\xA9 cr\xC3\xA8me",
    "100% cotton & wool",
};

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void names_sort(struct sim_names *names)
{
    if (names->count > 0)
        qsort(names->names, names->count, sizeof *names->names, compare_names);
}

static struct sim_names make_events(size_t count)
{
    struct sim_names names = { memory_allocate(count + 1, sizeof *names.names), count };
    for (size_t i = 0; i < count; i++) {
        size_t rest = i - COUNT(events);
        const char *verb = verbs[rest % COUNT(verbs)], *noun = nouns[rest / COUNT(verbs) % COUNT(nouns)];
        size_t round = rest / (COUNT(verbs) * COUNT(nouns));
        names.names[i] = i < COUNT(events) ? memory_copy_string(events[i])
                         : round == 0      ? memory_format("%s %s", verb, noun)
                                           : memory_format("%s %s %zu", verb, noun, round + 1);
    }
    names_sort(&names);
    return names;
}

static struct sim_names make_numbered(const char *const *first, size_t first_count, const char *form, size_t count)
{
    struct sim_names names = { memory_allocate(count + 1, sizeof *names.names), count };
    for (size_t i = 0; i < count; i++)
        names.names[i] = i < first_count ? memory_copy_string(first[i]) : memory_format("%s%04zu", form, i + 1);
    names_sort(&names);
    return names;
}

struct sim_catalog *sim_catalog_new(const struct sim_world *world)
{
    enum { ATTRIBUTES = 123 }; /* three pages */
    struct sim_catalog *catalog = memory_allocate(1, sizeof *catalog);
    catalog->events = make_events(world->event_count);
    catalog->attributes = make_numbered(attributes, COUNT(attributes), "attribute_", ATTRIBUTES);
    catalog->products = make_numbered(products, COUNT(products), "sku-", world->product_count);
    return catalog;
}

static void free_names(struct sim_names *names)
{
    for (size_t i = 0; i < names->count; i++)
        free(names->names[i]);
    free(names->names);
}

void sim_catalog_free(struct sim_catalog *catalog)
{
    if (catalog == NULL)
        return;
    free_names(&catalog->events);
    free_names(&catalog->attributes);
    free_names(&catalog->products);
    free(catalog);
}

int64_t sim_names_find(const struct sim_names *names, const char *name)
{
    char *const *found = bsearch(&name, names->names, names->count, sizeof *names->names, compare_names);
    return found != NULL ? found - names->names : -1;
}
