// Bodies of the statement cache.
#pragma once

#include <vinyl/base/random.hpp>
#include <vinyl/postgres/statement_cache.hpp>

#include <functional>

namespace vinyl::postgres {

VINYL_DECL statement_cache::statement_cache(std::size_t capacity) : capacity_(capacity) {
    constexpr char digits[] = "0123456789abcdef";
    std::uint64_t bits = vinyl::detail::random_bits();
    prefix_ = "v_";
    for (int i = 0; i < 16; ++i, bits >>= 4U) prefix_ += digits[bits & 15U];
    prefix_ += '_';
}

VINYL_DECL std::size_t statement_cache::hash_of(const statement& hashed) noexcept {
    std::size_t hash = std::hash<std::string_view>{}(hashed.text);
    for (const wire_value& parameter : hashed.parameters) hash = hash * 1099511628211U + parameter.oid;
    return hash;
}

VINYL_HOT bool statement_cache::matches(const prepared_statement& entry, const statement& sought) noexcept {
    if (entry.oids.size() != sought.parameters.size() || entry.text != sought.text) return false;
    for (std::size_t i = 0; i < entry.oids.size(); ++i)
        if (entry.oids[i] != sought.parameters[i].oid) return false;
    return true;
}

VINYL_DECL statement_cache::handle statement_cache::find(const statement& sought) {
    // One statement run over and over is the commonest case of all: no hash for that.
    if (!recent_.empty() && matches(*recent_.front(), sought)) return recent_.front();
    const auto [first, last] = index_.equal_range(hash_of(sought));
    for (auto at = first; at != last; ++at) {
        if (!matches(**at->second, sought)) continue;
        recent_.splice(recent_.begin(), recent_, at->second);
        return recent_.front();
    }
    return nullptr;
}

VINYL_DECL statement_cache::handle statement_cache::add(const statement& added) {
    auto entry = std::make_shared<prepared_statement>();
    entry->name = prefix_ + std::to_string(++made_);
    entry->text = added.text;
    entry->oids.reserve(added.parameters.size());
    for (const wire_value& parameter : added.parameters) entry->oids.push_back(parameter.oid);
    entry->hash = hash_of(added);
    recent_.push_front(entry);
    index_.emplace(entry->hash, recent_.begin());
    if (index_.size() > capacity_) forget(handle(recent_.back()));
    return entry;
}

VINYL_DECL void statement_cache::forget(const handle& dropped) {
    const auto [first, last] = index_.equal_range(dropped->hash);
    for (auto at = first; at != last; ++at) {
        if (*at->second != dropped) continue;
        dropped->dropped = true;
        if (dropped->confirmed) evicted_.push_back(dropped->name);  // else confirm() sees to it, or there is nothing
        recent_.erase(at->second);
        index_.erase(at);
        return;
    }
}

VINYL_DECL void statement_cache::forget_all() {
    while (!recent_.empty()) forget(handle(recent_.back()));
}

VINYL_DECL void statement_cache::confirm(prepared_statement& entry) {
    if (entry.dropped && !entry.confirmed) evicted_.push_back(entry.name);
    entry.confirmed = true;
}

VINYL_DECL void statement_cache::clear() noexcept {
    index_.clear();
    recent_.clear();
    evicted_.clear();
}

}  // namespace vinyl::postgres
