#!/bin/sh
# The mapping as a filter: a line for each line, in order, whatever comes in.
set -u
. "$BRAZIER_SOURCE/tests/e2e/common.sh"

transform() {
	"$BRAZIER" transform "$@"
}

destination='"destination":{"ID":"d","WorkspaceID":"w","Config":{"restApiKey":"dummy-key","dataCenter":"EU-01"}}'
event='{"message":{"type":"alias","userId":"new","previousId":"old"},'$destination'}'
body='{"merge_updates":[{"identifier_to_merge":{"external_id":"old"},"identifier_to_keep":{"external_id":"new"}}]}'

said=$(printf '%s\n' "$event" | transform)
case $said in
'{"output":{'*'"endpoint":"https://rest.fra-01.braze.eu/users/merge"'*"$body"*'},"statusCode":200}') said=fine ;;
esac
check 'an object is answered as the processor answers' fine "$said"

said=$(printf '[%s]\n' "$event" | transform)
case $said in
'{"output":[{"batchedRequest":[{'*"$body"*'"batched":true,"statusCode":200,'*']}') said=fine ;;
esac
check 'a list is answered as the router answers' fine "$said"
check 'which --router does for single events, too' "$(printf '[%s]\n' "$event" | transform)" \
	"$(printf '%s\n' "$event" | transform --router)"
check 'and for the body of a request to the router' "$(printf '[%s]\n' "$event" | transform)" \
	"$(printf '{"input":[%s],"destType":"braze"}\n' "$event" | transform --router)"
said=$(printf '[%s]\n' "$event" | transform --delivery-mapping other,w)
case $said in
'{"output":[{"batchedRequest":{'*'"metadata":[{"destInfo":{}}]'*) said=fine ;;
esac
check 'with a delivery mapping each job is told its items' fine "$said"

check 'a broken line is answered by an error' '{"error":"line 1, column 6: not a JSON number","statusCode":400}' \
	"$(printf '{"a":01}\n' | transform)"
check 'so is an empty one' '{"error":"line 1, column 1: empty, expected JSON","statusCode":400}' "$(printf '\n' | transform)"
check 'and one that is no event' \
	'{"error":"a line must be an object {\"message\", \"destination\"}, or a list of them","statusCode":400}' \
	"$(printf '17\n' | transform)"
check 'no input, no output' '' "$(transform </dev/null)"
check 'a last line without its end counts' 1 "$(printf '%s' "$event" | transform | wc -l)"
check 'bytes that are no text do not matter' 3 "$(printf '\377\n\000{}\n%s\n' "$event" | transform | wc -l)"

# 17 MB in one line, between two others
{
	printf '%s\n' "$event"
	head -c 17000000 /dev/zero | tr '\0' x
	printf '\n%s\n' "$event"
} >"$work/long"
for jobs in 1 3; do
	transform --jobs $jobs <"$work/long" >"$work/answers"
	check "a line too long is refused, the others are not ($jobs)" '{"error":"the line is longer than 16 MiB","statusCode":400}' \
		"$(sed -n 2p "$work/answers")"
	check "and there are as many lines as before ($jobs)" '3 2' \
		"$(wc -l <"$work/answers" | tr -d ' ') $(grep -c '"statusCode":200' "$work/answers")"
done

awk -v destination="$destination" 'BEGIN {
	for (i = 0; i < 5000; i++) {
		printf "{\"message\":{\"type\":\"alias\",\"userId\":\"u%d\",\"previousId\":\"p\"},%s,\"metadata\":{\"n\":%d", i, destination, i
		if (i % 7 == 0) { printf ",\"x\":\""; for (j = 0; j < i; j++) printf "x"; printf "\"" }
		print "}}"
	}
}' >"$work/many"
transform <"$work/many" >"$work/one"
check 'many lines have as many answers' 5000 "$(wc -l <"$work/one" | tr -d ' ')"
for jobs in 2 5; do
	transform --jobs $jobs <"$work/many" >"$work/several"
	check "$jobs processes keep the order" "$(cksum <"$work/one")" "$(cksum <"$work/several")"
done
check 'through a pipe as well' "$(cksum <"$work/one")" "$(cat "$work/many" | transform -j 2 | cksum)"
(
	transform --jobs 3 <"$work/many" 2>/dev/null
	echo $? >"$work/status"
) | head -n 1 >/dev/null
check 'an output that is closed ends it, and is no success' 1 "$(cat "$work/status")"
transform --jobs 0 </dev/null >/dev/null 2>&1
check 'no processes at all are a usage error' 2 $?

finish
