// Loading the members that a row lacks, and writing such rows: row.get("notes"_f), row.object(), row.update("price"_f = 3).
#pragma once

#include <vinyl/orm/call_name.hpp>
#include <vinyl/orm/only.hpp>
#include <vinyl/orm/queryset.hpp>
#include <vinyl/orm/related.hpp>
#include <vinyl/orm/run_in_mode.hpp>
#include <vinyl/orm/write.hpp>
#include <vinyl/rows/partial.hpp>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace vinyl {
namespace detail {

/// Throws usage_error: a row that was never read has nothing to load.
[[noreturn]] void throw_no_row(std::string_view model);
/// Throws not_loaded, as fetch_raise says.
[[noreturn]] void throw_fetch_raises(std::string_view model, list_view<const std::string_view> names,
                                     field_set lacking);
/// Throws usage_error: the row is another one than when the load began.
[[noreturn]] void throw_row_changed(std::string_view model);
[[nodiscard]] std::string row_is_gone(std::string_view model);

/// All rows of M, of which these members are read.
template <class M>
class rows_lacking : queryset<M, partial<M>> {
public:
    using rows = queryset<M, partial<M>>;

    /// Makes such rows: what load_object() begins with.
    struct maker {
        using rows = queryset<M, partial<M>>;
        field_set read;
        [[nodiscard]] rows operator()() const { return rows_lacking(read); }
    };

private:
    explicit rows_lacking(field_set read) {
        sql::recording& recorded = this->recorded_;
        read_members<M>(recorded, this->options_, member_choice{read, true}, read);
    }
};

/// Loads members that a row lacks, with those of its peers. The row must live until it has completed.
template <class M>
dual<void> load_members(const partial_object<M>& row, field_set lacking) {
    using key_type = primary_key_type<M>;
    if ((row.here & key_members<M>) != key_members<M>) throw_no_row(struct_name<M>);
    const auto peers = std::static_pointer_cast<partial_peers<key_type>>(row.peers.share());
    if (peers && peers->how() == fetch::raise) throw_fetch_raises(struct_name<M>, field_names<M>, lacking);
    std::shared_ptr<peer_group<key_type>> group;
    if (peers) group = peers->lacking(lacking);
    const typename rows_lacking<M>::maker all{lacking};
    const key_type key = key_of(row.object);
    const std::shared_ptr<const partial<M>> found = co_await load_object<"pk">(std::move(group), key, all);
    if (!(key_of(row.object) == key)) throw_row_changed(struct_name<M>);
    if (!found) throw typename M::does_not_exist(row_is_gone(struct_name<M>));
    const partial_object<M>& loaded = partial_access<partial<M>>::parts(*found);
    row.keep(loaded.here, std::shared_ptr<const M>(found, &loaded.object));
}

template <class M, std::size_t I>
dual<const field_type<M, I>&> load_member(const partial_object<M>& row) {
    constexpr field_set lacking = field_set{1} << I;
    co_await load_members(row, lacking);
    co_return vinyl::get<I>(*row.with(lacking));
}

template <class M>
dual<const M&> load_whole(const partial_object<M>& row) {
    constexpr bool can_be_copied = std::copy_constructible<M>;
    static_assert(can_be_copied, "vinyl: object() puts a copy of the row together, and this model can not be copied");
    if (const field_set lacking = every_member<M> & ~row.there(); lacking != 0) co_await load_members(row, lacking);
    auto whole = std::make_shared<M>(row.object);
    [&]<std::size_t... I>(std::index_sequence<I...>) {
        const auto take = [&]<std::size_t Member>() {
            if ((row.here >> Member & 1) == 0) vinyl::get<Member>(*whole) = vinyl::get<Member>(row.require(Member));
        };
        (take.template operator()<I>(), ...);
    }(std::make_index_sequence<field_count<M>>{});
    row.whole.keep(std::move(whole));
    co_return *row.whole.get();
}

/// Updates some columns of a row, which has their members then.
template <class M>
struct updating_partial : updating<M> {
    updating_partial(partial_object<M>* of, set_columns&& assigned, field_set fields, const std::string& alias)
        : updating<M>{&of->object, std::move(assigned), fields, alias}, row(of) {}

    partial_object<M>* row;

    void answered(const db::result& result, const std::string& alias) {
        updating<M>::answered(result, alias);
        const auto was_read = [&](std::size_t column) {
            return std::ranges::find(this->returning, &columns_of<M>[column]) != this->returning.end();
        };
        for (std::size_t i = 0; i < field_count<M>; ++i) {
            bool all = true;
            for (std::size_t k = 0; k < members_of<M>[i].columns.size(); ++k)
                all = all && was_read(column_of_field<M>(i, k));
            if (all) row->here |= field_set{1} << i;
        }
        row->whole.reset();  // what was set now is in it as it was before
    }
};

}  // namespace detail

template <class M, class... Named>
template <fixed_string Name>
auto partial<M, Named...>::get(field<Name> name) const& {
    check<Name>();
    if constexpr (meaning<Name>::is_member) {
        constexpr std::size_t member = meaning<Name>::member;
        using value = dual<const field_type<M, member>&>;
        return detail::mode_of<M>::run(detail::call_name<M, "get">, [&]() -> value {
            if (const M* const found = parts_.with(detail::field_set{1} << member))
                return value::ready_reference(vinyl::get<member>(*found));
            return detail::load_member<M, member>(parts_);
        });
    } else {
        using value = dual<std::remove_reference_t<decltype(named_[name])>&>;
        return detail::mode_of<M>::run(detail::call_name<M, "get">,
                                       [&]() -> value { return value::ready_reference(named_[name]); });
    }
}

template <class M, class... Named>
auto partial<M, Named...>::object() const& {
    return detail::mode_of<M>::run(detail::call_name<M, "object">, [&]() -> dual<const M&> {
        constexpr detail::field_set every = detail::every_member<M>;
        const M* const found = (parts_.here & every) == every ? &parts_.object : parts_.whole.get();
        if (found != nullptr) return dual<const M&>::ready_reference(*found);
        return detail::load_whole(parts_);
    });
}

template <class M, class... Named>
template <class... Assignments>
detail::result_of<M, void> partial<M, Named...>::update(Assignments... assignments) & {
    detail::require_writable<M>();
    static_assert((detail::is_keyword<Assignments> && ...) && sizeof...(Assignments) > 0,
                  "vinyl: update() takes what it shall set: update(\"price\"_f = decimal(\"9.99\"))");
    return detail::mode_of<M>::run(detail::call_name<M, "update">, [&] {
        const auto* const peers = static_cast<const detail::row_source*>(parts_.peers.get());
        const std::string alias = peers == nullptr ? std::string("default") : peers->alias();
        // members that are not there can not disagree with what is set
        const detail::field_set named = detail::fields_given<M, Assignments...>() | ~parts_.here;
        return io::run<detail::conversing<detail::updating_partial<M>>>(
            alias, &parts_, detail::bind_assignments<detail::scope<M>, M>(assignments...), named, alias);
    });
}

}  // namespace vinyl

#ifdef VINYL_HEADER_ONLY
#include <vinyl/orm/partial.ipp>
#endif
