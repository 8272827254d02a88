# Tests of sim
