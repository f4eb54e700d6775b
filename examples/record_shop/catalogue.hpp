// The shop's catalogue: what stands in examples/data/albums.csv. Plain C++, nothing of vinyl's but its value types.
#pragma once

#include <vinyl/types/date.hpp>
#include <vinyl/types/decimal.hpp>

#include <array>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

/// One line of the file.
struct catalogue_entry {
    std::string artist, country, title;
    vinyl::date released;
    vinyl::decimal price;
    std::string genre, label;
};

inline vinyl::date parse_date(const std::string& text) {  // "1959-08-17"
    using namespace std::chrono;
    const auto number = [&](std::size_t from, std::size_t length) { return std::stoi(text.substr(from, length)); };
    return year(number(0, 4)) / number(5, 2) / number(8, 2);
}

/// Reads the file. With a scale above 1 everything is there that many times, under numbered names.
inline std::vector<catalogue_entry> read_catalogue(const std::string& path, int scale) {
    std::ifstream file(path);
    if (!file) throw std::runtime_error("can not read " + path);

    std::vector<catalogue_entry> entries;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.starts_with('#') || line.starts_with("artist,")) continue;
        std::array<std::string, 7> cell;
        std::istringstream cells(line);
        for (std::string& each : cell) std::getline(cells, each, ',');
        entries.push_back({cell[0], cell[1], cell[2], parse_date(cell[3]), vinyl::decimal(cell[4]), cell[5], cell[6]});
    }

    const std::size_t originals = entries.size();
    for (int copy = 2; copy <= scale; ++copy) {
        const std::string number = " (" + std::to_string(copy) + ")";
        for (std::size_t i = 0; i < originals; ++i) {
            catalogue_entry entry = entries[i];
            entry.artist += number;
            entry.title += number;
            entries.push_back(std::move(entry));
        }
    }
    return entries;
}
