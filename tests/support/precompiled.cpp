// Gives the precompiled header a home: it is built for this target, and the test programs use it.
