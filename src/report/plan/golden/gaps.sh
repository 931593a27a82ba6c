#!/bin/sh
# Plan to take service account tokens away
# live cluster aks-prod-weu, 2026-11-24 02:57 UTC
# no step: nothing was found to change in the cluster; with 1 gap in what could be read, so there may be more to change
#
# Needs kubectl and nothing else, and acts on its current context: see `kubectl config current-context`.
#   sh THIS-FILE           takes the steps in their order; run again, it goes on where it stopped
#   sh THIS-FILE backout   takes back what was taken
# What was done is written into the folder that $SPAREKEY_RECORD names: the way back needs it.
# Each patch tests what it is about to change: where an object is not as it was, nothing is changed and the script stops.
record=${SPAREKEY_RECORD:-sparekey-record-20261124T025700Z}
set -eu

say() { printf '%s\n' "$1" >&2; }

# The step that is under way.
now=
trap 'code=$?; [ "$code" = 0 ] || [ -z "$now" ] || say "stopped in step $now: where the server calls the request invalid, the object is not as the plan has it, and was left as it is"' EXIT

ask() {
  printf '%s. Go on? [y/N] ' "$1" >&2
  read -r answer || answer=
  case $answer in
    y | Y | yes) ;;
    *) say 'stopped'; exit 1 ;;
  esac
}

# Nobody knows of a step that was begun and not finished whether it was made: that is for people to look at.
not_begun() {
  [ -e "$record/$1.begun" ] || return 0
  say "step $1 was begun and not finished: look at its object. Where it is as the step makes it: mv $record/$1.begun $record/$1.made; where it is not: rm $record/$1.begun"
  exit 1
}

# Whether a step is still to be taken: NUMBER WORDS
todo() {
  not_begun "$1"
  if [ -e "$record/$1.made" ]; then return 1; fi
  say "step $1: $2"
}
begin() {
  : > "$record/$1.begun"
  now=$1
}
made() {
  mv "$record/$1.begun" "$record/$1.made"
  now=
}

# Whether a step is to be taken back: NUMBER WORDS
undo() {
  not_begun "$1"
  if [ ! -e "$record/$1.made" ]; then return 1; fi
  say "taking back step $1: $2"
}
begin_undo() {
  mv "$record/$1.made" "$record/$1.begun"
  now=$1
}
undone() {
  rm "$record/$1.begun"
  now=
}

# A field of an object as JSON, nothing where it is not there: JSONPATH OBJECT...
field() {
  path=$1
  shift
  kubectl get "$@" -o "jsonpath=$path"
}

# Operations that put an empty object where a field's parent is missing: JSONPATH POINTER OBJECT...
unless_there() {
  path=$1 pointer=$2
  shift 2
  found=$(field "$path" "$@") || exit 1
  if [ -z "$found" ]; then
    printf '{"op":"test","path":"%s","value":null},{"op":"add","path":"%s","value":{}},' "$pointer" "$pointer"
  fi
}

# Operations that hold a list as it is now, which is written down; an empty one is put where it is missing: FILE JSONPATH POINTER OBJECT...
as_found() {
  file=$1 path=$2 pointer=$3
  shift 3
  found=$(field "$path" "$@") || exit 1
  printf '%s' "$found" > "$record/$file.before" || exit 1
  printf '{"op":"test","path":"%s","value":%s},' "$pointer" "${found:-null}"
  if [ -z "$found" ]; then printf '{"op":"add","path":"%s","value":[]},' "$pointer"; fi
}

# Operations that put a list back as it was, if it still is as the step made it: FILE POINTER
as_it_was() {
  before=$(cat "$record/$1.before") || exit 1
  after=$(cat "$record/$1.after") || exit 1
  printf '{"op":"test","path":"%s","value":%s},' "$2" "${after:-null}"
  if [ -n "$before" ]; then
    printf '{"op":"add","path":"%s","value":%s},' "$2" "$before"
  elif [ -n "$after" ]; then
    printf '{"op":"remove","path":"%s"},' "$2"
  fi
}

# The steps, in their order.
apply() {
  say 'every step that has a command is taken'
}

# The way back: what hands out or allows comes first, then what uses it.
backout() {
  say 'everything that was taken is taken back'
}

case ${1:-apply} in
  apply)
    mkdir -p "$record"
    apply
    ;;
  backout) backout ;;
  *)
    say "usage: sh $0 [apply|backout]"
    exit 2
    ;;
esac
