#include "ui/overlay/confirm_send.h"

#include <stdlib.h>
#include <string.h>

#include "support/text.h"
#include "ui/desk.h"
#include "ui/widget/dialog.h"

static void refuse(struct console *console, const struct confirm_send *send, const char *why, const char *name)
{
    struct error error = ERROR_INIT;
    if (name != NULL)
        error_set(&error, ERROR_CONFIGURATION, "profile %s %s", name, why);
    else
        error_set(&error, ERROR_CONFIGURATION, "%s", why);
    if (name != NULL)
        error_hint(&error, "its form in Connections changes that");
    console_tell(console, &error);
    error_clear(&error);
    if (send->release != NULL)
        send->release(send->context);
}

static char *question(const struct confirm_send *send, const struct profile *profile)
{
    const char *host = profile->rest_url != NULL ? strstr(profile->rest_url, "://") : NULL;
    host = host != NULL ? host + 3 : "?";
    UT_string out;
    utstring_init(&out);
    utstring_printf(&out, "%s?\n\nprofile: %s, %s\nhost: %s\n", send->what, profile->name,
                    profile_is_production(profile) ? "PRODUCTION" : profile->environment, host);
    bool has_contents = send->contents != NULL && *send->contents != '\0';
    if (has_contents)
        utstring_printf(&out, "objects: %zu (%s)\n", send->objects, send->contents);
    utstring_printf(&out, "\nThis changes data at Braze, and cannot be taken back.");
    if (send->warning != NULL)
        utstring_printf(&out, "\n%s", send->warning);
    return utstring_body(&out);
}

void confirm_send_open(struct console *console, const struct confirm_send *send)
{
    const struct session *session = desk_session(console_desk(console));
    if (session == NULL) {
        refuse(console, send, "no profile is open: nothing was sent", NULL);
        return;
    }
    const struct profile *profile = session_profile(session);
    if (profile->read_only) {
        refuse(console, send, "is read-only: nothing was sent", profile->name);
        return;
    }
    char *text = question(send, profile);
    console_push(console, dialog_new(&(struct dialog_options){
                              .title = profile_is_production(profile) ? "Send to PRODUCTION" : "Send",
                              .text = text,
                              .yes = "Send",
                              .word = profile_is_production(profile) ? profile->name : NULL,
                              .agreed = send->agreed,
                              .context = send->context,
                              .release = send->release }));
    free(text);
}
