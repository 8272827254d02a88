/* What this program is made of. */
#ifndef CLI_VERSION_H
#define CLI_VERSION_H

/* Writes the version, the build options and the libraries' versions to stdout, a line each. */
void cli_print_version(void);

#endif
