// Bodies of schema/run.hpp.
#pragma once

#include <vinyl/db/atomic.hpp>
#include <vinyl/db/execution.hpp>
#include <vinyl/db/registry.hpp>
#include <vinyl/io/sequence.hpp>
#include <vinyl/schema/run.hpp>

#include <cstddef>
#include <optional>
#include <utility>

namespace vinyl::schema::detail {

class running_in_order final : public io::sequence {
public:
    using value_type = void;

    explicit running_in_order(const statements_in_order& all) : all_(all) {}

    void take() const noexcept {}

private:
    [[nodiscard]] io::need go_on(io::runner&) override {
        VINYL_GO_ON {
            for (; at_ < all_.statements.size(); ++at_) {
                VINYL_WAIT(after(start(all_.statements[at_])));
                static_cast<void>(running_->take());
            }
        }
        return io::need::nothing();
    }

    [[nodiscard]] db::execution& start(const std::string& text) {
        statement one;
        one.text = text;
        one.keeps_session = true;
        return running_.emplace(connections(), all_.alias, std::move(one));
    }

    const statements_in_order all_;
    std::size_t at_ = 0;
    std::optional<db::execution> running_;
};

VINYL_DECL dual<void> statements_in_order::operator()() const { return io::run<running_in_order>(*this); }

template <class Body>
dual<void> run(std::string alias, std::vector<std::string> statements) {
    Body body{std::move(alias), std::move(statements)};
    if (body.statements.size() == 1) return body();
    const std::string name = body.alias;
    atomic_options options;
    options.alias = name;
    return atomic(options, std::move(body));
}
#ifndef VINYL_HEADER_ONLY
template dual<void> run<statements_in_order>(std::string alias, std::vector<std::string> statements);
#endif

VINYL_DECL std::string script(const std::vector<std::string>& statements) {
    std::string text;
    for (const std::string& each : statements) text += each + ";\n";
    return text;
}

}  // namespace vinyl::schema::detail
