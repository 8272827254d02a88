# Tests of braze
