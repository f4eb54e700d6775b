// The operations on one object: album.insert(), save(), update(...), refresh(), erase().
#pragma once

#include <vinyl/orm/call_name.hpp>
#include <vinyl/orm/queryset.hpp>
#include <vinyl/orm/write.hpp>

namespace vinyl {

template <class M>
dual<void> model<M>::insert() {
    return detail::insert_row(static_cast<M&>(*this), "default").named(detail::call_name<M, "insert">);
}

template <class M>
dual<void> model<M>::save() {
    return detail::save_row(static_cast<M&>(*this), "default").named(detail::call_name<M, "save">);
}

template <class M>
dual<void> model<M>::refresh() {
    return detail::refresh_row(static_cast<M&>(*this), "default").named(detail::call_name<M, "refresh">);
}

template <class M>
dual<std::int64_t> model<M>::erase() {
    return detail::erase_row(static_cast<M&>(*this), "default").named(detail::call_name<M, "erase">);
}

template <class M>
template <class... Assignments>
dual<void> model<M>::update(Assignments... assignments) {
    static_assert((detail::is_keyword<Assignments> && ...) && sizeof...(Assignments) > 0,
                  "vinyl: update() takes what it shall set: update(\"price\"_f = decimal(\"9.99\"))");
    return detail::update_row(static_cast<M&>(*this), detail::bind_assignments<detail::scope<M>, M>(assignments...),
                              "default")
        .named(detail::call_name<M, "update">);
}

}  // namespace vinyl
