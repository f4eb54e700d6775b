// expect: vinyl: an index is over what each row has by itself
#include <vinyl/vinyl.hpp>
#include <vinyl/schema.hpp>

using namespace vinyl::literals;

struct Ticket : vinyl::model<Ticket> {
    std::int64_t id{};
    std::int32_t price{};

#ifdef CONTROL
    static constexpr vinyl::meta meta{vinyl::index("by_price", "price"_f * 2)};
#else
    static constexpr vinyl::meta meta{vinyl::index("by_price", max("price"_f))};
#endif
};

void use() { (void)vinyl::schema::sql<Ticket>(); }
