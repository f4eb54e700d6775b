// Many gets by key at once, by hand: pipeline mode, poll, and one Sync for each query, or for as many as go together.
#pragma once

#include "catalogue.hpp"

#include <libpq-fe.h>

#include <memory>
#include <string>
#include <vector>

#include <poll.h>

namespace benchmark {

struct raw_pipelines {
    int connections, in_flight;
    int queries_of_sync;
    std::vector<std::unique_ptr<connection>> open;

    /// @param shared_sync  one Sync for all queries of a connection that are in flight
    raw_pipelines(const std::string& dsn, int of_connections, int queries_in_flight, bool shared_sync = false)
        : connections(of_connections), in_flight(queries_in_flight),
          queries_of_sync(shared_sync ? in_flight / connections : 1) {
        for (int i = 0; i < connections; ++i) {
            open.push_back(std::make_unique<connection>(dsn));
            open.back()->prepare("get", get_world);
            PQsetnonblocking(open.back()->open, 1);
            PQenterPipelineMode(open.back()->open);
        }
    }

    void send(PGconn* to) const {
        for (int i = 0; i < queries_of_sync; ++i) {
            const parameters id(key.next());
            PQsendQueryPrepared(to, "get", 1, id.values, id.lengths, id.formats, 1);
        }
        PQpipelineSync(to);
    }

    long operator()(int count) {
        int sent = 0, done = 0;
        std::vector<pollfd> polled;
        for (const auto& each : open) {
            for (int i = 0; i < in_flight / connections; i += queries_of_sync, sent += queries_of_sync) send(each->open);
            PQflush(each->open);
            polled.push_back({PQsocket(each->open), POLLIN, 0});
        }
        while (done < sent) {
            ::poll(polled.data(), polled.size(), -1);
            for (std::size_t i = 0; i < open.size(); ++i) {
                if (polled[i].revents == 0) continue;
                PGconn* const at = open[i]->open;
                PQconsumeInput(at);
                int again = 0;
                int nulls = 0;
                while (PQisBusy(at) == 0 && nulls < 2) {
                    PGresult* const answer = PQgetResult(at);
                    if (answer == nullptr) {
                        ++nulls;
                        continue;
                    }
                    nulls = 0;
                    if (PQresultStatus(answer) == PGRES_TUPLES_OK) checksum += be32(PQgetvalue(answer, 0, 1));
                    if (PQresultStatus(answer) == PGRES_PIPELINE_SYNC) {
                        done += queries_of_sync;
                        ++again;
                    }
                    PQclear(answer);
                }
                for (; again > 0 && sent < count; --again, sent += queries_of_sync) send(at);
                PQflush(at);
            }
        }
        return done;
    }
};

}  // namespace benchmark
