#include "sim/currency.h"

#include <stddef.h>
#include <string.h>

static const char codes[] = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTC "
                            "BTN BWP BYN BZD CAD CDF CHF "
                            "CLF CLP CNY COP CRC CUC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS "
                            "GIP GMD GNF GTQ GYD HKD HNL "
                            "HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK "
                            "LBP LKR LRD LSL LYD MAD MDL "
                            "MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK "
                            "PHP PKR PLN PYG QAR RON RSD "
                            "RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND "
                            "TOP TRY TTD TWD TZS UAH UGX "
                            "USD UYU UZS VES VND VUV WST XAF XAG XAU XCD XDR XOF XPD XPF XPT YER ZAR ZMW ZWL ";

static const struct {
    const char *code;
    double dollars;
} rates[] = {
    { "EUR", 1.1 }, { "GBP", 1.3 },  { "JPY", 0.007 }, { "CAD", 0.75 },
    { "AUD", 0.7 }, { "CHF", 1.15 }, { "INR", 0.012 },
};

bool sim_currency_rate(const char *code, double *dollars)
{
    *dollars = 1;
    if (strlen(code) != 3 || strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != 3 || strstr(codes, code) == NULL)
        return false;
    for (size_t i = 0; i < sizeof rates / sizeof *rates; i++)
        if (strcmp(rates[i].code, code) == 0)
            *dollars = rates[i].dollars;
    return true;
}
