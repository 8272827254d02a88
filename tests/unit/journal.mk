# Tests of journal
