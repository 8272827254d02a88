# Tests of replay
