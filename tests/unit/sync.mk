# Tests of sync
