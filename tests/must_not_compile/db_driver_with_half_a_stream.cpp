// expect: vinyl: the connections of this driver have a type stream that is made of
// lines: g++ 40, clang++ 40
#include <vinyl/postgres/row_batch.hpp>
#include <vinyl/vinyl.hpp>

#include <cstddef>
#include <memory>
#include <string>

struct session {
    struct stream {
        stream(session&, vinyl::statement&&) {}
        void want(std::size_t, vinyl::io::deadline) {}
        vinyl::io::need step(vinyl::io::runner&) { return vinyl::io::need::nothing(); }
        bool withdraw() noexcept { return false; }
#ifdef CONTROL
        vinyl::postgres::batch_rows take() { return {}; }
#endif
    };
    vinyl::dual<vinyl::postgres::batch_rows> execute(vinyl::statement, vinyl::io::deadline);
    vinyl::connection_status status() const { return vinyl::connection_status::idle; }
    bool alive() { return true; }
    std::size_t in_flight() const { return 0; }
    void close() noexcept {}
};

struct driver {
    vinyl::dual<std::unique_ptr<session>> connect(vinyl::io::deadline) const;
    std::string describe() const { return "half a driver"; }
};

void use() { vinyl::connections().add("half", driver()); }
