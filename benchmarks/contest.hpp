// A contest: several ways to do the same work, run in turn. What counts is the median of the ratios within a round,
// because shared machines change their speed from one second to the next. In parentheses stands what should be reached.
#pragma once

#include <algorithm>
#include <cstdio>
#include <ctime>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <malloc.h>
#include <sched.h>

namespace benchmark {

inline double seconds(clockid_t clock) {
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

/// Before anything else. One core for everything that is started from here on: waking another core costs more than a query,
/// and varies most. And memory that was freed stays in the process: else malloc gives megabytes back to the kernel and gets
/// them anew, page by page, for whichever contestant comes to lie above its threshold by a few bytes.
inline void steady_the_machine() {
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(0, &one);
    if (sched_setaffinity(0, sizeof one, &one) != 0) std::perror("benchmark: can not pin to one core");
}

inline double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

/// What a contestant should reach beside the reference; 0: nothing is asked.
struct goal {
    double speed = 0;  ///< at least
    double cpu = 0;    ///< at most
};

struct contestant {
    std::string name;
    std::function<long()> work;  ///< Does some work and says how much.
    goal wanted = {};
};

/// The goals of all contests of this program.
class scores {
public:
    void add(const std::string& title, const std::string& name, const char* figure, double reached, double wanted,
             bool good) {
        ++asked_;
        if (good) return;
        char line[64];
        std::snprintf(line, sizeof line, "%s %.2f, should be %.2f", figure, reached, wanted);
        short_of_ += "  " + title + ": " + name + ": " + line + "\n";
        ++short_;
    }
    /// Which goals were missed.
    void print() const {
        std::printf("\n%d of %d goals reached%s\n%s", asked_ - short_, asked_,
                    short_ == 0 ? "" : "; short of theirs:", short_of_.c_str());
        std::fflush(stdout);
    }

private:
    int asked_ = 0;
    int short_ = 0;
    std::string short_of_;
};
inline scores goals;

/// Runs the contestants in turn and prints one line each; the first is the reference.
inline void contest(const std::string& title, const std::string& unit, const std::vector<contestant>& all, int rounds,
                    double seconds_each) {
    std::vector<std::vector<double>> rate(all.size()), cpu(all.size()), ratio(all.size()), cpu_ratio(all.size());
    for (const contestant& each : all) each.work();
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = 0; i < all.size(); ++i) {
            const double cpu_before = seconds(CLOCK_PROCESS_CPUTIME_ID), begin = seconds(CLOCK_MONOTONIC);
            long done = 0;
            double now = begin;
            do {
                done += all[i].work();
                now = seconds(CLOCK_MONOTONIC);
            } while (now - begin < seconds_each);
            const double used = seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu_before;
            rate[i].push_back(static_cast<double>(done) / (now - begin));
            cpu[i].push_back(used / static_cast<double>(done) * 1e6);
            ratio[i].push_back(rate[i].back() / rate[0].back());
            cpu_ratio[i].push_back(cpu[i].back() / cpu[0].back());
        }
    }
    std::printf("\n%s\n", title.c_str());
    for (std::size_t i = 0; i < all.size(); ++i) {
        const goal& wanted = all[i].wanted;
        const double speed = median(ratio[i]), cost = median(cpu_ratio[i]);
        std::printf("  %-40s %9.0f %-6s  speed %5.2f", all[i].name.c_str(), median(rate[i]), unit.c_str(), speed);
        if (wanted.speed > 0) std::printf(" (%.2f)", wanted.speed);
        std::printf("   client CPU %6.2f us %5.2f", median(cpu[i]), cost);
        if (wanted.cpu > 0) std::printf(" (%.2f)", wanted.cpu);
        std::printf("\n");
        if (wanted.speed > 0)
            goals.add(title, all[i].name, "speed", speed, wanted.speed, speed >= wanted.speed - 0.005);
        if (wanted.cpu > 0) goals.add(title, all[i].name, "CPU", cost, wanted.cpu, cost <= wanted.cpu + 0.005);
    }
    std::fflush(stdout);
}

}  // namespace benchmark
