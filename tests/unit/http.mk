# Tests of http
