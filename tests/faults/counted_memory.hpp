// How often this thread has asked for memory: counted by the operator new of no_memory.cpp.
#pragma once

namespace tests {

extern constinit thread_local long allocations;

}  // namespace tests
