// A condition that is put together at run time.
#pragma once

#include <vinyl/bind/bind.hpp>
#include <vinyl/bind/fields_in.hpp>
#include <vinyl/expr/contains_outer.hpp>

#include <concepts>
#include <utility>

namespace vinyl {

/// A condition about rows of M whose form is only known at run time:
///
///     vinyl::condition<Track> any;
///     for (const std::string& word : words) any = any || "title"_f.icontains(word);
///     auto found = Track::vinyl().filter(any);
///
/// It stands wherever a condition may, but knows nothing of the query around (`"id"_outer`). An empty one is neutral:
/// filter() and exclude() of it change nothing, and &&, ||, ^ and ! go on as if it was not there. Paths in it become joins when a queryset takes it in, so conditions in one
/// filter() call mean the same related row, as always.
///
/// @tparam Annotations  the annotations that it may speak of. Of a queryset that has some, the type is
///                      `decltype(queryset)::condition_type`.
/// Thread safety: distinct objects: safe, also when they are copies; shared objects: unsafe.
template <class M, class Annotations>
class condition : public condition_tag {
public:
    using parts = detail::type_list<>;
    condition() = default;
    /// From any condition as written, or one for fewer annotations. Wrong names and types do not compile.
    template <expression C>
        requires(!std::same_as<C, condition>)
    condition(const C& written)  // NOLINT(google-explicit-constructor): `c = c || "price"_f < 10`
    {
        if constexpr (!detail::is_sound<M>) static_cast<void>(table_of<M>());  // says what is wrong there
        static_cast<void>(sizeof(detail::checked_fields<detail::scope<M, Annotations>, C>));
        static_assert(!detail::contains_outer<C>,
                      "vinyl: a vinyl::condition does not know the query around; give filter() what has _outer in it "
                      "directly");
        if constexpr (!detail::contains_outer<C>) detail::bind_condition<detail::scope<M, Annotations>>(written, what_);
        if (what_.is_neutral()) what_ = {};
    }

    condition(const condition&) = default;
    condition(condition&&) noexcept = default;
    // a variable, unlike other expressions, so `=` is an assignment
    condition& operator=(const condition& other) {
        what_ = other.what_;
        return *this;
    }
    condition& operator=(condition&& other) noexcept {
        what_ = std::move(other.what_);
        return *this;
    }
    ~condition() = default;

    [[nodiscard]] bool empty() const noexcept { return what_.empty(); }

    /// For the other rooms. @pre !empty()
    [[nodiscard]] const detail::recorder& bound() const noexcept { return what_; }

private:
    detail::recorder what_;
};

}  // namespace vinyl
