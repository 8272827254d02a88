#!/bin/sh
# Previews from the command line: formats, settings, samples, broken input.
set -u
. "$BRAZIER_SOURCE/tests/e2e/common.sh"

preview() {
	"$BRAZIER" preview "$@"
}

event='{"type":"group","userId":"u-1","groupId":"g-1","traits":{"subscriptionState":"subscribed","email":"a@example.com"}}'
printf '%s\n' "$event" >"$work/events"

said=$(preview "$work/events")
check 'a preview is no failure' 0 $?
contains 'it shows the request' "$said" 'POST https://rest.iad-01.braze.com/users/track'
contains 'with the key masked' "$said" 'Authorization: Bearer ••••••••'
contains 'and the body' "$said" '"ab_rudder_group_g-1": true'

said=$(preview --set enableSubscriptionGroupInGroupCall=on --set dataCenter=EU-02 - <"$work/events")
contains 'a setting changes the request' "$said" 'POST https://rest.fra-02.braze.eu/v2/subscription/status/set'

said=$(preview --explain --format json "$work/events")
case $said in
'{"event":1,"mode":"cloud","requests":[{"method":"POST","url":'*'],"calls":[],"dropped":null,"error":null,"explain":[{'*'"to":"/body/attributes/0/ab_rudder_group_g-1","from":"/groupId","rule":'*) said=fine ;;
esac
check 'json is a line for each event' fine "$said"
printf '%s\n' '{"type":"track","event":"a\u009b31m\u202e","userId":"u"}' >"$work/steering"
contains 'what would steer the terminal is escaped in curl' "$(preview --format curl "$work/steering")" 'a\u009b31m\u202e'
contains 'curl takes the key from the environment' "$(preview --format curl "$work/events")" 'Bearer $BRAZIER_API_KEY'
contains 'markdown has a heading for each event' "$(preview --format markdown "$work/events")" '## 1. group'
page=$(preview --format html --explain "$work/events")
contains 'html is a page' "$page" '<!DOCTYPE html>'
contains 'that ends' "$page" '</html>'

printf '{"type":"alias","userId":"a","previousId":"b"}\nbroken\n{"message":{"type":"page","anonymousId":"x"}}\n' >"$work/mixed"
said=$(preview --format json "$work/mixed" 2>"$work/told")
check 'a broken line is a part that failed' 7 $?
check 'and does not stop the others' 3 "$(printf '%s\n' "$said" | wc -l | tr -d ' ')"
contains 'it says where' "$(printf '%s\n' "$said" | sed -n 2p)" '"error":"line 2: '
contains 'and how many there were' "$(cat "$work/told")" '1 of the events could not be read'

for format in text json curl markdown html; do
	preview --sample all --explain --format $format >"$work/all" 2>"$work/told"
	check "all samples can be shown as $format" '0 ' "$? $(cat "$work/told")"
done
printf '%s\n%s\n' '{"type":"identify","userId":"u","anonymousId":"a","traits":{"email":"a@example.com"}}' \
	'{"type":"identify","userId":"u","anonymousId":"a","traits":{"email":"a@example.com","plan":"x"}}' >"$work/two"
said=$(preview --mode device --set supportDedup=on "$work/two" 2>&1)
contains 'in device mode the start of the SDK is shown first' "$said" 'addAlias("a","rudder_id")'
contains 'then the calls' "$said" 'setEmail("a@example.com")'
check 'and of the second event what has changed' 1 "$(printf '%s\n' "$said" | grep -c 'setEmail')"
said=$(preview --mode hybrid --format json --explain "$work/two" 2>&1 | head -n 1)
contains 'in hybrid mode both sides are there' "$said" '"calls":[{"call":"changeUser","args":["u"]}]'
contains 'the requests as well' "$said" '/users/track'
said=$(preview --mode device --source-type ios --set eventFilteringOption=blacklistedEvents --set blacklistedEvents=A --format json - 2>&1 <<'EVENT'
{"type":"track","event":"A","userId":"u","properties":{}}
EVENT
)
contains 'a filtered event says so' "$said" '"dropped":"the event is on the denylist"'

check 'an unknown sample is a usage error' 2 "$(preview --sample none >/dev/null 2>&1; echo $?)"
contains 'and the samples are listed' "$(preview --sample none 2>&1)" 'order-completed'
said=$(preview --set suportDedup=on "$work/events" 2>&1)
check 'an unknown setting is a usage error' 2 $?
contains 'and the nearest one is named' "$said" 'did you mean supportDedup?'
said=$(preview --set restApiKey=secret-1 "$work/events" 2>&1)
check 'a key on the command line is refused' 2 $?
check 'without being repeated' 0 "$(printf '%s' "$said" | grep -c secret-1)"
check 'an unknown format is a usage error' 2 "$(preview --format pdf "$work/events" >/dev/null 2>&1; echo $?)"
check 'a mode that the source type does not have is one, too' 2 \
	"$(preview --source-type warehouse --mode device "$work/events" >/dev/null 2>&1; echo $?)"
check 'no operand is one as well' 2 "$(preview >/dev/null 2>&1; echo $?)"
check 'a file that is not there is a failure' 1 "$(preview "$work/none" >/dev/null 2>&1; echo $?)"

"$BRAZIER" profile add own --rest-url http://127.0.0.1:9 --api-key-env NONE >/dev/null 2>&1
contains 'a REST URL of one'"'"'s own is no reason to show nothing' "$(preview -p own "$work/events")" 'POST https://rest.iad-01.braze.com/users/track'

finish
