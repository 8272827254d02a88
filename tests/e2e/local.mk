# The built program from outside, one script a subject.
dist_check_SCRIPTS += tests/e2e/command.sh
