// What a program by hand does with libpq: prepared statements, binary values, no more checks than it needs.
#pragma once

#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>

#include <libpq-fe.h>

namespace benchmark {

struct connection {
    PGconn* open;
    explicit connection(const std::string& dsn) : open(PQconnectdb(dsn.c_str())) {
        if (PQstatus(open) != CONNECTION_OK) {
            std::fprintf(stderr, "%s", PQerrorMessage(open));
            std::exit(2);
        }
    }
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;
    ~connection() { PQfinish(open); }
    void run(const char* sql) const { PQclear(PQexec(open, sql)); }
    void prepare(const char* name, const char* sql) const { PQclear(PQprepare(open, name, sql, 0, nullptr)); }
};

inline std::uint32_t be32(const char* bytes) {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes, 4);
    return __builtin_bswap32(value);
}
inline std::uint64_t be64(const char* bytes) {
    std::uint64_t value = 0;
    std::memcpy(&value, bytes, 8);
    return __builtin_bswap64(value);
}
inline std::uint16_t be16(const char* bytes) {
    std::uint16_t value = 0;
    std::memcpy(&value, bytes, 2);
    return __builtin_bswap16(value);
}

/// Integers as the binary parameters of one prepared statement.
template <class... Number>
struct parameters {
    static constexpr int count = sizeof...(Number);
    char wire[count][8];
    const char* values[count];
    int lengths[count];
    int formats[count];

    explicit parameters(Number... numbers) {
        int at = 0;
        (add(at++, numbers), ...);
    }
    parameters(const parameters&) = delete;
    parameters& operator=(const parameters&) = delete;

private:
    template <class T>
    void add(int at, T number) {
        if constexpr (sizeof(T) == 8) {
            const std::uint64_t swapped = __builtin_bswap64(static_cast<std::uint64_t>(number));
            std::memcpy(wire[at], &swapped, 8);
        } else {
            const std::uint32_t swapped = __builtin_bswap32(static_cast<std::uint32_t>(number));
            std::memcpy(wire[at], &swapped, 4);
        }
        values[at] = wire[at];
        lengths[at] = sizeof(T);
        formats[at] = 1;
    }
};

/// What every program by hand does, too: it looks whether the statement did what it should before it reads the answer.
inline PGresult* checked(PGresult* answer, ExecStatusType wanted = PGRES_TUPLES_OK) {
    if (PQresultStatus(answer) != wanted) {
        std::fprintf(stderr, "%s", PQresultErrorMessage(answer));
        std::exit(2);
    }
    return answer;
}

/// Runs a prepared statement of the connection's.
template <class... Number>
PGresult* run_prepared(PGconn* on, const char* name, Number... numbers) {
    const parameters<Number...> given(numbers...);
    return PQexecPrepared(on, name, given.count, given.values, given.lengths, given.formats, 1);
}

/// The hundredths of a numeric.
inline std::int64_t cents(const char* bytes) {
    const int digits = be16(bytes), weight = static_cast<std::int16_t>(be16(bytes + 2));
    std::int64_t value = 0;
    for (int i = 0; i <= weight; ++i) value = value * 10'000 + (i < digits ? be16(bytes + 8 + 2 * i) : 0);
    const int fraction = weight + 1;
    return value * 100 + (fraction >= 0 && fraction < digits ? be16(bytes + 8 + 2 * fraction) : 0) / 100;
}

}  // namespace benchmark
