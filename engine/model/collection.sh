#!/bin/sh
# Collects the configuration of AWS accounts with the AWS CLI: what its list and describe operations answer, as
# FOLDER/ACCOUNT/REGION/SERVICE-OPERATION.json. It changes nothing in AWS.
# What is there already is not asked for again: run it again after an interruption or a failure. Every call is a
# line of FOLDER/ACCOUNT/manifest.jsonl with its time and error; of several lines for one call the last counts.
set -u
set -f
umask 077

usage() {
  cat <<'END'
sh collect.sh [-o FOLDER] [-r "REGION ..."] [-n NAME] [-j N] [-w SECONDS] [-q]
sh collect.sh -a "ACCOUNT[=NAME] ..." -R ROLE [-x EXTERNAL_ID] [...]

  -o FOLDER       where to write (snapshot)
  -r "REGION..."  regions in place of all that are enabled for the account
  -n NAME         what the account is called: the name of its folder (its id)
  -a "ACCOUNT.."  accounts to collect by assuming a role in each
  -R ROLE         the name of that role
  -x EXTERNAL_ID  the external id that its trust policy asks for
  -j N            regions at a time (2)
  -w SECONDS      the first wait where AWS was called too often; each further one is twice as long (2)
  -q              no progress
END
}

wrong() {
  printf 'collect: %s\n' "$1" >&2
  exit 2
}

folder=snapshot regions='' name='' accounts='' role='' external_id='' jobs=2 first_wait=2 quiet=''
while getopts o:r:n:a:R:x:j:w:qh option; do
  case $option in
    o) folder=$OPTARG ;;
    r) regions=$OPTARG ;;
    n) name=$OPTARG ;;
    a) accounts=$OPTARG ;;
    R) role=$OPTARG ;;
    x) external_id=$OPTARG ;;
    j) jobs=$OPTARG ;;
    w) first_wait=$OPTARG ;;
    q) quiet=yes ;;
    h) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done
shift $((OPTIND - 1))
if [ $# -gt 0 ]; then usage >&2; exit 2; fi
[ -z "$accounts" ] || [ -n "$role" ] || wrong '-a needs the role to assume: -R ROLE'
[ -n "$accounts" ] || [ -z "$role$external_id" ] || wrong '-R and -x need the accounts: -a "ACCOUNT ..."'
[ -z "$accounts" ] || [ -z "$name" ] || wrong 'with -a an account is named ACCOUNT=NAME'
is_folder() { case $1 in */* | .*) wrong "\`$1\` is no name of a folder" ;; esac; }
is_folder "$name"
for each in $accounts; do
  is_folder "${each#*=}"
  case ${each%%=*} in
    *[!0123456789]*) ;;
    ????????????) continue ;;
  esac
  wrong "\`${each%%=*}\` is no account id: -a takes ids of twelve digits, each with =NAME where it has one"
done
case $jobs in '' | *[!0123456789]* | 0*) wrong '-j takes a number from 1' ;; esac
case $first_wait in '' | *[!0123456789]* | 0?*) wrong '-w takes a number of seconds' ;; esac
command -v aws >/dev/null || wrong 'the AWS CLI is not installed'

newline='
'
separator=$(printf '\037')
# Lists are a text a line, and nothing else is ever split: values may hold blanks.
IFS=$newline
# Whatever the user's own settings are. The CLI's retries wait longer each time; try() adds to them.
export AWS_PAGER='' AWS_CLI_AUTO_PROMPT=off AWS_DEFAULT_OUTPUT=json
export AWS_RETRY_MODE="${AWS_RETRY_MODE:-adaptive}" AWS_MAX_ATTEMPTS="${AWS_MAX_ATTEMPTS:-5}"

# Answers grow in a folder beside those that are complete, so that a move is all that they need.
mkdir -p "$folder" || exit 2
work=$(mktemp -d "$folder/.collect.XXXXXX") || exit 2
running=''
stop() {
  # shellcheck disable=SC2086
  [ -z "$running" ] || { kill $running 2>/dev/null; wait; }
  exit 130
}
trap 'rm -rf "$work"' EXIT
trap stop HUP INT TERM

say() { [ -n "$quiet" ] || printf '%s\n' "$1" >&2; }

# "a b" as lines.
words() { printf '%s\n' "$1" | tr -s ' \t' '\n\n'; }

# A text as the name of a file: all but some characters as %XX, and names of dots alone, which are folders'.
unreserved='ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.~-'
encode() {
  case $1 in
    *[!$unreserved]*) ;;
    *[!.]*) printf '%s' "$1"; return ;;
  esac
  printf '%s' "$1" | od -A n -v -t x1 | LC_ALL=C awk -v unreserved="$unreserved" '
    BEGIN { for (i = 33; i < 127; i++) characters[sprintf("%02x", i)] = sprintf("%c", i) }
    {
      for (i = 1; i <= NF; i++) {
        character = characters[$i]
        out = out (character != "" && index(unreserved, character) ? character : "%" toupper($i))
      }
    }
    END { printf "%s", (out ~ /^\.+$/ ? "%2E" substr(out, 2) : out) }'
}

# A text as it stands between the quotes of JSON.
json_text() {
  case $1 in
    *[\\\"[:cntrl:]]*) printf '%s' "$1" | LC_ALL=C tr '\001-\037' ' ' | LC_ALL=C sed 's/[\\"]/\\&/g' | tr -d '\n' ;;
    *) printf '%s' "$1" ;;
  esac
}

# values PATH FILE: the texts and numbers at a path of an answer, a line each, repeated ones once.
# "Buckets[].Name": members, and each element of a list. What the escapes \n, \t and \uXXXX stand for is in no
# name: they stay.
values() {
  [ -f "$2" ] || return 0
  LC_ALL=C awk -v path="$1" '
    function unescaped(text,    out, at, character) {
      while (at = index(text, "\\")) {
        character = substr(text, at + 1, 1)
        out = out substr(text, 1, at - 1) (index("\"\\/", character) ? "" : "\\") character
        text = substr(text, at + 2)
      }
      return out text
    }
    BEGIN {
      gsub(/\./, SUBSEP, path)
      gsub(/\[\]/, SUBSEP "[]", path)
      path = SUBSEP path
    }
    {
      line = $0
      while (match(line, /"([^"\\]|\\.)*"|[][{}]|[^][{}",: \t\r]+/)) {
        token = substr(line, RSTART, RLENGTH)
        line = substr(line, RSTART + RLENGTH)
        first = substr(token, 1, 1)
        if (first == "}" || first == "]") {
          depth--
          has_key = 0
        } else if (inside[depth] == "{" && !has_key) {
          key = substr(token, 2, length(token) - 2)
          has_key = 1
        } else {
          place = depth ? places[depth] SUBSEP (inside[depth] == "{" ? key : "[]") : ""
          has_key = 0
          if (first == "{" || first == "[") {
            inside[++depth] = first
            places[depth] = place
          } else if (place == path && token != "null" && token != "\"\"") {
            if (first == "\"") token = unescaped(substr(token, 2, length(token) - 2))
            if (!seen[token]++) print token
          }
        }
      }
    }' <"$2"
}

# try FILE COMMAND...: what the AWS CLI answers, into a file; again where AWS was called too often or says that it
# is its own fault. Sets `error` and `exit_code`. Source: AWS SDKs and Tools Reference Guide, "Retry behavior".
try() {
  answer=$1
  shift
  seconds=$first_wait tries=1
  while :; do
    exit_code=0 error=''
    aws "$@" --region "$region" </dev/null >"$answer" 2>"$answer.error" || exit_code=$?
    [ "$exit_code" -ne 0 ] || return 0
    error=$(sed -n 's/^.*An error occurred (\([^)]*\)).*$/\1/p' "$answer.error" | head -n 1)
    # Another error than one of AWS: the text of it.
    [ -n "$error" ] || error=$(LC_ALL=C tr -c '\041-\176' ' ' <"$answer.error" | tr -s ' ' | cut -c 1-200)
    [ -n "$error" ] || error="exit code $exit_code"
    case $error in
      *Throttl* | *TooManyRequests* | *LimitExceeded | *ThroughputExceededException | SlowDown) ;;
      PriorRequestNotComplete | ServiceUnavailable* | Unavailable | InternalFailure | InternalError) ;;
      *) return 1 ;;
    esac
    [ "$tries" -lt 6 ] || return 1
    sleep "$seconds"
    seconds=$((seconds * 2)) tries=$((tries + 1))
  done
}

# try_pages MEMBER OPTION FILE COMMAND...: the same with all pages of an operation whose pages the AWS CLI leaves
# to its callers: MEMBER is what an answer calls the next one, which OPTION asks for.
try_pages() {
  member=$1 next_option=$2 pages=$3
  shift 3
  try "$pages" "$@" || return 1
  next=$(values "$member" "$pages")
  while [ -n "$next" ]; do
    try "$pages.next" "$@" "$next_option" "$next" || return 1
    cat "$pages.next" >>"$pages"
    next=$(values "$member" "$pages.next")
  done
}

# The time as people read it, and in seconds.
now() { date -u '+%Y-%m-%dT%H:%M:%SZ %s'; }

# record: the call that was made, as a line of the manifest.
record() {
  IFS=$separator
  # shellcheck disable=SC2086
  set -- $parameters
  IFS=$newline
  texts=''
  for each in "$@"; do texts="$texts${texts:+, }\"$(json_text "$each")\""; done
  printf '{"account": "%s", "region": "%s", "operation": "%s", "parameters": [%s], "start": "%s", "seconds": %s, "exit": %s, "error": "%s"}\n' \
    "$account" "$region" "$operation" "$texts" "${start% *}" "$(($(date +%s) - ${start#* }))" "$exit_code" \
    "$(json_text "$error")" >>"$here/manifest.jsonl"
}

# call OPERATION NOTHING COUNT PARAMETER... COMMAND...: one call of the AWS CLI, into one file, where it is not
# there yet. COUNT is the number of parameters; NOTHING are the error codes that mean that there is nothing. Where
# the answer is and with what it was asked for is a line of the operation's list in $calls, for those whose
# parameters stand in it. The caller may set `more` to what goes before FILE in try_pages.
call() {
  operation=$1 nothing=$2 count=$3 refused=''
  shift 3
  file=$operation parameters=''
  while [ "$count" -gt 0 ]; do
    file=$file/$(encode "$1")
    parameters=$parameters${parameters:+$separator}$1
    last=${file##*/}
    [ ${#last} -le 250 ] || refused='the name of its file would be too long'
    # The AWS CLI reads files and addresses that a parameter names, but for a queue's.
    case $1 in
      file://* | fileb://* | http://* | https://*)
        [ "$operation" = sqs-get-queue-attributes ] ||
          refused='the AWS CLI would take a parameter for a file to read'
        ;;
    esac
    shift
    count=$((count - 1))
  done
  path=$here/$region/$file.json
  if [ -s "$path" ] || ask "$@"; then
    printf '%s\n' "$path$separator$parameters" >>"$calls/$operation"
  fi
}

# try_and_record OPERATION FILE COMMAND...: try() for an answer that the script alone needs.
try_and_record() {
  operation=$1 parameters='' start=$(now)
  shift
  try "$@"
  record
  return "$exit_code"
}

# Of call(): fails where there is no answer.
ask() {
  say "$account $region $file"
  start=$(now)
  if [ -n "$refused" ]; then
    exit_code=1 error=$refused
  elif [ -n "$more" ]; then
    # shellcheck disable=SC2086
    try_pages $more "$calls/answer" "$@"
  else
    try "$calls/answer" "$@"
  fi
  record
  case " $nothing " in *" $error "*) [ -z "$error" ] || { echo '{}' >"$calls/answer"; exit_code=0; } ;; esac
  if [ "$exit_code" -ne 0 ]; then
    echo "$operation" >>"$work/failed"
    return 1
  fi
  # Some answer nothing at all where there is nothing.
  [ -s "$calls/answer" ] || echo '{}' >"$calls/answer"
  mkdir -p "${path%/*}" && mv -f "$calls/answer" "$path" && return 0
  echo "$operation" >>"$work/failed"
  return 1
}
more=''

# OPERATIONS

# Collects the account whose credentials are in use.
collect_account() {
  collect_global
  if [ "$(values Organization.MasterAccountId "$here/$region/organizations-describe-organization.json")" = "$account" ]; then
    collect_organization
  fi
  count=0
  for region in $(wanted_regions); do
    collect_region &
    running=$running$newline$!
    count=$((count + 1))
    [ $((count % jobs)) -ne 0 ] || { wait; running=''; }
  done
  wait
  running=''
}

# Those that were asked for, or all that are enabled for the account; where that is not known, those that every
# account has.
wanted_regions() {
  if [ -n "$regions" ]; then
    words "$regions"
    return
  fi
  if try_and_record ec2-describe-regions "$work/regions" ec2 describe-regions; then
    values 'Regions[].RegionName' "$work/regions" >"$work/enabled"
    [ ! -s "$work/enabled" ] || { cat "$work/enabled"; return; }
    error='the answer names none'
  fi
  printf 'collect: which regions are enabled for %s is unknown: %s: those that every account has are collected\n' \
    "$account" "$error" >&2
  words "$default_regions"
}

# Assumes the role in an account and collects it. In a shell of its own: the credentials end with it.
collect_other() (
  trap - EXIT
  trap stop HUP INT TERM
  region=$global_region account=$1 here=$folder/${name:-$1}
  mkdir -p "$here" || return 1
  role_arn=arn:$partition:iam::$account:role/$role
  set -- --role-arn "$role_arn" --role-session-name arnscope
  [ -z "$external_id" ] || set -- "$@" --external-id "$external_id"
  if ! try_and_record sts-assume-role "$work/session" sts assume-role "$@"; then
    printf 'collect: cannot assume %s: %s\n' "$role_arn" "$error" >&2
    return 1
  fi
  AWS_ACCESS_KEY_ID=$(values Credentials.AccessKeyId "$work/session")
  AWS_SECRET_ACCESS_KEY=$(values Credentials.SecretAccessKey "$work/session")
  AWS_SESSION_TOKEN=$(values Credentials.SessionToken "$work/session")
  rm -f "$work/session"
  export AWS_ACCESS_KEY_ID AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN
  unset AWS_PROFILE AWS_DEFAULT_PROFILE
  collect_account
)

# Collects the account that the user is in.
collect_own() {
  region=$global_region
  if ! try "$work/caller" sts get-caller-identity; then
    printf 'collect: no access to AWS: %s\n' "$error" >&2
    return 1
  fi
  account=$(values Account "$work/caller")
  here=$folder/${name:-$account}
  mkdir -p "$here" && collect_account
}

status=0
if [ -z "$accounts" ]; then
  collect_own || exit 2
else
  for each_account in $(words "$accounts"); do
    name=${each_account#*=}
    collect_other "${each_account%%=*}" &
    running=$!
    wait "$running" || status=1
    running=''
  done
fi
if [ -s "$work/failed" ]; then
  status=1
  printf 'collect: %s calls failed: manifest.jsonl names them; run it again to ask them again\n' \
    "$(grep -c . "$work/failed")" >&2
fi
exit $status
