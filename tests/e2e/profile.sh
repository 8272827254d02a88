#!/bin/sh
# Profiles and their keys, and what "brazier profile test" says about every way in which a connection can fail.
set -u
. "$BRAZIER_SOURCE/tests/e2e/common.sh"

key=dummy-key-abcdefgh-3f1a
profiles=$HOME/.config/brazier/profiles

run profile list
check 'no profiles are no failure' 0 $status
contains 'and what to do is said' "$err" 'brazier profile add NAME'
run profile show
check 'showing without a profile is a matter of configuration' 3 $status

run profile add acme --instance EU-1
check 'an unknown instance is a matter of configuration' 3 $status
contains 'and the nearest is named' "$err" 'did you mean EU-01?'
run profile add ../evil --instance EU-01
check 'a name that leads elsewhere is refused' 3 $status
run profile add
check 'a name is needed' 2 $status

run profile add acme --instance eu-01 --environment sandbox
check 'a profile is made' 0 $status
check 'its file is the owner'"'"'s alone' 600 "$(stat -c %a "$profiles/acme.conf")"
check 'its directory, too' 700 "$(stat -c %a "$profiles")"
run profile add acme --instance US-01
check 'one that is there is not made again' 3 $status

mkfifo "$work/fifo"
"$BRAZIER" profile set acme --api-key-stdin --source-type android --mode hybrid <"$work/fifo" >>"$work/all" 2>&1 &
child=$!
exec 3>"$work/fifo"
printf '%s\n' "$key" >&3
line=$(tr '\0' ' ' <"/proc/$child/cmdline" 2>/dev/null)
exec 3>&-
wait "$child"
check 'a key is read from stdin' 0 $?
lacks 'and never stands in the command line' "$line" "$key"
contains 'it is in the file' "$(cat "$profiles/acme.conf")" "api_key = \"$key\";"
check 'which is still the owner'"'"'s alone' 600 "$(stat -c %a "$profiles/acme.conf")"
check 'the version before is kept, the owner'"'"'s alone' 600 "$(stat -c %a "$profiles/acme.conf.bak")"
lacks 'and has no key' "$(cat "$profiles/acme.conf.bak")" api_key

run profile show acme
check 'a profile is shown' 0 $status
contains 'the key as a mask' "$out" '••••3f1a'
contains 'with its place in the file' "$out" "acme.conf:$(grep -n api_key "$profiles/acme.conf" | cut -d: -f1)"
contains 'what is not set as a default' "$out" default
run profile show acme --json
contains 'as JSON the key is a mask as well' "$out" '"mask":	"••••3f1a"'
run profile list --json
contains 'the list tells where the key is' "$out" '"api_key":	"file"'

printf '%s' "$key" | "$BRAZIER" profile set acme --api-key-stdin --app-key-stdin >>"$work/all" 2>&1
check 'stdin is one key' 2 $?
run profile set acme "--api-key=$key"
check 'a key as an argument is refused' 2 $status
run profile set acme --api-key "$key"
check 'a key behind an option is refused' 2 $status
run profile set acme "api_key=$key"
check 'a key in a pair is refused' 2 $status
contains 'and why is said' "$err" 'never given as an argument'
run profile set acme "$key=="
check 'and so is a key that looks like a pair' 2 $status
run profile set acme --api-key-env "$key"
check 'a key in the place of a variable is refused' 3 $status
run profile set acme enviroment=sandbox
check 'an unknown name is a usage error' 2 $status
contains 'and the nearest is named, too' "$err" 'did you mean environment?'
run profile set acme --instanze EU-01
contains 'so is the nearest option' "$err" 'did you mean --instance?'
run profile set acme --source-type flutter
check 'a mode that the source type does not have is refused' 3 $status
contains 'and which there are is said' "$err" 'use mode cloud or device'

run profile set acme --rest-url https://sdk.us-10.braze.com
check 'an SDK host is refused' 3 $status
contains 'and its REST endpoint proposed' "$err" https://rest.us-10.braze.com
run profile set acme --rest-url https://dashboard-01.braze.eu/engagement
contains 'so it is for a dashboard' "$err" https://rest.fra-01.braze.eu
run profile set acme --rest-url http://rest.fra-01.braze.eu
contains 'plain http is refused' "$err" 'plain http'
run profile add odd --rest-url https://rest.sfo-01.braze.com
check 'a REST host that is not listed is taken' 0 $status
contains 'with a warning' "$err" 'not among the REST endpoints'

printf 'instance = "EU-01";\nmode = "clod";\n' >"$profiles/broken.conf"
printf 'instance = "EU-01";\nenviroment = "sandbox";\napi_key = "%s";\n' "$key" >"$profiles/loose.conf"
chmod 644 "$profiles/loose.conf"
run profile list
check 'a broken file does not keep the others from being listed' 0 $status
contains 'it is listed with file, line and what was expected' "$out" \
	'broken.conf:2: mode: expected one of cloud, device, hybrid, got "clod"'
contains 'the others are there' "$out" acme
run profile show broken
check 'a broken file is a matter of configuration' 3 $status
run profile show loose
contains 'an unknown name in a file is a warning with the nearest' "$err" 'did you mean environment?'
contains 'a file with a key that others can read is a warning' "$err" 'can be read by others'
run profile show loose -q
check '--quiet says nothing' '' "$err"
chmod 600 "$profiles/loose.conf"
cp "$profiles/loose.conf" "$work/loose"
run profile set loose workspace=ours
check 'a file that was written by hand is not changed' 3 $status
contains 'and why is said' "$err" 'loose.conf was written by hand'
contains 'with what to do' "$err" '--rewrite'
run -p loose settings supportDedup on
check 'nor for a setting' 3 $status
check 'it is as it was' '' "$(cmp "$work/loose" "$profiles/loose.conf" 2>&1)"
run -p loose settings supportDedup on --rewrite
check 'it is taken over when told to' 0 $status
check 'and kept as it was' '' "$(cmp "$work/loose" "$profiles/loose.conf.bak" 2>&1)"
run profile set loose workspace=ours
check 'from then on it is changed as any' 0 $status
run profile add loose2 --rewrite
check 'a new profile has nothing to take over' 2 $status
run profile remove loose --yes
run profile remove broken --yes
check 'a broken profile can be removed' 0 $status
run profile remove odd
check 'removing unasked needs --yes' 2 $status
run profile remove odd --yes
check 'with it the profile is removed' no "$([ -e "$profiles/odd.conf" ] && echo yes || echo no)"
run profile remove odd --yes
check 'one that is not there cannot be removed' 3 $status

export BRAZIER_INSTANCE=US-02 BRAZIER_API_KEY="$key-env" BRAZIER_APP_KEY="$key-app"
run profile show acme
contains 'BRAZIER_INSTANCE goes over the file' "$out" https://rest.iad-02.braze.com
contains 'and is named as where it comes from' "$out" BRAZIER_INSTANCE
contains 'so is BRAZIER_API_KEY' "$out" BRAZIER_API_KEY
contains 'and BRAZIER_APP_KEY' "$out" BRAZIER_APP_KEY
run profile set acme --lookback-days 3
contains 'none of it gets into the file' "$(cat "$profiles/acme.conf")" 'instance = "EU-01"'
lacks 'above all no key' "$(cat "$profiles/acme.conf")" "$key-"
BRAZIER_PROFILE=nobody
export BRAZIER_PROFILE
run profile show
contains 'BRAZIER_PROFILE names the profile' "$err" 'there is no profile "nobody"'
unset BRAZIER_PROFILE BRAZIER_INSTANCE BRAZIER_API_KEY BRAZIER_APP_KEY

run profile show --config-dir "$work/elsewhere" acme
check '--config-dir has profiles of its own' 3 $status
printf 'color = "blue";\n' >"$HOME/.config/brazier/brazier.conf"
run profile list
check 'a broken brazier.conf is a matter of configuration' 3 $status
contains 'and is told with its line' "$err" 'brazier.conf:1: color: expected one of'
run --config-dir /dev/null profile list
check 'and so is one that cannot be read at all' 3 $status
contains 'which is named' "$err" '/dev/null/brazier.conf'
printf 'timeouts = { key_command = 1; connect = 5; };\n' >"$HOME/.config/brazier/brazier.conf"

# Keys from commands.
run profile set acme --api-key-command 'sleep 100'
run profile test acme
check 'a command that takes too long is a matter of configuration' 3 $status
contains 'and says so' "$err" 'within 1.0 s and was ended'
run profile set acme --api-key-command '["sh", "-c", "echo vault is sealed >&2; exit 9"]'
run profile test acme
check 'a command that fails is a matter of configuration' 3 $status
contains 'and its first complaint is shown' "$err" 'ended with status 9: vault is sealed'
run profile set acme --api-key-command 'echo $HOME'
check 'a command with shell characters is refused' 3 $status
contains 'because there is no shell' "$err" 'without a shell'
run profile set acme --api-key-command '["echo", "$HOME;", "`id`"]'
run profile test acme
contains 'what a shell would replace is left as it is' "$err" 'blank or a character that cannot be in a key'

if "$BRAZIER" --version | grep -q '^simulator: yes'; then
	simulate() { # OPTION...
		start_simulator --api-key "$key" "$@"
	}
	# expect TITLE STATUS PART HINT: what the test of the profile says.
	expect() {
		run profile test acme
		check "$1 has its exit status" "$2" $status
		contains "$1 has its own sentence" "$out$err" "$3"
		contains "$1 has its own hint" "$out$err" "$4"
	}

	simulate
	run profile set acme --rest-url "$url" --api-key-command "echo $key"
	run profile test acme
	check 'a connection that works is no failure' 0 $status
	contains 'and told with its latency' "$out" 'knows the key and answered in'
	run profile test acme --json
	contains 'as JSON, too' "$out" '"works":	true'
	run profile set acme --api-key-command "echo $key-wrong"
	expect 'a wrong key' 4 'does not know the key' 'compare the instance'

	# BRAZIER_API_KEY is taken out of the environment that everybody with enough rights can read.
	stop_simulator
	simulate --latency 1500
	BRAZIER_API_KEY=$key BRAZIER_REST_URL=$url "$BRAZIER" profile test acme >>"$work/all" 2>&1 &
	child=$!
	environment=unread
	while kill -0 "$child" 2>/dev/null && environment=$(tr '\0' '\n' <"/proc/$child/environ" 2>/dev/null); do
		case $environment in
		*"$key"*) ;;
		*BRAZIER_REST_URL*) break ;;
		esac
	done
	lacks 'a key from the environment is wiped there' "$environment" "$key"
	wait "$child"
	check 'and used all the same' 0 $?

	run profile set acme --api-key-command "echo $key"
	for fault in "--permissions all,-campaigns.list|0|lacks the permission campaigns.list|users.track" \
		'--fault 403:1|0|lacks the permission campaigns.list|users.track' \
		'--fault 429:1|6|the rate limit of GET /campaigns/list is used up|wait' \
		'--fault 500:1|5|500 Internal Server Error|statuspage' \
		'--fault 502:1|5|did not reach|statuspage' \
		'--fault 503:1|5|no capacity|statuspage' \
		'--fault 504:1|5|did not answer|statuspage' \
		'--fault 404:1|5|does not know GET /campaigns/list|REST endpoint' \
		'--fault garbage:1|5|answered GET /campaigns/list with|proxy' \
		'--fault truncate:1|5|cut off|try again' \
		'--fault reset:1|5|broke before the answer|try again'; do
		stop_simulator
		options=${fault%%|*}
		rest=${fault#*|}
		# shellcheck disable=SC2086 # the options are words
		simulate $options
		run profile set acme --rest-url "$url"
		said=${rest#*|}
		expect "${options#--}" "${rest%%|*}" "${said%%|*}" "${said#*|}"
	done
	stop_simulator
	expect 'a refused connection' 5 'the connection was refused' firewall
	journal=$(cat "$HOME/.local/state/brazier/acme.jsonl")
	lacks 'the journal has no key' "$journal" "$key"
	check 'and is the owner'"'"'s alone' 600 "$(stat -c %a "$HOME/.local/state/brazier/acme.jsonl")"
fi

run profile set acme --api-key-command "echo $key" --rest-url https://rest.nowhere.invalid
run profile test acme
check 'a name that does not resolve is a matter of the network' 5 $status
contains 'and has its own sentence' "$err" 'the name does not resolve'

if command -v openssl >/dev/null 2>&1; then
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/tls.key" -out "$work/tls.pem" -days 2 -subj /CN=127.0.0.1 \
		-addext subjectAltName=IP:127.0.0.1 2>/dev/null
	: >"$work/tls"
	openssl s_server -accept 127.0.0.1:0 -cert "$work/tls.pem" -key "$work/tls.key" -www >"$work/tls" 2>&1 </dev/null &
	simulator=$!
	await grep -q '^ACCEPT' "$work/tls"
	port=$(sed -n 's/^ACCEPT .*:\([0-9]*\).*/\1/p' "$work/tls" | head -n 1)
	run profile set acme --rest-url "https://127.0.0.1:$port"
	run profile test acme
	check 'a certificate that nobody signed is a matter of the network' 5 $status
	contains 'and has its own words' "$err" 'issued by nobody this machine trusts'
	printf 'ca_file = "%s";\n' "$work/tls.pem" >"$HOME/.config/brazier/brazier.conf"
	run profile test acme
	contains 'with its certificate trusted a web page is told as one' "$err" 'with a web page'
fi

stop_simulator
lacks 'no key in anything that was ever said' "$(cat "$work/all")" abcdefgh
check 'no key in any file but the profile'"'"'s own' '' \
	"$(grep -rl abcdefgh "$HOME" | grep -v "^$profiles/acme.conf" | tr '\n' ' ')"

finish
