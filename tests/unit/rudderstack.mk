# Tests of rudderstack
