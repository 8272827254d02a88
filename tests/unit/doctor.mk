# Tests of doctor
