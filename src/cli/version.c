#include "config.h"

#include "cli/version.h"

#include <cjson/cJSON.h>
#include <curl/curl.h>
#include <libconfig.h>
#include <sqlite3.h>
#include <stdio.h>
#include <unistring/version.h>
#ifdef HAVE_SIMULATOR
#include <microhttpd.h>
#endif

#include "ui/version.h"

void cli_print_version(void)
{
    printf("brazier %s\n", PACKAGE_VERSION);
#ifdef HAVE_SIMULATOR
    printf("simulator: yes, libmicrohttpd %s\n", MHD_get_version());
#else
    printf("simulator: no\n");
#endif
    printf("%s\n", curl_version());
    printf("cJSON %s\n", cJSON_Version());
    printf("libconfig %d.%d.%d\n", LIBCONFIG_VER_MAJOR, LIBCONFIG_VER_MINOR, LIBCONFIG_VER_REVISION);
    printf("SQLite %s\n", sqlite3_libversion());
    printf("libunistring %d.%d.%d\n", _libunistring_version >> 16, (_libunistring_version >> 8) & 0xff,
           _libunistring_version & 0xff);
    printf("%s\n", ui_curses_version());
}
