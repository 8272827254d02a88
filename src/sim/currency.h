/* Currencies and what they are worth, for the revenue of purchases. */
#ifndef SIM_CURRENCY_H
#define SIM_CURRENCY_H

#include <stdbool.h>

/* False if the text is no alphabetic code of ISO 4217. The rates to the dollar are made up, but always the same. */
bool sim_currency_rate(const char *code, double *dollars);

#endif
