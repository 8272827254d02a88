# Tests of profile
