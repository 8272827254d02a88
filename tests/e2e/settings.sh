#!/bin/sh
# brazier settings: listing, showing, setting and checking the settings of RudderStack's Braze destination.
set -u
. "$BRAZIER_SOURCE/tests/e2e/common.sh"


field() { # KEY MEMBER: of one setting's JSON, as it stands in its line
	"$BRAZIER" settings "$1" --json | sed -n "s/^[[:space:]]*\"$2\":[[:space:]]*\(.*\)\$/\1/p" | sed 's/,$//' | head -n 1
}

printf 'dummy-rest-key-0001\n' | "$BRAZIER" profile add acme --instance EU-01 --environment sandbox --api-key-stdin 2>/dev/null
check 'a profile to work with' 0 $?

run settings
check 'all settings are listed' 0 "$status"
contains 'with the default' "$out" 'Disabled'
contains 'with the reason why one does nothing' "$out" 'no effect: the servers always send anonymous users, as aliases'
contains 'the data center is the instance of the profile' "$(field dataCenter value)" 'EU-01'
run settings --json
check 'a key is never shown' '' "$(printf %s "$out" | grep dummy)"

run settings supportDedup on
check 'a setting is set' 0 "$status"
check 'without a word' '' "$out$err"
check 'and kept' true "$(field supportDedup value)"
run settings supportDedup --unset
check 'a setting is taken out' 0 "$status"
check 'and its default holds' null "$(field supportDedup value)"

run settings trackAnonymousUser yes
check 'a setting without effect can be set' 0 "$status"
contains 'and is warned of' "$err" 'trackAnonymousUser has no effect for web in cloud mode'
run settings connectionMode device
check 'the connection mode is the mode of the profile' device "$("$BRAZIER" profile show --json | sed -n '/"mode"/,/}/s/.*"value":[[:space:]]*"\(.*\)",*/\1/p')"
check 'and then it has an effect' true "$(field trackAnonymousUser applies)"
run settings --source-type ios connectionMode hybrid
check 'another source has a mode of its own' 0 "$status"
run settings --source-type ios --mode hybrid connectionMode
contains 'that is shown for it' "$out" 'value         hybrid'

run settings supportDedup perhaps
check 'what is no value is a usage error' 2 "$status"
contains 'and says what was expected' "$err" 'expected on or off, got "perhaps"'
run settings suportDedup on
check 'an unknown setting is a usage error' 2 "$status"
contains 'and the nearest one is named' "$err" 'did you mean supportDedup?'
run settings --source-type flutter connectionMode hybrid
check 'a mode that the source does not have is refused' 2 "$status"
run settings restApiKey dummy
check 'a key is not set here' 2 "$status"
contains 'but where keys are asked for' "$err" 'brazier profile set acme --api-key'
run settings whitelistedEvents "$(printf '%0101d' 0)"
check 'what RudderStack would refuse is not set' 3 "$status"
contains 'and the rule is said' "$err" 'longer than 100 characters'
check 'nothing was changed' null "$(field whitelistedEvents value)"
run settings --source-type wev
check 'an unknown source type is a usage error' 2 "$status"
contains 'and the nearest one is named, too' "$err" 'did you mean web?'

printf '[{"provider":"custom","resolutionStrategy":"or","consents":[{"consent":"a"}]}]\n' |
	"$BRAZIER" settings consentManagement - 2>/dev/null
check 'a list can come from stdin' 0 $?
run settings consentManagement
contains 'and is shown in one line' "$out" 'custom: a'
printf '[{"provider":"custom"}]\n' | "$BRAZIER" settings consentManagement - 2>"$work/err"
check 'a provider custom without a strategy is refused' 3 $?
contains 'with the place' "$(cat "$work/err")" 'consentManagement/web/0'

run settings --check
check 'a missing REST key for the other source is no problem of the key there is' 0 "$status"
contains 'but what surprises is said' "$out" 'in device mode group and alias'
run settings usePlatformSpecificApiKeys on
run settings --check
check 'a key that is demanded is a problem' 3 "$status"
contains 'with its path and rule' "$out" 'webApiKey is missing'
run settings --check --json
contains 'also for scripts' "$out" '"rule":	"required"'

run settings dataCenter EU-03
contains 'a data center that is not the instance is warned of' "$err" "the profile's instance is EU-01"

finish
